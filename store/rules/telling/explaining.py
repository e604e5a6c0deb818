"""Why rules hit a record, and what was missing for the rules that nearly did."""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from typing import TypeAlias

from store.database.noted_book import NotedBook
from store.database.recall import records
from store.model import FieldValue, Record, Severity
from store.rules.compiled import CompiledRule, RuleType
from store.rules.counting.grouping import group_key
from store.rules.counting.judging import Active
from store.rules.keeping.catalogue import stored
from store.rules.matching.judge import Judge
from store.rules.matching.matcher import column_getter
from store.rules.telling import clauses

_Read: TypeAlias = Callable[[str], FieldValue | None]
"""Gives what a record says under a key."""

_PATIENCE = 0.5
"""Seconds of processor time that one condition may take."""


@dataclass(frozen=True, slots=True)
class Condition:
    """One thing that a rule asks for."""

    words: str
    holds: bool
    values: tuple[tuple[str, FieldValue | None], ...]
    """The record's own values of the fields in it. Not yet safe to draw."""


@dataclass(frozen=True, slots=True)
class Counting:
    """What a rule counted that takes the record into account."""

    title: str
    found: int
    """Hits in the window that ends with the record."""
    least: int
    """Hits that it takes."""
    timespan: int
    """Microseconds."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A rule, and how it stands to the record."""

    uuid: str
    title: str
    level: Severity
    conditions: tuple[Condition, ...]
    alert: int | None = None
    """The alert that the record is evidence of."""
    counting: tuple[Counting, ...] = ()
    """Rules that count its hits."""

    @property
    def missing(self) -> int:
        """Conditions that do not hold."""
        return sum(not each.holds for each in self.conditions)


@dataclass(frozen=True, slots=True)
class Explanation:
    """How the rules in force stand to a record."""

    asked: int
    """Rules that look at records of its kind."""
    matched: tuple[Judged, ...]
    nearest: tuple[Judged, ...]
    """Those that lack least, of which something holds."""


def explained(
    connection: sqlite3.Connection, event: int, zone: tzinfo, nearest: int = 5
) -> Explanation | None:
    """Judge one record again, condition by condition.

    Args:
        connection: With the SQL function `raw`.
        event: `events.id`
        zone: Where days begin.
        nearest: Most rules that did not match.

    Returns:
        None where there is no such event.
    """
    record = next(iter(records(connection, event, event)), None)
    if record is None:
        return None
    active = stored(connection)
    asked = [
        each
        for each in active
        if each.rule.type is RuleType.EVENT and each.rule.selector.accepts(record.kind)
    ]

    book = NotedBook(connection, event)

    def read(key: str) -> FieldValue | None:
        return column_getter(key, zone, book)(record)

    judge = _Judge(read)
    judged = [(each, judge.judged(each.rule)) for each in asked]
    matched = [(each, found) for each, found in judged if not found.missing]
    ledger = _Ledger(connection, active, record, read)
    told = [ledger.told(each, found) for each, found in matched]
    near = [found for _, found in judged if 0 < found.missing < len(found.conditions)]
    near.sort(key=lambda found: (found.missing, -len(found.conditions), found.title))
    told.sort(key=lambda found: (found.alert is None, -found.level.rank, found.title))
    return Explanation(len(asked), tuple(told), tuple(near[:nearest]))


class _Judge:
    """Asks the conditions of rules about one record."""

    def __init__(self, read: _Read) -> None:
        self._read = read
        self._judge = Judge(_PATIENCE)

    def judged(self, rule: CompiledRule) -> Judged:
        """A rule with its conditions."""
        values = {key: self._read(key) for key in rule.columns}
        table = self._judge.load(rule.columns, [tuple(values.values())])
        parts = tuple(
            Condition(
                clauses.words(clause),
                self._holds(table, clause),
                tuple((key, values.get(key)) for key in clauses.columns(clause) if key in values),
            )
            for clause in clauses.clauses(rule.predicate)
        )
        return Judged(rule.uuid, rule.title, rule.level, parts)

    def _holds(self, table: str, clause: str) -> bool:
        try:
            return bool(self._judge.holds(table, clause))
        except sqlite3.Error:  # a condition that takes too long does not hold for anybody
            return False


class _Ledger:
    """What came of hits."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        active: Sequence[Active],
        record: Record,
        read: _Read,
    ) -> None:
        self._connection = connection
        self._active = active
        self._time = record.time or 0
        self._read = read

    def told(self, each: Active, found: Judged) -> Judged:
        """A rule that hit, with the alert and the counts that this went into."""
        above = [one for one in self._active if each.rule.uuid in one.rule.members]
        alerts = [self._alert(each, each.rule.group_by)]
        alerts += [self._alert(one, self._keys(one.rule, each.rule)) for one in above]
        counting = tuple(self._counting(above, each.rule))
        alert = next((one for one in alerts if one is not None), None)
        return Judged(found.uuid, found.title, found.level, found.conditions, alert, counting)

    @staticmethod
    def _keys(rule: CompiledRule, member: CompiledRule) -> tuple[str, ...]:
        return rule.keys_of(rule.members.index(member.uuid))

    def _group(self, rule: Active, keys: Sequence[str]) -> int | None:
        values = [self._read(key) for key in keys]
        key = group_key(rule.rule.group_by, values, keep_missing=rule.rule.keep_missing)
        if key is None:
            return None
        row = self._connection.execute(
            "SELECT id FROM groups WHERE rule = ? AND key = ?", (rule.ledger, key)
        ).fetchone()
        return None if row is None else int(row[0])

    def _alert(self, rule: Active, keys: Sequence[str]) -> int | None:
        group = self._group(rule, keys)
        row = self._connection.execute(
            "SELECT id FROM alerts WHERE rule = ? AND grp = ? "
            "AND ? BETWEEN first_seen AND last_seen AND merged_into IS NULL ORDER BY id LIMIT 1",
            (rule.number, group, self._time),
        ).fetchone()
        return None if row is None else int(row[0])

    def _counting(self, above: Sequence[Active], member: CompiledRule) -> Iterator[Counting]:
        """The counts around the record, of rules that count and do nothing else."""
        for one in above:
            least = one.rule.at_least
            group = self._group(one, self._keys(one.rule, member))
            if least is None or group is None:
                continue
            row = self._connection.execute(
                "SELECT ifnull(sum(n), 0) FROM hits WHERE grp = ? AND ts BETWEEN ? AND ?",
                (group, self._time - one.rule.timespan, self._time),
            ).fetchone()
            yield Counting(one.rule.title, int(row[0]), least, one.rule.timespan)
