"""The rules of a database: compiled when their files change, stored, and in force or not."""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple, TypeAlias

from store.database.connection import Writer
from store.database.newest import last_event
from store.errors import RuleError
from store.knowledge.files import NO_KNOWLEDGE, Knowledge
from store.rules.alerting import setting_aside
from store.rules.compiled import CompiledRule, with_members
from store.rules.compiling.ahead import compiled
from store.rules.counting.judging import Active
from store.rules.files.loader import rule_files, signature
from store.rules.files.placeholders import NO_PLACEHOLDERS, Placeholders
from store.rules.files.switches import Switches, in_force, unknown
from store.rules.keeping.marks import begin_anew, marks
from store.rules.keeping.standing import is_current
from store.rules.keeping.waiting import ready
from store.rules.ledgers.sharing import counts_as

Counting: TypeAlias = Sequence[tuple[str | None, CompiledRule]]
"""Rules, each with what it counts as far as others may count the same; see `counts_as`."""


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
        known = _store(connection, ready(in_force(compilation.rules, switches), knowledge))
        setting_aside.recover(connection)
        seen = {"signature": wanted, "problems": [str(each) for each in problems]}
        connection.execute(
            "INSERT OR REPLACE INTO settings (key, value) VALUES ('rules', ?)", (json.dumps(seen),)
        )
    return Refreshed(stored(writer.connection, known), problems)


def stored(
    connection: sqlite3.Connection, known: Mapping[str, CompiledRule] = MappingProxyType({})
) -> list[Active]:
    """The rules in force as the database holds them, but for those that are set aside.

    Args:
        connection: Any connection to the database.
        known: Rules by their JSON, which need not be made of it again.
    """
    rows = connection.execute(
        "SELECT r.id, r.spec, l.keeper FROM rules r LEFT JOIN ledgers l ON l.rule = r.id "
        "WHERE r.active AND r.error IS NULL ORDER BY r.id"
    )
    return [
        Active(number, known.get(spec) or CompiledRule.from_json(spec), kept)
        for number, spec, kept in rows
    ]


def late(connection: sqlite3.Connection, active: Sequence[Active]) -> list[Active]:
    """The rules that have not judged every stored event."""
    newest = last_event(connection)
    seen = marks(connection)
    return [each for each in active if seen[each.number] < newest]


def in_time(active: Sequence[Active], behind: Sequence[Active]) -> list[Active]:
    """The rules that can judge what comes: all but those that are late, and what they build on."""
    return with_their_members([each for each in active if each not in behind], active)


def with_their_members(some: Sequence[Active], active: Sequence[Active]) -> list[Active]:
    """Rules with everything that they build on, of all in force."""
    by_uuid = {each.rule.uuid: each.rule for each in active}
    needed = {rule.uuid for rule in with_members([each.rule for each in some], by_uuid)}
    return [each for each in active if each.rule.uuid in needed]


def _store(
    connection: sqlite3.Connection, rules: Sequence[CompiledRule]
) -> Mapping[str, CompiledRule]:
    """Make exactly these rules the ones in force; older versions stay for their alerts.

    Returns:
        The rules by their JSON.
    """
    by_uuid = {rule.uuid: rule for rule in rules}
    counting = [(counts_as(rule, by_uuid), rule) for rule in rules]
    _part(connection, counting)
    begin_anew(connection, rules)
    known = {rule.to_json(): rule for rule in rules}
    connection.execute("UPDATE rules SET active = 0")
    (newest,) = connection.execute("SELECT ifnull(max(id), 0) FROM rules").fetchone()
    connection.executemany(
        "INSERT INTO rules (uuid, hash, active, title, severity, spec) VALUES (?, ?, 1, ?, ?, ?) "
        "ON CONFLICT (uuid, hash) DO UPDATE SET active = 1, spec = excluded.spec",
        [(rule.uuid, rule.hash, rule.title, rule.level, spec) for spec, rule in known.items()],
    )
    _share(connection, counting, newest)
    return known


def _part(connection: sqlite3.Connection, counting: Counting) -> None:
    """Make rules that count otherwise than their ledger says older versions of themselves.

    The same text may be compiled to something else by another version of the program.

    Args:
        connection: In a transaction, before the rules are stored.
        counting: Rules in force, each with what it counts.
    """
    connection.executemany(
        "UPDATE rules SET hash = hash || ' ' || id WHERE uuid = ?2 AND hash = ?3 "
        "AND id IN (SELECT rule FROM ledgers WHERE counts <> ifnull(?1, ''))",
        [(counts, rule.uuid, rule.hash) for counts, rule in counting],
    )


def _share(connection: sqlite3.Connection, counting: Counting, behind: int) -> None:
    """Let rules that are new keep their hits with those of the first that counted the same.

    Args:
        connection: In a transaction.
        counting: Rules in force, each with what it counts.
        behind: `rules.id` of the last one that is not new.
    """
    connection.executemany(
        "INSERT INTO ledgers (rule, counts, keeper) SELECT r.id, ?1, "
        "ifnull((SELECT min(keeper) FROM ledgers WHERE counts = ?1), r.id) "
        "FROM rules r WHERE r.uuid = ?2 AND r.hash = ?3 AND r.id > ?4",
        [(counts, rule.uuid, rule.hash, behind) for counts, rule in counting if counts],
    )
