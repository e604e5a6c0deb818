"""Judge rows of values by compiled predicates, in an SQLite database in memory."""

import math
import sqlite3
import time
from collections.abc import Sequence
from typing import TypeAlias

from store.model import FieldValue
from store.rules.matching.functions import FUNCTIONS
from store.rules.reading.fields import NUMERIC

Row: TypeAlias = tuple[FieldValue | None, ...]

_STEPS = 20_000
"""SQLite instructions between two looks at the clock: about a millisecond."""
_INTEGERS = 2**63


class Judge:
    """Holds the tables and runs the predicates."""

    def __init__(self, patience: float) -> None:
        """Open the database.

        Args:
            patience: Seconds of processor time that one predicate may take for one set of rows.
        """
        self._patience = patience
        self._deadline = math.inf
        self._tables: dict[tuple[str, ...], str] = {}
        self._connection = sqlite3.connect(
            ":memory:", isolation_level=None, check_same_thread=False, cached_statements=2048
        )
        self._connection.set_progress_handler(self._is_late, _STEPS)
        for name, (arguments, function) in FUNCTIONS.items():
            self._connection.create_function(name, arguments, function, deterministic=True)

    def load(self, columns: tuple[str, ...], rows: Sequence[Row]) -> str:
        """Put rows into the table of their columns, in place of those that were in it.

        Args:
            columns: ECS keys, each once.
            rows: One value for each column; NULL is a missing value.

        Returns:
            The table's name; a row's `rowid` is its position among the rows.
        """
        table = self._tables.get(columns) or self._create(columns)
        marks = ", ".join("?" * (len(columns) + 1))
        clean = [(at, *map(_clean, row)) for at, row in enumerate(rows)]
        self._connection.execute("BEGIN")
        self._connection.execute(f"DELETE FROM {table}")
        self._connection.executemany(f"INSERT INTO {table} VALUES ({marks})", clean)
        self._connection.execute("COMMIT")
        return table

    def holds(self, table: str, predicate: str) -> list[int]:
        """Positions of the loaded rows for which a predicate holds.

        Raises:
            sqlite3.Error: The predicate cannot be run, or took too long.
        """
        self._deadline = time.thread_time() + self._patience
        try:
            query = f"SELECT position FROM {table} WHERE {predicate}"
            return [position for (position,) in self._connection.execute(query)]
        finally:
            self._deadline = math.inf

    def _is_late(self) -> bool:
        return time.thread_time() > self._deadline

    def _create(self, columns: tuple[str, ...]) -> str:
        table = f"rows_{len(self._tables)}"
        declared = "".join(
            f", `{column.replace('`', '``')}` "
            + ("NUMERIC" if column in NUMERIC else "TEXT COLLATE NOCASE")
            for column in columns
        )
        self._connection.execute(f"CREATE TABLE {table} (position INTEGER PRIMARY KEY{declared})")
        self._tables[columns] = table
        return table


def _clean(value: FieldValue | None) -> FieldValue | None:
    r"""A value as SQLite takes it.

    LIKE ends a text at a NUL, which would hide what an attacker writes behind one: it is shown as
    U+2400. A lone surrogate, which is no Unicode, is written out as `\udXXX`.
    """
    if isinstance(value, str):
        if value.isascii():
            return str(value).replace("\0", "\u2400")
        whole = value.encode("utf-8", "backslashreplace").decode()
        return whole.replace("\0", "\u2400")
    if isinstance(value, int) and not -_INTEGERS <= value < _INTEGERS:
        return float(value) if abs(value) < 1e300 else math.inf
    return value
