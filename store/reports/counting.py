"""Count the records of note, which are looked up once, in numpy's arrays.

All that a report counts but the number of all records is among them. Mostly they are few; where
they are millions, sorting them for each count would take longer than all the rest. So their columns
are handed on as text, a block at a time, and counted in numpy's arrays.
"""

import json
import sqlite3
from collections import Counter
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from store.reports.frame import Frame
from store.reports.noted import TOP, Failed, Noted, Tried

Numbers: TypeAlias = NDArray[np.int64]

_STEMS = """
SELECT s.id, iif(s.failed, s.weight, 0),
    s.failed AND (k.category = 'authentication' OR k.status = 401)
FROM stems s JOIN kinds k ON k.id = s.kind WHERE s.failed OR k.status >= 400 OR k.parse = 'none'
"""
_BLOCKS = (
    "SELECT first_event, events FROM blocks WHERE last_ts >= :since AND first_ts < :until "
    "ORDER BY first_event"
)
_COLUMNS = """
SELECT group_concat(stem, ' '), group_concat(second, ' '), group_concat(ifnull(address, 0), ' '),
    group_concat(ifnull(account, 0), ' ')
FROM facts WHERE id BETWEEN ? AND ? AND second >= ? AND second < ?
AND stem IN (SELECT value FROM json_each(?))
"""
_NAMES = "SELECT id, text FROM accounts WHERE id IN (SELECT value FROM json_each(?))"


class _Sums:
    """Failures by some number, in the period and in the one before."""

    def __init__(self, highest: int) -> None:
        self._sums = np.zeros((2, highest + 1), np.int64)
        """Before, and now."""

    def add(self, numbers: Numbers, late: Numbers, weights: Numbers) -> None:
        """Count; number 0 is nobody."""
        np.add.at(self._sums, (late, numbers), weights)

    def found(self) -> list[tuple[int, int, int]]:
        """Each number that failed at all: with how often now, and before."""
        self._sums[:, 0] = 0
        numbers = np.flatnonzero(self._sums.any(axis=0))
        before, now = (self._sums[at, numbers].tolist() for at in (0, 1))
        return list(zip(numbers.tolist(), now, before, strict=True))


class _Count:
    """Counts block by block."""

    def __init__(self, connection: sqlite3.Connection, frame: Frame, step: int) -> None:
        self._frame = frame
        self._step = step
        self._stems: Counter[tuple[int, int]] = Counter()
        known = connection.execute(_STEMS).fetchall()
        self._noted = json.dumps([number for number, _, _ in known])
        self._weights = np.zeros(max((row[0] for row in known), default=0) + 1, np.int64)
        self._is_login = np.zeros(len(self._weights), np.bool_)
        for number, weight, is_login in known:
            self._weights[number], self._is_login[number] = weight, bool(is_login)
        self._addresses = _Sums(_highest(connection, "addresses"))
        self._accounts = _Sums(_highest(connection, "accounts"))
        self._pairs: list[Numbers] = []
        """Accounts and the addresses that tried them in the period, as one number each."""

    def add(self, connection: sqlite3.Connection, first: int, events: int) -> None:
        """Count a block."""
        values = self._frame.values
        last = first + events - 1
        asked = (first, last, values["first"], values["end"], self._noted)
        texts = connection.execute(_COLUMNS, asked).fetchone()
        if texts[0] is None:
            return
        stem, second, address, account = (
            np.fromstring(text, dtype=np.int64, sep=" ") for text in texts
        )
        self._add_stems(stem, second // self._step)
        late = (second >= values["cut"]).astype(np.int64)
        weight = self._weights[stem]
        self._addresses.add(address, late, weight)
        login = self._is_login[stem] & (account > 0) & (weight > 0)
        if login.any():
            self._accounts.add(account[login], late[login], weight[login])
            tried = login & (late > 0) & (address > 0)
            self._pairs.append(np.unique(account[tried] << 32 | address[tried]))

    def _add_stems(self, stem: Numbers, step: Numbers) -> None:
        both, counts = np.unique(stem << 40 | step, return_counts=True)
        for each, count in zip(both.tolist(), counts.tolist(), strict=True):
            self._stems[each >> 40, each & (1 << 40) - 1] += count

    def result(self, connection: sqlite3.Connection) -> Noted:
        """What was counted."""
        stems = [(stem, step, count) for (stem, step), count in sorted(self._stems.items())]
        return Noted(
            stems, [Failed(*each) for each in self._addresses.found()], self._tried(connection)
        )

    def _tried(self, connection: sqlite3.Connection) -> list[Tried]:
        """Accounts of one name in several domains are one here, as they are in every filter."""
        found = self._accounts.found()
        numbers = json.dumps([number for number, _, _ in found])
        names = dict(connection.execute(_NAMES, (numbers,)).fetchall())
        now, before = Counter[str](), Counter[str]()
        for number, late, early in found:
            if number in names:
                now[names[number]] += late
                before[names[number]] += early
        most = sorted((-count, name) for name, count in now.items() if count)[:TOP]
        chosen = {name for _, name in most}
        who = self._who({number for number, name in names.items() if name in chosen}, names)
        return [Tried(name, -count, before[name], len(who[name])) for count, name in most]

    def _who(self, numbers: set[int], names: dict[int, str]) -> dict[str, set[int]]:
        """The addresses that tried some accounts in the period, by the accounts' names."""
        found: dict[str, set[int]] = {names[number]: set() for number in numbers}
        wanted = np.array(sorted(numbers), np.int64)
        for pairs in self._pairs:
            some = pairs[np.isin(pairs >> 32, wanted)]
            for pair in some.tolist():
                found[names[pair >> 32]].add(pair & 0xFFFFFFFF)
        return found


def _highest(connection: sqlite3.Connection, table: str) -> int:
    """The highest number of a table; 0: it has no rows."""
    row = connection.execute(f"SELECT ifnull(max(id), 0) FROM {table}").fetchone()
    return int(row[0])


def noted(connection: sqlite3.Connection, frame: Frame, step: int) -> Noted:
    """Count the records of note.

    Args:
        connection: For reading.
        frame: Says of which time.
        step: Seconds that are counted together.
    """
    values = {key: frame.values[key] for key in ("since", "until")}
    count = _Count(connection, frame, step)
    for first, events in connection.execute(_BLOCKS, values).fetchall():
        count.add(connection, first, events)
    return count.result(connection)
