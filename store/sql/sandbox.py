"""Run one query of a user's: nothing can be changed, and nothing runs for ever.

What a query may read is a list of tables, not what stands behind a view: SQLite tells the
authorizer the name of a view, but a subquery may bear the same one.
"""

import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import NamedTuple, TypeAlias

from store.database.connection import reader
from store.errors import QueryError
from store.queries.where import EVERYTHING, Where
from store.sql import views
from store.sql.meaning import Meaning, meaning
from store.sql.pointing import pointed
from store.sql.sites import ALONE, attach
from store.sql.tokens import named_selects
from store.sql.watching import Watch

Value: TypeAlias = str | int | float | bytes | None

_TABLES = frozenset(
    {
        *("facts", "stems", "kinds", "blocks", "sources", "addresses", "accounts", "paths"),
        *("agents", "hosts", "referrers", "address_blocks", "account_blocks", "rules", "groups"),
        *("hits", "alerts", "alert_groups", "events", "bound", "json_each", "json_tree"),
        *("address_places", "lists", "listings"),
        *views.NAMES,
    }
)
"""What a query may read. `settings` is none of it: the keys in there are secret."""

_CLOSED_FUNCTIONS = frozenset({"load_extension", "fts3_tokenizer"})

_LONGEST_VALUE = 64 * 1024 * 1024
"""Bytes of the longest value."""
_LIMITS = {
    sqlite3.SQLITE_LIMIT_LENGTH: _LONGEST_VALUE,
    sqlite3.SQLITE_LIMIT_SQL_LENGTH: 100_000,
    sqlite3.SQLITE_LIMIT_EXPR_DEPTH: 200,
    sqlite3.SQLITE_LIMIT_COMPOUND_SELECT: 50,
    sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH: 10_000,
    sqlite3.SQLITE_LIMIT_WORKER_THREADS: 0,
}
_MOST_MEMORY = 512 * 1024 * 1024
"""Bytes that SQLite may take for a query, in this whole process: a row of many long values would
take all that there are."""
_TOO_MUCH = f"the query takes more than {_MOST_MEMORY // 1024 // 1024} MiB of memory; narrow it"
_STEPS = 20_000
"""Instructions of SQLite's between two looks at the clock: about a millisecond."""
_GRACE = 2.0
"""Seconds after which somebody else has to look at the clock."""


class Answer(NamedTuple):
    """What a query gives."""

    columns: tuple[str, ...]
    """Their names, each once."""
    rows: Iterator[tuple[Value, ...]]
    """Read while the sandbox is open. Raise `QueryError`."""
    meanings: tuple[Meaning, ...] = ()
    """What each column says."""


class Sandbox:
    """A connection that answers queries and does nothing else."""

    def __init__(
        self, connection: sqlite3.Connection, seconds: float, overdue: Callable[[str], None]
    ) -> None:
        self._connection = connection
        self._seconds = seconds
        self._overdue = overdue
        self._watches: list[Watch] = []
        self._read: set[tuple[str, str]] = set()
        self._own: frozenset[str] = frozenset()
        self._stored = frozenset(
            str(name).lower()
            for (name,) in connection.execute("SELECT name FROM main.sqlite_master")
        )
        connection.set_authorizer(self._authorize)

    def views(self) -> dict[str, list[str]]:
        """The columns of every view."""
        return views.columns(self._connection)

    def close(self) -> None:
        """Look at the clock no longer."""
        for each in self._watches:
            each.end()

    def answer(self, query: str) -> Answer:
        """Run a query.

        Args:
            query: One statement of SQL.

        Raises:
            QueryError: It is wrong, would change something, reads what is closed, or takes too
                long.
        """
        deadline = time.monotonic() + self._seconds
        self._connection.set_progress_handler(lambda: time.monotonic() > deadline, _STEPS)
        watch = Watch(deadline + _GRACE, lambda: self._overdue(f"sql: {_stopped(self._seconds)}"))
        self._watches.append(watch)
        self._read.clear()
        self._own = named_selects(query) - self._stored
        with self._saying(query):
            cursor = watch.during(lambda: self._connection.execute(query))
            if cursor.description is None:
                raise QueryError("the query gives nothing; it has to be one SELECT")
        names = _distinct([each[0] for each in cursor.description])
        meanings = tuple(meaning(name, self._read) for name in names)
        return Answer(names, self._rows(query, cursor, watch), meanings)

    def _rows(
        self, query: str, cursor: sqlite3.Cursor, watch: Watch
    ) -> Iterator[tuple[Value, ...]]:
        """The rows; only the time in which SQLite works is watched, not that of who reads them."""
        with self._saying(query):
            while (row := watch.during(cursor.fetchone)) is not None:
                yield row

    @contextmanager
    def _saying(self, query: str) -> Iterator[None]:
        """Say in one sentence what SQLite has against a query, and where."""
        try:
            yield
        except MemoryError as error:
            raise QueryError(_TOO_MUCH) from error
        except sqlite3.Error as error:
            text = str(error)
            if text == "interrupted":
                raise QueryError(_stopped(self._seconds)) from error
            found = pointed(query, text, self._complains, self.views())
            if "prohibited" in text or "not authorized" in text:
                text = f"{text}; queries read the views that `blotter sql --views` lists"
            elif "readonly" in text or text.startswith("cannot modify"):
                text = "queries change nothing"
            elif text == "user-defined function raised exception":
                text = "a function cannot take what it was given"
            elif found.meant is not None:
                text = f"{text}; did you mean {found.meant}?"
            raise QueryError(text, query, found.at) from error

    def _complains(self, query: str) -> str:
        """What SQLite has against a query; it is not run."""
        plain = query.lstrip().lower().startswith("explain")
        try:
            self._connection.execute(query if plain else f"EXPLAIN {query}").close()
        except sqlite3.Error as error:
            return str(error)
        return ""

    def _authorize(
        self, action: int, first: str | None, second: str | None, _base: str | None, by: str | None
    ) -> int:
        """SQLite's question whether a part of a statement is allowed."""
        if action in (sqlite3.SQLITE_SELECT, sqlite3.SQLITE_RECURSIVE):
            return sqlite3.SQLITE_OK
        if action == sqlite3.SQLITE_READ:
            table = (first or "").lower()
            if by is None:  # said in the query itself, not within a view
                self._read.add((table, (second or "").lower()))
            # Of a select of the query's own, of which no column is read, the name is all one hears.
            own = not second and table in self._own
            return sqlite3.SQLITE_OK if own or table in _TABLES else sqlite3.SQLITE_DENY
        if action == sqlite3.SQLITE_FUNCTION:
            closed = (second or "").lower() in _CLOSED_FUNCTIONS
            return sqlite3.SQLITE_DENY if closed else sqlite3.SQLITE_OK
        return sqlite3.SQLITE_DENY


@contextmanager
def opened(
    path: Path,
    *,
    where: Where = EVERYTHING,
    seconds: float = 60.0,
    overdue: Callable[[str], None] = lambda _: None,
    names: Sequence[str] = (),
    others: Sequence[Path] = (),
) -> Iterator[Sandbox]:
    """Open a database for queries.

    Args:
        path: The database.
        where: Over `events e`: which events the views show.
        seconds: How long one query may take.
        overdue: Told, in a thread of its own, what to say when a query takes longer and SQLite does
            not end it: it asks for the time between two instructions, and one may take hours. Who
            wants to end it has to end the process.
        names: Where there are others, what all are called, this one too.
        others: Databases that are asked together with it.

    Raises:
        DatabaseError: There is no such database, or it is not ours.
    """
    with closing(reader(path)) as connection, ExitStack() as stack:
        connection.execute(f"PRAGMA hard_heap_limit = {_MOST_MEMORY}")
        connection.execute("PRAGMA query_only = 0")  # the file itself is open for reading only
        sites = attach(connection, stack, names, others) if others else ALONE
        views.make(connection, where, sites)
        connection.execute("PRAGMA query_only = 1")
        connection.execute("SELECT 1 FROM json_each('[]'), json_tree('[]')").fetchall()
        for limit, value in _LIMITS.items():
            connection.setlimit(limit, value)
        connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, len(others))
        with closing(Sandbox(connection, seconds, overdue)) as sandbox:
            yield sandbox


def _stopped(seconds: float) -> str:
    return f"stopped after {seconds:g} seconds; narrow it, or say --timeout"


def _distinct(names: list[str]) -> tuple[str, ...]:
    """Names of columns, with a number behind one that was there already."""
    found: list[str] = []
    for name in names:
        number = 2
        fresh = name
        while fresh in found:
            fresh, number = f"{name}_{number}", number + 1
        found.append(fresh)
    return tuple(found)
