"""What is known of an event's address, as an example of a rule says it under `known`."""

import sqlite3
from typing import Any

from store.queries.documents import Document
from store.rules.reading.names import ASN, CITY, COUNTRY, ORGANIZATION

_PLACES = {"country": COUNTRY, "city": CITY, "asn": ASN, "org": ORGANIZATION}
_LISTS = """
SELECT DISTINCT l.name FROM listings n JOIN lists l ON l.id = n.list
JOIN addresses a ON a.id = n.address WHERE a.text = ? ORDER BY l.name
"""


def known(connection: sqlite3.Connection, document: Document) -> dict[str, dict[str, Any]]:
    """What the database has noted of an event's address, by that address; empty: nothing.

    Args:
        connection: For reading.
        document: The event.
    """
    address = document.get("source.ip")
    if address is None:
        return {}
    said = {name: document[key] for name, key in _PLACES.items() if key in document}
    lists = [name for (name,) in connection.execute(_LISTS, (address,))]
    if lists:
        said["list"] = lists
    return {str(address): said} if said else {}
