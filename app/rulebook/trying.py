"""`blotter rules try`: what a new rule would have raised, before it is switched on."""

import sqlite3
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from app.configuration.config import load
from app.database import config_option, database_option, reading
from app.diagnostics import ExitCode, note
from app.importing.preparing import knowledge_of
from app.output import stdout
from app.output.amounts import counted
from app.output.lists import LISTS, show
from app.output.status_line import StatusLine
from app.output.tables import Column
from app.output.times import clock
from app.rulebook.compiling import as_configured, compiled, tell, within
from app.rulebook.days import days
from store.filters.times import read
from store.knowledge.address_book import book_of
from store.rules.compiled import Compilation, CompiledRule, with_members
from store.rules.files.loader import files_in
from store.rules.keeping.waiting import waiting
from store.times import iso, now

if TYPE_CHECKING:  # the help of all commands does without what judges
    from store.rules.telling.trial_run import Episode
    from store.rules.telling.trying import Tried

_KEYS = ("rule_id", "rule_title", "severity", "group", "count", "peak", "first_seen", "last_seen")
_COLUMNS = (
    Column("severity"),
    Column("first seen (UTC)", whole=True),
    Column("last seen (UTC)", whole=True),
    Column("count", right=True),
    Column("group"),
    Column("rule"),
)


class _Row(NamedTuple):
    """An alert that there would be."""

    rule: CompiledRule
    episode: "Episode"


@click.command("try")
@database_option
@config_option
@click.option("--since", metavar="TIME", help="Events from then on: 30d, 2026-11-20 (all).")
@click.option("--format", "form", type=click.Choice(LISTS), default="table")
@stdout.limit_option
@click.argument(
    "file", metavar="FILE", type=click.Path(exists=True, readable=False, path_type=Path)
)
def try_rules(
    db: Path | None,
    config: Path | None,
    since: str | None,
    form: str,
    limit: int | None,
    file: Path,
) -> int:
    """Say what the rules of FILE would have raised on the stored events.

    FILE, or a folder, need not be installed; a rule in it with the id of an installed one stands in
    its place. Nothing is written to the database. Below the alerts stands how many there would have
    been a day. Exit 78: a rule in FILE is wrong.
    """
    start = _instant(since)
    compilation = as_configured(compiled(config, (), files_in(file)), config)
    asked = within(compilation, file)
    code = tell(asked.problems)
    _tell_of_others(asked, waiting(compilation.rules, knowledge_of(load(config))))
    if not asked.rules:
        note("no rule to try")
        return code
    by_uuid = {rule.uuid: rule for rule in compilation.rules}
    with reading(db, config) as connection:
        found = _tried(connection, with_members(asked.rules, by_uuid), config, start)
    new = {rule.uuid for rule in asked.rules}
    rows = [_Row(by_uuid[one.rule_uuid], one) for one in found.alerts if one.rule_uuid in new]
    show(form, rows[: stdout.most(limit)], _KEYS, _record, (_COLUMNS, _cells), none="no alerts")
    stdout.tell_limit(len(rows), limit)
    for uuid, why in found.errors.items():
        note(f"{by_uuid[uuid].title}: would be set aside: {why}")
    _sum_up(rows, found)
    return ExitCode.CONFIGURATION if found.errors else code


def _tell_of_others(asked: Compilation, waits: Mapping[str, str]) -> None:
    """Say which rules cannot hit, and why: not applicable here, or waiting for a file."""
    for one in asked.inapplicable:
        note(f"{one.title}: not applicable, it never fires: {one.reason}")
    for rule in asked.rules:
        if rule.uuid in waits:
            note(f"{rule.title}: {waits[rule.uuid]}")


def _instant(since: str | None) -> int | None:
    """The time from which on events count; those without zone are UTC, as in all output."""
    if since is None:
        return None
    try:
        return read(since, now(), UTC)
    except ValueError as wrong:
        raise click.BadParameter(str(wrong), param_hint="--since") from wrong


def _tried(
    connection: sqlite3.Connection,
    rules: Sequence[CompiledRule],
    config: Path | None,
    since: int | None,
) -> "Tried":
    from store.rules.telling.trying import tried

    book = book_of(knowledge_of(load(config)))
    with _watched() as progress:
        return tried(connection, rules, days(config), since, progress, book)


@contextmanager
def _watched() -> Iterator[Callable[[int, int], None]]:
    """Progress for somebody who watches stderr."""
    if not sys.stderr.isatty():
        yield lambda _done, _total: None
        return
    line = StatusLine(patience=1.0, rest=0.1)

    def show_it(done: int, total: int) -> None:
        line.show(f"{100 * done // max(total, 1):3d} % of the stored events judged")

    try:
        yield show_it
    finally:
        line.clear()


def _sum_up(rows: Sequence[_Row], found: "Tried") -> None:
    """Say on stderr how many alerts a day that is, and what it costs."""
    if not found.events:
        note("no events are stored for that time")
        return
    days = len(found.days)
    least = f"{counted(len(rows), 'alert')} in {counted(days, 'day')} with events"
    if rows:
        day, most = Counter(clock(row.episode.first)[:10] for row in rows).most_common(1)[0]
        least += f": {len(rows) / days:.1f} a day, at most {most} ({day})"
    note(least)
    took = found.time / found.events
    note(f"{counted(found.events, 'event')} judged, {took:.1f} µs of processor time for 1,000")


def _record(row: _Row) -> Mapping[str, object]:
    rule, episode = row
    return {
        "rule_id": rule.uuid,
        "rule_title": rule.title,
        "severity": str(rule.level),
        "group": episode.group,
        "count": episode.total,
        "peak": episode.peak,
        "first_seen": iso(episode.first),
        "last_seen": iso(episode.last),
    }


def _cells(row: _Row) -> tuple[str, ...]:
    rule, episode = row
    group = " ".join(str(value) for value in episode.group.values())
    times = (clock(episode.first), clock(episode.last))
    return (str(rule.level), *times, str(episode.total), group, rule.title)
