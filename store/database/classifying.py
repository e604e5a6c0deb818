"""The class of an address, for SQL."""

import sqlite3

from store.knowledge.classes import address_class


def register(connection: sqlite3.Connection) -> None:
    """Give a connection the SQL function `address_class(packed)`; NULL for what is no address."""

    def class_of(packed: bytes | None) -> str | None:
        return None if packed is None else str(address_class(int.from_bytes(packed)))

    connection.create_function("address_class", 1, class_of, deterministic=True)
