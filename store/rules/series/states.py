"""How much is known of what is usual, group by group, for people."""

import json
import sqlite3
from collections.abc import Iterator, Mapping
from datetime import tzinfo
from math import ceil, floor
from typing import NamedTuple

from store.model import FieldValue
from store.rules.compiled import CompiledRule
from store.rules.counting.judging import Active
from store.rules.expectations import Baseline, Direction
from store.rules.series import baselines
from store.rules.series.alerting import Group
from store.rules.series.keeping import covered
from store.rules.series.kept import Kept
from store.rules.series.lows import Stretch
from store.rules.series.scoring import Calendar, Level, Usual, calendar, needed
from store.rules.series.settling import datasets
from store.rules.spans import SECOND

_HOUR = 3600 * SECOND


class State(NamedTuple):
    """What is known of one group."""

    group: Mapping[str, FieldValue]
    since: int
    """Time of its first hit (µs UTC)."""
    hits: int
    level: str
    """`learning`, `provisional` or `full`; of an absence `learning` or `watched`."""
    told: str
    """In words: how far learning is, or how much is usual in the bucket that goes on."""


def states(connection: sqlite3.Connection, uuid: str, zone: tzinfo, limit: int) -> list[State]:
    """What is known of the groups of a rule, those with most hits first.

    Args:
        connection: To the database.
        uuid: Of a rule; one that does not ask how much is usual has no groups here.
        zone: On whose wall clock a week has its hours.
        limit: How many groups.
    """
    rows = connection.execute("SELECT id, spec FROM rules WHERE active AND error IS NULL")
    active = [Active(number, CompiledRule.from_json(spec)) for number, spec in rows.fetchall()]
    found = [each for each in active if each.rule.uuid == uuid and each.rule.is_slotted]
    if not found:
        return []
    each = found[0]
    read = covered(connection, datasets(each.rule, {one.rule.uuid: one.rule for one in active}))
    return list(_states(connection, each, read, calendar(zone), limit))


def _states(
    connection: sqlite3.Connection,
    each: Active,
    read: list[Stretch],
    hours: Calendar,
    limit: int,
) -> Iterator[State]:
    rows = connection.execute(
        "SELECT s.grp, g.key, s.first, s.total FROM series s JOIN groups g ON g.id = s.grp "
        "WHERE s.rule = ? ORDER BY s.total DESC, s.grp LIMIT ?",
        (each.number, limit),
    )
    for number, key, first, total in rows.fetchall():
        kept = Kept(Group(number, each.number, each.rule), first, total, first)
        if each.rule.baseline is None:
            level, told = _watched(each.rule, first, read)
        else:
            level, told = _learned(connection, each.rule.baseline, kept, read, hours)
        yield State(json.loads(key), first, total, level, told)


def _watched(rule: CompiledRule, first: int, read: list[Stretch]) -> tuple[str, str]:
    """How far an absence knows a group."""
    known = (read[-1].last if read else first) - first
    warmup = rule.absence.warmup if rule.absence else 0
    if known < warmup:
        return "learning", f"{_hours(known)} of {_hours(warmup)} hours"
    return "watched", ""


def _learned(
    connection: sqlite3.Connection,
    asked: Baseline,
    kept: Kept,
    read: list[Stretch],
    hours: Calendar,
) -> tuple[str, str]:
    """How far a baseline knows a group."""
    found = baselines.learned(connection, kept, read, hours)
    if found is None:
        return "learning", ""
    usual = found.usual
    if usual.level is Level.LEARNING:
        return "learning", f"{usual.known} of {3 * (_HOUR // asked.bucket)} buckets of this hour"
    return usual.level.name.lower(), _band(asked, usual)


def _band(asked: Baseline, usual: Usual) -> str:
    """How much is usual in a bucket."""
    low, high = usual.band(needed(asked, usual.level))
    least = max(ceil(low), 0)
    told = f"{least} to {max(floor(high), least)} in {asked.bucket // (60 * SECOND)} minutes"
    if least == 0 and asked.direction is not Direction.HIGH:
        return f"{told}: too few for less to be unusual"
    return told


def _hours(span: int) -> str:
    return f"{span / _HOUR:.0f}"
