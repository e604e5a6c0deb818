"""What was noted of an event's address in the database, as a book that rules can ask."""

import sqlite3
from collections.abc import Sequence

from store.knowledge.atlas import NOWHERE, Place

_PLACE = (
    "SELECT country, city, asn, organization FROM address_places "
    "WHERE address = (SELECT address FROM facts WHERE id = ?)"
)
_LISTS = (
    "SELECT DISTINCT l.name FROM listings n JOIN lists l ON l.id = n.list "
    "WHERE n.address = (SELECT address FROM facts WHERE id = ?) ORDER BY l.name"
)


class NotedBook:
    """Says what was found out when the address of one event was met, whatever files say by now."""

    def __init__(self, connection: sqlite3.Connection, event: int) -> None:
        """Take a connection to the database, and the event (`events.id`)."""
        self._connection = connection
        self._event = event

    def place(self, _address: str) -> Place:
        """Where it belongs."""
        row = self._connection.execute(_PLACE, (self._event,)).fetchone()
        return NOWHERE if row is None else Place(*row)

    def lists(self, _address: str) -> Sequence[str]:
        """The names of the lists that it is on, or was."""
        return [name for (name,) in self._connection.execute(_LISTS, (self._event,))]
