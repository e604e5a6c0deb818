"""Write down what batches are for rules that ask how much is usual; in the events' transaction.

What is written does not depend on the order of the batches, and says from when on alerts have to be
looked at again.
"""

import sqlite3
from collections.abc import Collection, Iterable, Sequence
from itertools import groupby

from store.rules.counting.heard import HOLE, Covered, Heard, Instant, Tally
from store.rules.counting.judging import Active
from store.rules.counting.tallying import ends
from store.rules.ledgers import ledger
from store.rules.series.lows import Stretch

_COUNT = (
    "INSERT INTO slots (grp, slot, n) VALUES (?, ?, ?) "
    "ON CONFLICT (grp, slot) DO UPDATE SET n = n + excluded.n"
)
_SERIES = """
INSERT INTO series (grp, rule, first, total, dirty) VALUES (?, ?, ?, ?, ?)
ON CONFLICT (grp) DO UPDATE SET first = min(first, excluded.first), total = total + excluded.total,
    dirty = min(ifnull(dirty, excluded.dirty), excluded.dirty)
"""


class Series:
    """What is counted for the rules of a database."""

    def __init__(self, active: Sequence[Active]) -> None:
        """Take all rules in force."""
        self._rules = {each.number: each.rule for each in active if each.rule.is_slotted}
        self._groups = ledger.Groups()

    def enter(
        self,
        connection: sqlite3.Connection,
        first: int,
        heard: Heard,
        known: Collection[int] = (),
    ) -> None:
        """Enter what was heard of a batch.

        Args:
            connection: In the transaction that wrote the events. If that is rolled back, this
                object has to be thrown away.
            first: `events.id` of the batch's first record.
            heard: What `Judging` said of the batch.
            known: Rules, by `rules.id`, that have judged the batch before.
        """
        for each in heard.covered:
            _cover(connection, each)
        wanted = [each for each in heard.tallies if each.rule not in known]
        for rule, some in groupby(wanted, lambda each: each.rule):
            self._enter(connection, first, rule, list(some))

    def _enter(
        self, connection: sqlite3.Connection, first: int, rule: int, some: Sequence[Tally]
    ) -> None:
        """Enter what was heard for one rule."""
        groups = self._groups.numbers(connection, rule, [each.key for each in some]).numbers
        rows = list(zip(groups, some, strict=True))
        connection.executemany(
            _SERIES, [(group, rule, each.first, each.total, each.first) for group, each in rows]
        )
        counts = [(group, *count) for group, each in rows for count in each.counts.items()]
        connection.executemany(_COUNT, counts)
        asked = self._rules[rule]
        for group, each in rows:
            if each.instants:
                fresh = [(ts, first + at, n) for ts, at, n in each.instants]
                _keep(connection, group, fresh, asked.timespan, asked.enough)


def covered(connection: sqlite3.Connection, datasets: Collection[str]) -> list[Stretch]:
    """When logs of some datasets were read, in order; of all, if none are named.

    Args:
        connection: Where that is written down.
        datasets: In small letters.
    """
    rows = connection.execute("SELECT dataset, first, last FROM coverage ORDER BY first")
    found: list[Stretch] = []
    for dataset, first, last in rows:
        if datasets and dataset not in datasets:
            continue
        if found and first <= found[-1].last:
            found[-1] = Stretch(found[-1].first, max(found[-1].last, last))
        else:
            found.append(Stretch(first, last))
    return found


def _cover(connection: sqlite3.Connection, new: Covered) -> None:
    """Join a time in which a log was read with those that are known."""
    dataset = new.dataset.lower()
    near = connection.execute(
        "SELECT first, last, dirty FROM coverage WHERE dataset = ? AND first < ? AND last > ? "
        "ORDER BY first",
        (dataset, new.last + HOLE, new.first - HOLE),
    ).fetchall()
    first = min([new.first, *(row[0] for row in near)])
    last = max([new.last, *(row[1] for row in near)])
    if len(near) == 1 and near[0][:2] == (first, last):
        return
    fresh = near[0][1] if near and near[0][0] <= new.first else new.first
    dirty = min([fresh, *(row[2] for row in near if row[2] is not None)])
    connection.executemany(
        "DELETE FROM coverage WHERE dataset = ? AND first = ?", [(dataset, row[0]) for row in near]
    )
    connection.execute("INSERT INTO coverage VALUES (?, ?, ?, ?)", (dataset, first, last, dirty))


def _keep(
    connection: sqlite3.Connection,
    group: int,
    fresh: Iterable[Instant],
    width: int,
    most: int,
) -> None:
    """Enter hits, and keep the first and the last of each stretch of time."""
    for stretch, some in groupby(fresh, lambda hit: hit[0] // width):
        known = connection.execute(
            "SELECT ts, event, n FROM instants WHERE grp = ? AND ts BETWEEN ? AND ?",
            (group, stretch * width, (stretch + 1) * width - 1),
        ).fetchall()
        kept = set(ends(sorted({*known, *some}), width, most))
        connection.executemany(
            "DELETE FROM instants WHERE grp = ? AND ts = ? AND event = ?",
            [(group, ts, event) for ts, event, _ in set(known) - kept],
        )
        connection.executemany(
            "INSERT INTO instants (grp, ts, event, n) VALUES (?, ?, ?, ?)",
            [(group, *row) for row in kept - set(known)],
        )
