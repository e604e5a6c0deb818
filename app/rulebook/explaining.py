"""`blotter rules explain`: one rule in plain words, with what it hit last and what it costs."""

import sqlite3
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from app.configuration.config import load
from app.database import config_option, database_option, reading
from app.importing.preparing import knowledge_of
from app.output import stdout
from app.output.amounts import counted
from app.output.records import json_lines
from app.output.tables import Column, table
from app.output.times import clock
from app.rulebook.compiling import as_configured, compiled, directories_option
from app.rulebook.days import days
from app.rulebook.listing import record_of, row_of
from app.rulebook.naming import meant
from store.errors import BlotterError
from store.queries import new_terms
from store.queries.new_terms import Learning
from store.queries.rules import HitRow, Standing, last_hits, standings
from store.rules.compiled import CompiledRule, Inapplicable, with_members
from store.rules.keeping.waiting import waiting
from store.text import safe
from store.times import iso

if TYPE_CHECKING:  # the help of all commands does without what judges
    from store.rules.series.states import State

_HITS = 10
"""Hits that are shown unless more are asked for."""
_WIDTH = 100
_COLUMNS = (Column("time (UTC)", whole=True), Column("count", right=True), Column("group"))

_STATES = (
    Column("state"),
    Column("usual"),
    Column("since (UTC)"),
    Column("hits", right=True),
    Column("group"),
)


class _Explained(NamedTuple):
    """A rule, and what is known of it."""

    rule: CompiledRule
    detections: Sequence[CompiledRule]
    """The rule, or those that a correlation counts in the end."""
    facts: Mapping[str, Sequence[str]]
    standing: Standing | None
    """None: no database knows it."""
    hits: Sequence[HitRow]
    learning: Learning | None
    """How far it has learnt what is known, if it asks for something new."""
    states: "Sequence[State]"
    """How far what is usual is known, for rules that ask for that."""


class _Known(NamedTuple):
    """What a database knows of a rule."""

    standing: Standing | None = None
    hits: Sequence[HitRow] = ()
    learning: Learning | None = None
    states: "Sequence[State]" = ()


@click.command("explain")
@database_option
@config_option
@directories_option
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table")
@click.option(
    "--limit", metavar="N", type=click.IntRange(min=1), default=_HITS, help="Most hits (10)."
)
@click.argument("word", metavar="ID")
def explain(
    db: Path | None,
    config: Path | None,
    directories: tuple[Path, ...],
    form: str,
    limit: int,
    word: str,
) -> None:
    """Say in plain words what a rule looks at and when it fires.

    ID is a rule's id, its name, or a part of its title. Below stand the SQL that it was compiled
    to (a correlation: that of the rules it counts), what it hit last, and what it costs.
    """
    from store.rules.telling.wording import facts

    compilation = as_configured(compiled(config, directories), config)
    rule = meant(word, compilation.rules, compilation.inapplicable)
    if isinstance(rule, Inapplicable):
        why = f"{rule.title}: not applicable, it never fires: {rule.reason}"
        stdout.write(stdout.lines([safe(why)]))
        return
    known = _known(db, config, rule, limit)
    by_uuid = {each.uuid: each for each in compilation.rules}
    detections = [each for each in with_members([rule], by_uuid) if each.predicate]
    late = waiting(compilation.rules, knowledge_of(load(config)))
    told = facts(rule, by_uuid) | ({"state": [late[rule.uuid]]} if rule.uuid in late else {})
    found = _Explained(rule, detections, told, *known)
    stdout.write(json_lines([_record(found)]) if form == "json" else stdout.lines(_page(found)))


def _known(db: Path | None, config: Path | None, rule: CompiledRule, limit: int) -> _Known:
    """What a database knows of a rule, if there is one that tells."""
    try:
        with reading(db, config) as connection:
            asked = rule.novelty
            return _Known(
                standings(connection).get(rule.uuid),
                last_hits(connection, rule.uuid, limit),
                new_terms.learning(connection, rule.uuid, asked.learning) if asked else None,
                _usual(connection, config, rule, limit),
            )
    except (BlotterError, sqlite3.Error):
        return _Known()


def _usual(
    connection: sqlite3.Connection, config: Path | None, rule: CompiledRule, limit: int
) -> "list[State]":
    """How far what is usual is known."""
    if not rule.is_slotted:
        return []
    from store.rules.series.states import states

    return states(connection, rule.uuid, days(config), limit)


def _record(found: _Explained) -> dict[str, object]:
    """All of it for programs; `facts` are lines under names."""
    hits = [
        {"time": iso(each.time), "group": each.group, "count": each.count} for each in found.hits
    ]
    return {
        **record_of(row_of(found.rule, found.standing)),
        "description": found.rule.description,
        "facts": found.facts,
        "sql": {each.title: each.predicate for each in found.detections},
        "last_hits": hits,
        "usual": [
            {
                "group": each.group,
                "since": iso(each.since),
                "hits": each.hits,
                "level": each.level,
                "told": each.told,
            }
            for each in found.states
        ],
        **({"learning": _learnt(found.learning)} if found.learning else {}),
    }


def _learnt(learning: Learning) -> dict[str, object]:
    """How far a rule has learnt, for programs."""
    times = {"first": learning.first, "last": learning.last}
    return {
        "histories": learning.histories,
        "terms": learning.terms,
        "still_learning": learning.learning,
        **{f"{name}_began": iso(time) for name, time in times.items() if time is not None},
    }


def _page(found: _Explained) -> Iterator[str]:
    """The lines for people, all safe to draw."""
    rule = found.rule
    yield safe(rule.title)
    yield from _aligned({**_head(rule), **found.facts, **_figures(found.standing), **_state(found)})
    if rule.description:
        yield from ("", "Description")
        yield from _wrapped(rule.description)
    for each in found.detections:
        yield from ("", "SQL" if each is rule else safe(f"SQL of {each.title!r}"))
        yield from _wrapped(each.predicate)
    if rule.is_slotted:
        yield from ("", "What is known of what is usual")
        yield from _states(found)
        return
    yield from ("", "Last hits")
    yield from _hits(found)


def _head(rule: CompiledRule) -> dict[str, Sequence[str]]:
    return {
        "id": [rule.uuid],
        "name": [rule.name] if rule.name else [],
        "severity": [str(rule.level)],
        "author": [", ".join(filter(None, (rule.author, rule.license)))],
        "tags": [", ".join(rule.tags)],
        "file": [f"{rule.path}:{rule.line}"],
    }


def _figures(standing: Standing | None) -> dict[str, Sequence[str]]:
    """How the rule stands in the database."""
    if standing is None:
        return {}
    cost = None if standing.cost is None else f"{standing.cost:.1f} µs for 1,000 events"
    late = f"overran its time limit {standing.failures} times" if standing.failures else None
    return {
        "set aside": [standing.error] if standing.error else [],
        "hits": [f"{standing.hits or 0:,}, {counted(standing.alerts, 'alert')}"],
        "cost": [each for each in (cost, late) if each],
    }


def _state(found: _Explained) -> dict[str, Sequence[str]]:
    """How far a rule has learnt what is known, if it asks for something new."""
    learning, asked = found.learning, found.rule.novelty
    if learning is None or asked is None:
        return {}
    if learning.first is None or learning.last is None:
        return {"learning": ["nothing was met yet: learning begins with the first hit"]}
    whose = found.rule.value_keys[0][: asked.of]
    known = counted(learning.terms, "term")
    over = learning.last + asked.learning
    if not whose:
        state = "until" if learning.learning else "was over"
        return {"learning": [f"{state} {clock(over)} UTC; {known} known"]}
    noun = "history" if learning.histories == 1 else "histories"
    histories = f"{learning.histories:,} {noun}, each of a {', '.join(whose)}"
    still = f"{learning.learning} still learning, until {clock(over)} UTC at the latest"
    state = still if learning.learning else f"all are learnt, the last since {clock(over)} UTC"
    return {"learning": [f"{histories}; {known} known; {state}"]}


def _aligned(lines: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """Lines behind their names."""
    shown = {name: some for name, some in lines.items() if any(some)}
    size = max(map(len, shown))
    for name, some in shown.items():
        for at, line in enumerate(some):
            yield f"  {'' if at else name:<{size}}  {safe(line)}"


def _wrapped(text: str) -> Iterator[str]:
    for line in text.strip().split("\n"):
        yield from textwrap.wrap(
            safe(line), _WIDTH, initial_indent="  ", subsequent_indent="  ", break_on_hyphens=False
        ) or [""]


def _hits(found: _Explained) -> Iterator[str]:
    """What the rule counted last, or why nothing can be shown."""
    if not found.hits:
        keeps = found.rule.alerts or found.rule.members
        yield "  none" if keeps else "  not kept: only rules that build on it keep them"
        return
    width = stdout.width()
    rows = [(clock(each.time), str(each.count), _group(each)) for each in found.hits]
    lines = table(_COLUMNS, rows, None if width is None else width - 2)
    yield from (f"  {line}" for line in lines)


def _group(row: "HitRow | State") -> str:
    return " ".join(f"{field}={value}" for field, value in row.group.items())


def _states(found: _Explained) -> Iterator[str]:
    """How far what is usual is known, group by group."""
    if not found.states:
        yield "  nothing yet"
        return
    width = stdout.width()
    rows = [
        (each.level, each.told, clock(each.since), f"{each.hits:,}", _group(each))
        for each in found.states
    ]
    lines = table(_STATES, rows, None if width is None else width - 2)
    yield from (f"  {line}" for line in lines)
