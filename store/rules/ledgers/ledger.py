"""The ledger of hits, as rows of the database: what each rule counted, by group and time.

Everything here happens inside the transaction that writes the events: a crash loses all of it or
nothing, and a batch that is judged again changes nothing.
"""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from types import MappingProxyType
from typing import Any, NamedTuple

from store.rules.ledgers.columns import Columns
from store.rules.ledgers.fresh import Fresh
from store.rules.windows import Row

_MOST = 100_000
"""Groups that are remembered; when there are more, all are forgotten."""
_AT_ONCE = 100
"""Rows of one statement: what a statement costs beside its rows is then next to nothing."""
_COLUMNS = "INSERT INTO hits (grp, ts, slot, event, n, since, value) VALUES "
_ROW = "(?, ?, ?, ?, ?, ?, ?)"
_OFTEN_SAME = frozenset({"slots", "weights"})
_NONE = (1, 0)
"""No event is between these."""
_NOTHING: Mapping[int, tuple[int, int]] = MappingProxyType({})


class Numbered(NamedTuple):
    """Numbers of some groups of a rule."""

    numbers: list[int]
    """In the order of the keys."""
    made: set[int]
    """Those that did not exist before."""


class Groups:
    """Numbers of groups: a rule and the values it groups by."""

    def __init__(self) -> None:
        self._known: defaultdict[int, dict[str, int | None]] = defaultdict(dict)
        self._held = 0

    def numbers(self, connection: sqlite3.Connection, rule: int, keys: Sequence[str]) -> Numbered:
        """The groups' numbers, made where they are new.

        Args:
            connection: In a transaction.
            rule: `rules.id` of who keeps the ledger.
            keys: The group-by fields and values as JSON.
        """
        met = list(map(self._known[rule].get, keys))
        if None not in met:  # which is nearly always so
            return Numbered([number for number in met if number is not None], set())
        known = self.found(connection, rule, keys)
        (newest,) = connection.execute("SELECT ifnull(max(id), 0) FROM groups").fetchone()
        missing = sorted({key for key in keys if known[key] is None})
        made = dict(zip(missing, range(newest + 1, newest + 1 + len(missing)), strict=True))
        connection.executemany(
            "INSERT INTO groups (rule, key, id) VALUES (?, ?, ?)",
            [(rule, *row) for row in made.items()],
        )
        known.update(made)
        numbers = [number for key in keys if (number := known[key]) is not None]
        return Numbered(numbers, set(made.values()))

    def found(
        self, connection: sqlite3.Connection, rule: int, keys: Iterable[str]
    ) -> dict[str, int | None]:
        """Numbers of the rule's groups by their keys; None for one of these that there is not."""
        known = self._room_for(rule)
        unknown = [key for key in keys if key not in known]
        if unknown:
            self._held += len(unknown)
            rows = connection.execute(
                "SELECT g.key, g.id FROM json_each(?) wanted CROSS JOIN groups g "
                "ON g.rule = ? AND g.key = wanted.value",
                (json.dumps(unknown), rule),
            )
            known.update(dict.fromkeys(unknown))
            known.update(rows)
        return known

    def _room_for(self, rule: int) -> dict[str, int | None]:
        """What is remembered of a rule's groups; users' names come without end."""
        if self._held > _MOST:
            self._known, self._held = defaultdict(dict), 0
        return self._known[rule]


def add(connection: sqlite3.Connection, fresh: Fresh) -> bool:
    """Enter hits, most often none of which is there yet.

    Returns:
        Whether all were new. Otherwise they are entered all the same, as by `amend`.
    """
    try:
        _insert(connection, fresh.columns)
    except sqlite3.IntegrityError:
        amend(connection, fresh.rows)
        return False
    return True


def _insert(connection: sqlite3.Connection, columns: Columns) -> None:
    """Enter hits; raises `IntegrityError`.

    What is the same for all is not bound but written out: to bind a number takes a tenth of the
    time of a row, and None as long as four numbers.
    """
    words = [_word(name, column) for name, column in columns._asdict().items()]
    said = [column or () for column, word in zip(columns, words, strict=True) if word == "?"]
    marks = ", ".join(words)
    size, width = len(columns.groups), len(said)
    flat: list[Any] = [None] * (size * width)
    for at, column in enumerate(said):
        flat[at::width] = column
    whole = size // _AT_ONCE * _AT_ONCE * width
    statement = _COLUMNS + ", ".join([f"({marks})"] * _AT_ONCE)
    for start in range(0, whole, _AT_ONCE * width):
        connection.execute(statement, flat[start : start + _AT_ONCE * width])
    rest = [flat[start : start + width] for start in range(whole, size * width, width)]
    connection.executemany(f"{_COLUMNS}({marks})", rest)


def amend(connection: sqlite3.Connection, rows: Iterable[Row]) -> None:
    """Enter hits; one that is there already stays, and becomes more if it has to."""
    connection.executemany(
        f"{_COLUMNS}{_ROW} ON CONFLICT (grp, ts, slot, event) DO UPDATE SET "
        "n = max(n, excluded.n), "
        "since = min(ifnull(since, excluded.since), ifnull(excluded.since, since))",
        rows,
    )


def _word(name: str, column: Sequence[Any] | None) -> str:
    """What stands for a column in a statement; few different ones, for each is to be compiled."""
    if column is None:
        return "NULL"
    is_same = name in _OFTEN_SAME and len(set(column)) == 1
    return str(int(column[0])) if is_same else "?"


class Stretch(NamedTuple):
    """Hits of a group."""

    group: int
    hits: list[Row]
    """In order; all that were asked for in a stretch of time."""
    is_first: bool
    """Whether the group has none before it."""
    is_last: bool
    """Whether it has none behind it."""


def near(
    connection: sqlite3.Connection,
    wanted: Mapping[int, tuple[int, int]],
    known: Mapping[int, tuple[int, int]] = _NOTHING,
) -> Iterator[Stretch]:
    """The hits of each group between two points in time, for groups that have any there.

    Args:
        connection: To the database.
        wanted: The two points in time (µs UTC) by group.
        known: For some of the groups two events between which all of its hits are known already:
            these are not given, and such a group is told of whatever it has.
    """
    connection.execute(
        "CREATE TEMP TABLE IF NOT EXISTS wanted "
        "(grp INTEGER PRIMARY KEY, low INTEGER, high INTEGER, known INTEGER, upto INTEGER)"
    )
    connection.execute("DELETE FROM temp.wanted")
    connection.executemany(
        "INSERT INTO temp.wanted VALUES (?, ?, ?, ?, ?)",
        [(group, *times, *known.get(group, _NONE)) for group, times in wanted.items()],
    )
    ends = connection.execute(
        "SELECT grp, (SELECT min(ts) FROM hits h WHERE h.grp = w.grp) >= low, "
        "(SELECT max(ts) FROM hits h WHERE h.grp = w.grp) <= high FROM temp.wanted w"
    ).fetchall()
    rows = connection.execute(
        "SELECT h.grp, h.ts, h.slot, h.event, h.n, h.since, h.value "
        "FROM temp.wanted w CROSS JOIN hits h "
        "WHERE h.grp = w.grp AND h.ts BETWEEN w.low AND w.high "
        "AND h.event NOT BETWEEN w.known AND w.upto "
        "ORDER BY w.grp, h.ts, h.slot, h.event"
    ).fetchall()
    hits = {group: list(some) for group, some in groupby(rows, itemgetter(0))}
    for group, is_first, is_last in ends:
        if group in hits or group in known:
            yield Stretch(group, hits.get(group, []), bool(is_first), bool(is_last))


def first(
    connection: sqlite3.Connection, groups: Collection[int], but: Iterable[int]
) -> list[tuple[int, int]]:
    """Groups, with the time of their first hit in other slots than some; those that have any."""
    if not groups:
        return []
    rows = connection.execute(
        "SELECT w.value, (SELECT min(h.ts) FROM hits h WHERE h.grp = w.value AND h.slot NOT IN "
        "(SELECT value FROM json_each(?))) FROM json_each(?) w",
        (json.dumps(list(but)), json.dumps(list(groups))),
    )
    return [(group, time) for group, time in rows if time is not None]
