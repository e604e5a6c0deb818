"""One address, user, host, agent or path: how often it was seen, from when to when."""

import sqlite3
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from store.database.dimensions import packed
from store.database.tallies import uncounted_from
from store.filters.keys import network
from store.queries.tops import AXES
from store.queries.where import Where, all_of, bindable

NEIGHBOURS = {4: 24, 6: 64}
"""Length of the prefix that addresses of one network share, by version."""


@dataclass(frozen=True, slots=True)
class EntityRow:
    """What is known of a value without a look at its events."""

    events: int
    failures: int
    """Failed events, each by its weight."""
    first_seen: int | None
    """Microseconds since 1970 UTC; None: it was never seen."""
    last_seen: int | None


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """The network around an address."""

    network: str
    addresses: int
    """That were seen in it, this one among them."""
    events: int
    failures: int


def entity(connection: sqlite3.Connection, by: str, value: str, where: Where) -> EntityRow:
    """What tallies say of a value, and the events that are not in them yet.

    Args:
        connection: For reading.
        by: One of `AXES`.
        value: An address or a network of them, for example; names of accounts and hosts in any
            letter case.
        where: Over `events e`: the value's.
    """
    named, parameters = _named(by, value)
    events, failures, first, last = connection.execute(
        "SELECT ifnull(sum(events), 0), ifnull(sum(failures), 0), min(first_seen), max(last_seen) "
        f"FROM {AXES[by].table} WHERE {named}",
        parameters,
    ).fetchone()
    late = all_of([_behind(uncounted_from(connection)), where]).of_events()
    more, failed, since, until = connection.execute(
        "SELECT count(*), ifnull(sum(iif(e.failed, e.weight, 0)), 0), min(e.ts), max(e.ts) "
        f"{late.sql}",
        late.parameters,
    ).fetchone()
    seen = [each for each in (first, last, since, until) if each is not None]
    return EntityRow(
        events + more, failures + failed, min(seen, default=None), max(seen, default=None)
    )


def neighbourhood(connection: sqlite3.Connection, address: str) -> Neighbourhood | None:
    """The network of an address, and who else came from there; None for a host name."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return None
    around = ip_network(f"{address}/{NEIGHBOURS[parsed.version]}", strict=False)
    row = connection.execute(
        "SELECT count(*), ifnull(sum(events), 0), ifnull(sum(failures), 0) FROM addresses "
        "WHERE packed BETWEEN ? AND ? AND events > 0",
        (_packed(around[0]), _packed(around[-1])),
    ).fetchone()
    return Neighbourhood(str(around), *row)


def _packed(address: IPv4Address | IPv6Address) -> bytes:
    return packed(str(address)) or b""


def _named(by: str, value: str) -> tuple[str, tuple[str | bytes, ...]]:
    found = network(value) if by == "ip" else None
    if found is not None:
        return "packed BETWEEN ? AND ?", (_packed(found[0]), _packed(found[-1]))
    collation = "BINARY" if by in ("path", "agent") else "NOCASE"
    return f"text = ? COLLATE {collation}", (bindable(value),)


def _behind(event: int) -> Where:
    """Events of higher numbers."""
    nearest = "(SELECT ifnull(max(first_event), 0) FROM blocks WHERE first_event <= ?)"
    return Where("e.id > ?", (event,), f"b.first_event >= {nearest}", (event,))
