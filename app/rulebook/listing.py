"""`blotter rules list`: which rules there are, how each stands, and what it costs."""

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import click

from app.configuration.config import load
from app.configuration.sourcing import switches
from app.database import config_option, database_option, reading
from app.diagnostics import note
from app.importing.preparing import knowledge_of
from app.output import stdout
from app.output.lists import LISTS
from app.output.records import csv_lines, json_lines
from app.output.tables import Column, table
from app.output.times import clock
from app.rulebook.compiling import compiled, directories_option, tell
from store.errors import BlotterError
from store.queries.rules import Standing, standings
from store.rules.compiled import CompiledRule, Inapplicable
from store.rules.files.switches import is_on, unknown
from store.rules.keeping.waiting import waiting
from store.rules.written.calling import short
from store.times import iso

_KEYS = (
    *("id", "title", "severity", "type", "state", "reason", "author", "tags", "path", "line"),
    *("set", "on", "hits", "alerts", "last_hit", "us_per_1000_events", "name"),
)
_COLUMNS = {
    "name": Column("name"),
    "severity": Column("severity"),
    "set": Column("set"),
    "state": Column("state"),
    "hits": Column("hits", right=True),
    "alerts": Column("alerts", right=True),
    "last_hit": Column("last hit (UTC)", whole=True),
    "us_per_1000_events": Column("us/1000", right=True),
    "title": Column("title"),
    "reason": Column("reason"),
}
_SPARED = ("title", "us_per_1000_events", "last_hit", "set", "hits", "alerts", "reason")
"""Columns that a narrow terminal does without, the first of them first."""
_NEVER_EMPTY = ("name", "severity", "state", "title")


@click.command("list")
@database_option
@config_option
@directories_option
@click.option("--format", "form", type=click.Choice(LISTS), default="table")
@stdout.limit_option
def list_rules(
    db: Path | None,
    config: Path | None,
    directories: tuple[Path, ...],
    form: str,
    limit: int | None,
) -> int:
    """List the rules, what they do, and what they cost.

    NAME is what filters (`rule:NAME`), `explain` and the configuration take for a rule; they take
    its id and title too. A narrow terminal gets fewer columns.

    State: `alerts`; `counted` (makes no alerts, other rules build on it); `off` (switched off by
    itself or with its set); `set aside` (overran its
    time limit three times, or cannot be judged; not judged until its file changes); `waiting`
    (asks what is known of addresses, and `[enrichment]` names no file that says it); `not
    applicable` (no log read here can answer it). US/1000: microseconds of processor time for 1,000
    events. What is wrong with other rules goes to stderr.
    """
    compilation = compiled(config, directories)
    known = stand(db, config)
    loaded = load(config)
    switched = switches(loaded)
    late = waiting(compilation.rules, knowledge_of(loaded))
    rows = [
        _waiting(row_of(rule, known.get(rule.uuid), on=is_on(rule, switched)), late.get(rule.uuid))
        for rule in compilation.rules
    ]
    rows += [_inapplicable(one) for one in compilation.inapplicable]
    if not rows and form == "table":
        note("no rules")
    else:
        stdout.tell_limit(stdout.write(_rendered(rows[: stdout.most(limit)], form)), limit)
    return tell([*compilation.problems, *unknown(compilation, switched)])


def stand(db: Path | None, config: Path | None) -> dict[str, Standing]:
    """How rules stand, by uuid, as far as there is a database that tells."""
    try:
        with reading(db, config) as connection:
            return standings(connection)
    except (BlotterError, sqlite3.Error):
        return {}


def record_of(row: Mapping[str, object]) -> dict[str, object]:
    """A row for programs: without what is not known, and with times as they read them."""
    last = row.get("last_hit")
    times = {"last_hit": iso(last)} if isinstance(last, int) else {}
    return {key: value for key, value in row.items() if value is not None} | times


def row_of(rule: CompiledRule, known: Standing | None, *, on: bool = True) -> dict[str, object]:
    """A rule that was compiled, with what a database knows of it."""
    failure = known.error if known and on else None
    does = "alerts" if rule.alerts else "counted"
    return {
        "id": rule.uuid,
        "name": short(rule),
        "title": rule.title,
        "severity": str(rule.level),
        "type": str(rule.type),
        "state": "set aside" if failure else does if on else "off",
        "reason": failure,
        "author": rule.author,
        "tags": list(rule.tags),
        "path": rule.path,
        "line": rule.line,
        "set": rule.set,
        "on": on,
        **(_figures(known) if known else {}),
    }


def _waiting(row: dict[str, object], why: str | None) -> dict[str, object]:
    """The row of a rule that is on, if it waits."""
    return row | {"state": "waiting", "reason": why} if why and row["on"] else row


def _figures(known: Standing) -> dict[str, object]:
    return {
        "hits": known.hits,
        "alerts": known.alerts,
        "last_hit": known.last_hit,
        "us_per_1000_events": None if known.cost is None else round(known.cost, 1),
    }


def _inapplicable(one: Inapplicable) -> dict[str, object]:
    return {
        "id": one.uuid,
        "name": short(one),
        "title": one.title,
        "state": "not applicable",
        "reason": one.reason,
        "path": one.path,
        "line": one.line,
        "set": one.set,
    }


def _rendered(rows: Sequence[Mapping[str, object]], form: str) -> Iterable[bytes]:
    if form == "json":
        return json_lines(map(record_of, rows))
    if form == "csv":
        return csv_lines(_KEYS, map(record_of, rows), drawn=stdout.is_terminal())
    keys = [
        key
        for key in _COLUMNS
        if key in _NEVER_EMPTY or any(row.get(key) is not None for row in rows)
    ]
    keys = _fitting(keys, rows, stdout.width())
    texts = [[_cell(key, row.get(key)) for key in keys] for row in rows]
    return stdout.lines(table([_COLUMNS[key] for key in keys], texts, stdout.width()))


def _fitting(
    keys: Sequence[str], rows: Sequence[Mapping[str, object]], width: int | None
) -> list[str]:
    """Those of the columns that a terminal has room for: a name that is cut is none."""
    left = list(keys)
    sizes = {
        key: max(len(_COLUMNS[key].title), *(len(_cell(key, row.get(key))) for row in rows))
        for key in keys
    }
    for key in _SPARED:
        if width is not None and sum(sizes[each] + 2 for each in left) - 2 > width and key in left:
            left.remove(key)
    return left


def _cell(key: str, value: object) -> str:
    if key == "last_hit" and isinstance(value, int):
        return clock(value)
    return "" if value is None else str(value)
