"""What the user's own files say of an address: where it is, whose, and who warns of it."""

import sqlite3
from dataclasses import dataclass
from ipaddress import ip_address

from store.knowledge.classes import MAPPED, address_class
from store.model import AddressClass


@dataclass(frozen=True, slots=True)
class Listing:
    """A list that names an address, or did."""

    name: str
    """What the user calls it."""
    entry: str
    """As the list writes it."""
    since: int
    """When that was noticed (µs since 1970 UTC)."""
    until: int | None
    """When it was noticed to have ended."""
    written: int | None
    """When the file was written (µs since 1970 UTC); None: it is used no more."""


@dataclass(frozen=True, slots=True)
class Place:
    """What is known of an address."""

    address_class: AddressClass
    country: str | None
    """ISO 3166-1 alpha-2."""
    city: str | None
    asn: int | None
    """Number of the autonomous system."""
    organization: str | None
    """Who runs that."""
    listings: tuple[Listing, ...]
    """Those that name it now first."""


def place(connection: sqlite3.Connection, address: str) -> Place | None:
    """What is known of an address; None for what is none.

    Args:
        connection: For reading.
        address: As events have it.
    """
    try:
        parsed = ip_address(address)
    except ValueError:
        return None
    number = int(parsed) + (MAPPED if parsed.version == 4 else 0)
    row = connection.execute(
        "SELECT country, city, asn, organization FROM address_places p "
        "JOIN addresses a ON a.id = p.address WHERE a.packed = ?",
        (number.to_bytes(16, "big"),),
    ).fetchone()
    country, city, asn, organization = row or (None, None, None, None)
    listings = _listings(connection, number)
    return Place(address_class(number), country, city, asn, organization, listings)


def _listings(connection: sqlite3.Connection, number: int) -> tuple[Listing, ...]:
    rows = connection.execute(
        "SELECT l.name, g.entry, g.since, g.until, l.modified / 1000 FROM listings g "
        "JOIN lists l ON l.id = g.list JOIN addresses a ON a.id = g.address "
        "WHERE a.packed = ? ORDER BY g.until IS NOT NULL, g.since DESC",
        (number.to_bytes(16, "big"),),
    )
    return tuple(Listing(*row) for row in rows)
