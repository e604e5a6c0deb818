"""A Sigma rule made of a search: its detection, and examples from the events that it finds."""

import sqlite3
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple
from uuid import uuid4

import yaml

from store.drafting.known import known
from store.drafting.selections import Detection, detection
from store.errors import ActionError
from store.filters.grammar import Filter, Term
from store.queries import documents, order
from store.queries.conditions import events_where
from store.queries.where import Where, all_of, negation
from store.rules.compiling.compiler import compile_files
from store.rules.telling.examples import outcomes

_LOGSOURCES = {
    "apache.access": {"category": "webserver"},
    "apache.error": {"product": "apache"},
    "system.auth": {"product": "linux"},
    "windows.eventlog": {"product": "windows"},
}
"""Which `logsource` selects a data set."""
_LOOKED_AT = 2_000
"""Events that decide for which log a rule is."""
_EXAMPLES = 3
"""Events that make the examples where none are named."""
_LONGEST = 16_384
"""Characters of a line that makes an example."""
_LEFT_IN = ("{time}", "{n}")
"""What an example would fill in."""
_WORKED = frozenset({"source.ip", "user.name", "host.name"})


@dataclass(frozen=True, slots=True)
class Wish:
    """The rule that somebody asks for."""

    title: str
    filter: Filter
    author: str
    level: str
    events: tuple[int, ...]
    """The events that are to be its examples; none: the first that it finds."""
    now: int
    """Microseconds since 1970 UTC."""


class Drafted(NamedTuple):
    """A rule, and what whoever asked for it should know."""

    text: str
    """YAML."""
    remarks: tuple[str, ...]


class _Sample(NamedTuple):
    """A line, and how it is read."""

    format: str
    line: str
    fields: frozenset[str]
    known: dict[str, dict[str, Any]]
    """What is known of its address."""


def draft(connection: sqlite3.Connection, wish: Wish) -> Drafted:
    """Write a rule that makes an alert of what a filter finds; its examples have been run.

    Args:
        connection: For reading.
        wish: The rule.

    Raises:
        ActionError: The filter finds nothing, finds events of several logs, asks for what a rule
            cannot, or an event that was named is not found by it.
        FilterError: The filter asks for what events have not.
    """
    meant = detection(wish.filter)
    where = events_where(_timeless(wish.filter), wish.now, UTC)
    logsource, datasets = _logsource(connection, where)
    hits = _samples(connection, _chosen(connection, where, wish), len(wish.events) or _EXAMPLES)
    misses = _samples(connection, _others(connection, where, datasets), 1)
    document = _document(wish, meant, logsource, hits)
    document["blotter"]["examples"] = _examples(hits, misses)
    text, made = _proved(document)
    remarks = [f"left out, as a rule looks at what comes: {each}" for each in meant.left_out]
    if not made:
        remarks.append("the lines of these events cannot be examples: they do not stand alone")
    return Drafted(text, tuple(remarks))


def _timeless(filter_: Filter) -> Filter:
    kept: tuple[Term, ...] = tuple(
        term for term in filter_.terms if term.key not in ("since", "until")
    )
    return Filter(kept)


def _logsource(
    connection: sqlite3.Connection, where: Where
) -> tuple[dict[str, str], tuple[str, ...]]:
    """For which log a rule is, by the events that a filter finds; and their data sets."""
    wanted = where.of_events()
    rows = connection.execute(
        "SELECT DISTINCT k.dataset, k.category FROM "
        f"(SELECT e.kind AS kind {wanted.sql} LIMIT ?) f JOIN kinds k ON k.id = f.kind",
        (*wanted.parameters, _LOOKED_AT),
    ).fetchall()
    datasets = tuple(sorted({str(row[0]) for row in rows}))
    if not rows:
        raise ActionError("no event meets the search: a rule needs one to show what it looks for")
    if len(datasets) == 1 and datasets[0] in _LOGSOURCES:
        return _LOGSOURCES[datasets[0]], datasets
    if {row[1] for row in rows} == {"authentication"}:
        return {"category": "authentication"}, datasets
    named = ", ".join(datasets)
    raise ActionError(f"it finds events of {named}: no log source of Sigma is that; add dataset:")


def _chosen(connection: sqlite3.Connection, where: Where, wish: Wish) -> Iterator[int]:
    """The events that are to be examples."""
    if not wish.events:
        chunks = order.chunks(connection, where, None, newest_first=False)
        return (event for chunk in chunks for event in chunk)
    marks = ", ".join("?" * len(wish.events))
    some = all_of([Where(f"e.id IN ({marks})", wish.events), where]).of_events()
    found = {row[0] for row in connection.execute(f"SELECT e.id {some.sql}", some.parameters)}
    for event in wish.events:
        if event not in found:
            raise ActionError(f"the search does not find event {event}")
    return iter(wish.events)


def _others(connection: sqlite3.Connection, where: Where, datasets: Sequence[str]) -> Iterator[int]:
    """Events of the same logs that are not found."""
    marks = ", ".join("?" * len(datasets))
    same = Where(f"e.kind IN (SELECT id FROM kinds WHERE dataset IN ({marks}))", tuple(datasets))
    other = all_of([same, negation(where)]).of_events()
    rows = connection.execute(f"SELECT e.id {other.sql} LIMIT 20", other.parameters)
    return iter([int(row[0]) for row in rows.fetchall()])


def _samples(connection: sqlite3.Connection, events: Iterator[int], most: int) -> list[_Sample]:
    """Lines of events, as far as they are such."""
    found: list[_Sample] = []
    for event in islice(events, 20 * most):
        if len(found) == most:
            break
        (document,) = documents.of(connection, [event])
        line = str(document["event.original"])
        row = connection.execute(
            "SELECT s.format FROM events e JOIN sources s ON s.id = e.source WHERE e.id = ?",
            (event,),
        ).fetchone()
        if row[0] and _stands_alone(line):
            about = known(connection, document)
            found.append(_Sample(row[0], line, frozenset(document), about))
    return found


def _stands_alone(line: str) -> bool:
    return (
        line.isprintable() and len(line) <= _LONGEST and not any(each in line for each in _LEFT_IN)
    )


def _document(
    wish: Wish, meant: Detection, logsource: dict[str, str], hits: Sequence[_Sample]
) -> dict[str, Any]:
    day = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=wish.now)
    shared = _WORKED.intersection(*(each.fields for each in hits)) if hits else frozenset()
    return {
        "title": wish.title,
        "id": str(uuid4()),
        "status": "experimental",
        "description": f"Events that the search {wish.filter.text()} finds.",
        "author": wish.author,
        "date": f"{day:%Y-%m-%d}",
        "logsource": logsource,
        "detection": {**meant.selections, "condition": meant.condition},
        "level": wish.level,
        "blotter": {"dedup": sorted(shared)} if shared else {},
    }


def _examples(hits: Sequence[_Sample], misses: Sequence[_Sample]) -> list[dict[str, Any]]:
    """One example of what is found, for each format, and one of what is not."""
    found = [
        _example(f"as it was found in {name}", [each for each in hits if each.format == name], 1)
        for name in dict.fromkeys(each.format for each in hits)
    ]
    return found + [_example("another event", [each], 0) for each in misses]


def _example(name: str, samples: Sequence[_Sample], alerts: int) -> dict[str, Any]:
    """An example of some lines of one format."""
    about = {address: said for each in samples for address, said in each.known.items()}
    lines = [each.line for each in samples]
    said = {"name": name, "format": samples[0].format, "lines": lines, "alerts": alerts}
    return said | ({"known": about} if about else {})


def _proved(document: dict[str, Any]) -> tuple[str, bool]:
    """The rule with as many alerts in each example as it makes; whether any is left that makes one.

    Raises:
        ActionError: It does not compile.
    """
    made = _run(document)
    examples = document["blotter"]["examples"]
    kept = [
        {**example, "alerts": alerts}
        for example, alerts in zip(examples, made, strict=True)
        if alerts is not None and bool(alerts) == bool(example["alerts"])
    ]
    told = {key: value for key, value in document["blotter"].items() if key != "examples"}
    if kept:
        told["examples"] = kept
    document = {key: value for key, value in document.items() if key != "blotter"}
    if told:
        document["blotter"] = told
    return _yaml(document), any(example["alerts"] for example in kept)


def _run(document: dict[str, Any]) -> list[int | None]:
    """How many alerts each example makes."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rule.yml"
        path.write_text(_yaml(document), encoding="utf-8")
        compilation = compile_files([path])
        for problem in compilation.problems:
            raise ActionError(f"no rule can be made of it: {problem.message}")
        for each in compilation.inapplicable:
            raise ActionError(f"no rule can be made of it: {each.reason}")
        return [each.made for each in outcomes(compilation.rules, compilation.rules)]


def _yaml(document: dict[str, Any]) -> str:
    return yaml.safe_dump(document, sort_keys=False, allow_unicode=True, width=_LONGEST)
