"""Bring alerts up to what was written down: the same ones, in whatever order it came.

This happens when an import has read what there is, not with each batch: what is usual is asked of
weeks, and a log that is read out of order would have it asked again and again.
"""

import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import tzinfo
from typing import NamedTuple, TypeAlias

from store.rules.alerting.changes import Changes
from store.rules.compiled import CompiledRule, RuleType
from store.rules.counting.judging import Active
from store.rules.series import absences, baselines
from store.rules.series.alerting import Group
from store.rules.series.keeping import covered
from store.rules.series.kept import Kept
from store.rules.series.lows import Stretch
from store.rules.series.scoring import Calendar, calendar

Evidence: TypeAlias = Callable[[Active, int], baselines.Finder]
"""Gives what finds the events of a group (`groups.id`) of a rule."""


class _Asked(NamedTuple):
    """A rule whose alerts have to be looked at."""

    each: Active
    covered: Sequence[Stretch]
    """When its logs were read."""
    dirty: int | None
    """From when on that is news."""


def settle(
    connection: sqlite3.Connection,
    active: Sequence[Active],
    zone: tzinfo,
    now: int,
    evidence: Evidence | None = None,
) -> Changes:
    """Bring the alerts of all rules in force up to date.

    Args:
        connection: In a transaction.
        active: The rules.
        zone: On whose wall clock a week has its hours.
        now: The clock (µs UTC), for `opened_at`.
        evidence: Finds the events of a baseline's alert; None: nobody wants them.

    Returns:
        What became of the alerts.
    """
    changes = Changes()
    hours = calendar(zone)
    settled = list(_asked(connection, active))
    for asked in settled:
        for kept in _kept(connection, asked):
            changes.add(_settle(connection, asked, kept, hours, now, evidence))
    _note(connection, [asked.each.number for asked in settled])
    return changes


def _note(connection: sqlite3.Connection, settled: Sequence[int]) -> None:
    """Note that the alerts of some rules, by `rules.id`, know of everything.

    Those of others have yet to learn when logs were read: rules that are off, or late.
    """
    (dirty,) = connection.execute("SELECT min(dirty) FROM coverage").fetchone()
    for_all = {"dirty": dirty, "settled": json.dumps(settled)}
    if dirty is not None:
        connection.execute(
            "UPDATE series SET dirty = min(ifnull(dirty, :dirty), :dirty) "
            "WHERE rule NOT IN (SELECT value FROM json_each(:settled))",
            for_all,
        )
        connection.execute("UPDATE coverage SET dirty = NULL WHERE dirty IS NOT NULL")
    connection.execute(
        "UPDATE series SET dirty = NULL WHERE dirty IS NOT NULL "
        "AND rule IN (SELECT value FROM json_each(:settled))",
        for_all,
    )


def _settle(
    connection: sqlite3.Connection,
    asked: _Asked,
    kept: Kept,
    hours: Calendar,
    now: int,
    evidence: Evidence | None,
) -> Changes:
    """Bring the alerts of one group up to date."""
    if kept.rule.baseline is None:
        until = asked.covered[-1].last
        if not absences.may_hold(kept, until):
            return Changes()
        return absences.settle(connection, kept, asked.covered, now)
    if not baselines.may_hold(kept):
        return Changes()
    find = evidence(asked.each, kept.group.number) if evidence else None
    return baselines.settle(connection, kept, asked.covered, hours, now, find)


def datasets(rule: CompiledRule, rules: Mapping[str, CompiledRule]) -> frozenset[str]:
    """The datasets of the logs that a rule looks at; none: all of them.

    Args:
        rule: A rule that asks how much is usual.
        rules: Its members among others, by their uuids.
    """
    some = [rules[uuid] for uuid in rule.members if uuid in rules] or [rule]
    found = [each.selector.datasets for each in some if each.type is RuleType.EVENT]
    return frozenset().union(*found) if all(found) else frozenset()


def _asked(connection: sqlite3.Connection, active: Sequence[Active]) -> Iterator[_Asked]:
    """The rules that ask how much is usual."""
    rules = {each.rule.uuid: each.rule for each in active}
    news = connection.execute("SELECT dataset, dirty FROM coverage WHERE dirty IS NOT NULL")
    fresh = news.fetchall()
    for each in active:
        if each.rule.is_slotted and each.rule.alerts:
            names = datasets(each.rule, rules)
            times = covered(connection, names)
            dirty = [at for name, at in fresh if not names or name in names]
            if times:
                yield _Asked(each, times, min(dirty, default=None))


def _kept(connection: sqlite3.Connection, asked: _Asked) -> list[Kept]:
    """The groups of a rule that have to be looked at."""
    rows = connection.execute(
        "SELECT grp, first, total, min(ifnull(dirty, ?1), ifnull(?1, dirty)) FROM series "
        "WHERE rule = ?2 AND (dirty IS NOT NULL OR ?1 IS NOT NULL)",
        (asked.dirty, asked.each.number),
    )
    each = asked.each
    return [
        Kept(Group(number, each.number, each.rule), first, total, dirty)
        for number, first, total, dirty in rows.fetchall()
    ]
