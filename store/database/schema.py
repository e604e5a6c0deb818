"""Refuse a database whose own parts would run: one that somebody else has made to hang or to act.

Whoever is handed a database opens it with `--db` or `merge`. A view in the place of a table need
not end, a trigger acts on every write, a virtual table runs a module's code, and a column or an
index that is computed costs what its maker likes. Ours have none of these but our own views.
"""

import sqlite3

from store.database import tables
from store.errors import DatabaseError

_OURS = tables.FACTS + tables.VIEWS
_COMPUTED = """
SELECT 'table', m.name FROM main.sqlite_master m JOIN pragma_table_xinfo(m.name) x
WHERE m.type = 'table' AND x.hidden > 1
UNION ALL
SELECT 'index', m.name FROM main.sqlite_master m JOIN pragma_index_xinfo(m.name) x
WHERE m.type = 'index' AND x.cid = -2
"""


def check(connection: sqlite3.Connection, *, is_older: bool = False) -> None:
    """Refuse parts that are not ours; a thousandth of a second.

    Args:
        connection: Of the database.
        is_older: Whether views may be those of an earlier version, by their names.

    Raises:
        DatabaseError: It has such parts; names the first.
    """
    connection.execute("PRAGMA trusted_schema = OFF")
    rows = connection.execute("SELECT type, name, sql, rootpage FROM main.sqlite_master").fetchall()
    for sort, name, sql, root in rows:
        text = sql or ""
        if sort == "trigger":
            raise _foreign("the trigger", name)
        if sort == "view" and not _is_our_view(name, text, by_name=is_older):
            raise _foreign("the view", name)
        if sort != "view" and not root:  # whatever it calls itself, it has no pages of its own
            raise _foreign("the virtual table", name)
    for sort, name in connection.execute(_COMPUTED):
        raise _foreign(f"computed columns in the {sort}", name)


def _is_our_view(name: str, text: str, *, by_name: bool) -> bool:
    """Whether a view is ours, to the letter or at least by its name."""
    begins = f"CREATE VIEW {name} AS"
    return (begins in _OURS and text.startswith(begins)) if by_name else f"{text};" in _OURS


def _foreign(what: str, name: str) -> DatabaseError:
    return DatabaseError(
        f"not as Blotter makes it: it has {what} {name[:60]!r}, which could hang this program or "
        "change what is stored; take over its logs, not the database"
    )
