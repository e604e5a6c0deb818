"""The rules of a database: compiled when their files change, stored, and caught up with history."""

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import tzinfo
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from store.database import evidence
from store.database.connection import Writer
from store.database.newest import last_event
from store.database.recall import records
from store.errors import RuleError
from store.knowledge.address_book import BLANK, AddressBook
from store.knowledge.files import NO_KNOWLEDGE, Knowledge
from store.rules import charging, setting_aside
from store.rules.ahead import compiled
from store.rules.alerts import Changes
from store.rules.compiled import CompiledRule, with_members
from store.rules.engine import Engine
from store.rules.judging import Active, Judging
from store.rules.loader import rule_files, signature
from store.rules.marks import begin_anew, mark, marks
from store.rules.placeholders import NO_PLACEHOLDERS, Placeholders
from store.rules.series.keeping import Series
from store.rules.standing import is_current
from store.rules.switches import Switches, in_force, unknown
from store.rules.thresholds.placing import placed
from store.rules.waiting import ready

_AT_ONCE = 10_000
"""Stored events judged in one transaction by a rule that has to catch up."""


class Refreshed(NamedTuple):
    """The rules in force."""

    active: list[Active]
    problems: list[RuleError]
    """What is wrong with files that changed; the rules that are right are in force all the same."""


def refresh(
    writer: Writer,
    directories: Sequence[Path],
    placeholders: Placeholders = NO_PLACEHOLDERS,
    switches: Switches = (),
    knowledge: Knowledge = NO_KNOWLEDGE,
) -> Refreshed:
    """Compile what has changed since the last run, and give the rules in force.

    Args:
        writer: Of the database.
        directories: Rules beside the built-in pack.
        placeholders: What stands for `%name%` in them, beside what is built in.
        switches: Which sets and rules are on and off.
        knowledge: The user's files about addresses; what needs others is not in force.

    Returns:
        The rules; problems only in the run that sees the change first and while they last.
    """
    files = rule_files(directories)
    wanted = signature(files, placeholders, switches, knowledge)
    if is_current(writer.connection, wanted):
        return Refreshed(stored(writer.connection), [])
    compilation = compiled(files, placeholders)
    problems = [*compilation.problems, *unknown(compilation, switches)]
    with writer.transaction() as connection:
        _store(connection, ready(in_force(compilation.rules, switches), knowledge))
        setting_aside.recover(connection)
        seen = {"signature": wanted, "problems": [str(each) for each in problems]}
        connection.execute(
            "INSERT OR REPLACE INTO settings (key, value) VALUES ('rules', ?)", (json.dumps(seen),)
        )
    return Refreshed(stored(writer.connection), problems)


def stored(connection: sqlite3.Connection) -> list[Active]:
    """The rules in force as the database holds them, but for those that are set aside."""
    rows = connection.execute(
        "SELECT id, spec FROM rules WHERE active AND error IS NULL ORDER BY id"
    )
    return [Active(number, CompiledRule.from_json(spec)) for number, spec in rows]


def late(connection: sqlite3.Connection, active: Sequence[Active]) -> list[Active]:
    """The rules that have not judged every stored event."""
    newest = last_event(connection)
    seen = marks(connection)
    return [each for each in active if seen[each.number] < newest]


def in_time(active: Sequence[Active], behind: Sequence[Active]) -> list[Active]:
    """The rules that can judge what comes: all but those that are late, and what they build on."""
    return _with_members([each for each in active if each not in behind], active)


def catch_up(  # noqa: PLR0913 - all that judging depends on
    writer: Writer,
    active: Sequence[Active],
    zone: tzinfo,
    now: int,
    progress: Callable[[int, int], None],
    stop: Callable[[], bool] = lambda: False,
    *,
    book: AddressBook = BLANK,
) -> Changes:
    """Judge the stored events that rules in force have not seen yet.

    Args:
        writer: Of the database.
        active: All rules in force.
        zone: Where days begin.
        now: The clock (µs UTC).
        progress: Told how many events of how many have been judged.
        stop: Asked after every batch whether to leave the rest for another time.
        book: What is known of addresses.

    Returns:
        What came of it.
    """
    behind = late(writer.connection, active)
    if not behind:
        return Changes()
    newest = last_event(writer.connection)
    seen = marks(writer.connection)
    evidence.register(writer.connection)
    judged = _with_members(behind, active)
    judging, engine = Judging(judged, zone, book), Engine(placed(judged, zone))
    changes = Changes()
    series = Series(judged)
    start = min(seen[each.number] for each in behind)
    for low, high in _pieces(start, newest, seen.values()):
        known = {number for number, upto in seen.items() if upto >= low}
        for first, last in consecutive(writer.connection, low, high):
            entries = judging.entries(list(records(writer.connection, first, last)))
            with writer.transaction() as connection:
                changes.add(engine.apply(connection, first, entries, now))
                series.enter(connection, first, judging.heard(), known)
                costs = [each for each in judging.costs() if seen[each.rule] < low]
                changes.add(charging.enter(connection, first, costs, now))
                mark(connection, last)
        with writer.transaction() as connection:
            mark(connection, high)
        progress(high - start, newest - start)
        if stop():
            break
    return changes


def consecutive(connection: sqlite3.Connection, low: int, high: int) -> list[tuple[int, int]]:
    """The first and the last of the events that follow each other without one that is gone."""
    return [
        (int(first), int(last))
        for first, last in connection.execute(
            "SELECT min(id), max(id) FROM (SELECT id, id - row_number() OVER (ORDER BY id) AS run "
            "FROM facts WHERE id BETWEEN ? AND ?) GROUP BY run ORDER BY run",
            (low, high),
        )
    ]


def _pieces(start: int, newest: int, marks: Iterable[int]) -> Iterator[tuple[int, int]]:
    """The events behind one, piece by piece; a rule has judged all of a piece, or nothing of it."""
    edges = sorted({*range(start, newest, _AT_ONCE), *marks, newest})
    inside = [edge for edge in edges if start <= edge <= newest]
    for before, high in pairwise(inside):
        yield before + 1, high


def _store(connection: sqlite3.Connection, rules: Sequence[CompiledRule]) -> None:
    """Make exactly these rules the ones in force; older versions stay for their alerts."""
    begin_anew(connection, rules)
    connection.execute("UPDATE rules SET active = 0")
    connection.executemany(
        "INSERT INTO rules (uuid, hash, active, title, severity, spec) VALUES (?, ?, 1, ?, ?, ?) "
        "ON CONFLICT (uuid, hash) DO UPDATE SET active = 1, spec = excluded.spec",
        [(rule.uuid, rule.hash, rule.title, rule.level, rule.to_json()) for rule in rules],
    )


def _with_members(late: Sequence[Active], active: Sequence[Active]) -> list[Active]:
    """Rules with everything that they build on."""
    by_uuid = {each.rule.uuid: each.rule for each in active}
    needed = {rule.uuid for rule in with_members([each.rule for each in late], by_uuid)}
    return [each for each in active if each.rule.uuid in needed]
