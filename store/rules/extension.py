"""Read the key `blotter:` of a rule: what Sigma cannot say."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from store.errors import RuleError
from store.model import Severity
from store.rules import expecting, novelty, questions, said
from store.rules.calendars.limits import Limit, limits
from store.rules.calendars.wall_clock import zone
from store.rules.compiled import Reopen
from store.rules.documents import Document
from store.rules.expectations import Absence
from store.rules.novelty import Wanted
from store.rules.spans import microseconds

KEY = "blotter"

_SET = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")
_LINE_KEYS = frozenset({"line", "times", "format", "every"})
_EXAMPLE_KEYS = frozenset({"name", "format", "start", "every", "lines", "known", "alerts"})


@dataclass(frozen=True, slots=True)
class Extension:
    """What a rule says under `blotter:`; None: nothing."""

    dedup: tuple[str, ...] | None = None
    """`dedup`: fields, as the rule names them, whose values tell a detection's alerts apart."""
    cooldown: int | None = None
    """`cooldown` in microseconds."""
    keep_missing: bool | None = None
    """`group-missing`: `keep` if records without a group-by field count, together; else `drop`."""
    reopen: Reopen = Reopen.REGRESSED
    """`reopen`: what becomes of a closed alert whose rule holds again."""
    severities: tuple[tuple[int, Severity], ...] = ()
    """`severity-by-count`: how bad an alert is from which count on."""
    recovers: bool = False
    """`recovers`: whether an alert lasts as long as its condition."""
    absence: Absence | None = None
    """`absence`: whether windows count in which there is nothing at all."""
    baseline: expecting.Wanted | None = None
    """`baseline`: what other weeks had, rather than a limit."""
    alerts: bool | None = None
    """`alerts`: whether the rule makes alerts, also where a correlation refers to it."""
    thresholds: tuple[Limit, ...] = ()
    """`thresholds`: limits for some hours of the week; the first that fits counts."""
    zone: str | None = None
    """`zone`: whose hours these are."""
    novelty: Wanted | None = None
    """`new-terms`: what has to be met for the first time."""
    next: questions.Questions = ()
    """`next`: what to look at when the rule has made an alert."""
    within: tuple[str, ...] = ()
    """`within`: names or ids of rules whose alerts tell of the same, and more."""
    set: str | None = None
    """`set`: the rules that are switched on and off together with it."""


def read(document: Document) -> tuple[Extension, list[RuleError]]:
    """What a document says under `blotter:`, and what is wrong with it."""
    given = document.data.get(KEY)
    if given is None:
        return Extension(), []
    if not isinstance(given, dict):
        return Extension(), [document.error("blotter is a mapping of names to values", KEY)]
    problems: list[RuleError] = []
    values: dict[str, Any] = {}
    for key, value in given.items():
        if key == "examples":
            problems.extend(_examples(document, value))
            continue
        reader = _READERS.get(key)
        if reader is None:
            problems.append(document.error(f"blotter has no key {key!r}", KEY, key))
            continue
        try:
            values[reader[0]] = reader[1](value)
        except ValueError as error:
            within = getattr(error, "within", ())
            problems.append(document.error(f"{key}: {error}", KEY, key, *within))
    return Extension(**values), problems


def _boolean(value: object) -> bool:
    if not isinstance(value, bool):
        raise ValueError("is true or false")  # noqa: TRY004 - one error for all values
    return value


def _keep_or_drop(value: object) -> bool:
    if value not in ("keep", "drop"):
        raise ValueError("is keep or drop")
    return value == "keep"


def _reopen(value: object) -> Reopen:
    try:
        return Reopen(str(value))
    except ValueError:
        raise ValueError(f"is {', '.join(Reopen)}") from None


def _severities(value: object) -> tuple[tuple[int, Severity], ...]:
    steps = list(value.items()) if isinstance(value, dict) else []
    if not steps or not all(isinstance(least, int) and level in _LEVELS for least, level in steps):
        raise ValueError("is a mapping of counts to levels, such as {5: low, 50: high}")
    found = sorted((least, Severity(level)) for least, level in steps)
    ranks = [level.rank for _, level in found]
    if found[0][0] < 1 or ranks != sorted(set(ranks)):
        raise ValueError("a greater count, from 1 on, has a higher level")
    return tuple(found)


_LEVELS = frozenset(Severity)


def _names(value: object) -> tuple[str, ...]:
    named = [value] if isinstance(value, str) else value
    if not isinstance(named, list) or not all(isinstance(name, str) and name for name in named):
        raise ValueError("is the name or the id of a rule, or a list of them")
    return tuple(named)


def _set(value: object) -> str:
    if not isinstance(value, str) or not _SET.fullmatch(value):
        raise ValueError("is a name of small letters, digits, - and _")
    return value


def _thresholds(value: object) -> tuple[Limit, ...]:
    found = limits(value)
    if any(each.when is None for each in found):
        raise ValueError("each needs when; otherwise the correlation's condition counts")
    return found


def _zone(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError("is the name of a zone, such as Europe/Berlin")  # noqa: TRY004
    zone(value)
    return value


_READERS: dict[str, tuple[str, Callable[[object], object]]] = {
    "dedup": ("dedup", expecting.field_names),
    "cooldown": ("cooldown", microseconds),
    "group-missing": ("keep_missing", _keep_or_drop),
    "reopen": ("reopen", _reopen),
    "recovers": ("recovers", _boolean),
    "severity-by-count": ("severities", _severities),
    "absence": ("absence", expecting.absence),
    "baseline": ("baseline", expecting.baseline),
    "alerts": ("alerts", _boolean),
    "thresholds": ("thresholds", _thresholds),
    "zone": ("zone", _zone),
    "new-terms": ("novelty", novelty.read),
    "next": ("next", questions.read),
    "within": ("within", _names),
    "set": ("set", _set),
}


def _examples(document: Document, value: object) -> list[RuleError]:
    if not isinstance(value, list):
        return [document.error("examples: is a list", KEY, "examples")]
    problems = []
    for index, example in enumerate(value):
        wrong = _wrong_with(example)
        if wrong is not None:
            problems.append(document.error(f"example: {wrong}", KEY, "examples", index))
    return problems


def _wrong_with(example: object) -> str | None:
    """One phrase about an example that cannot be run; None for one that can."""
    if not isinstance(example, dict):
        return "is a mapping of names to values"
    unknown = sorted(str(key) for key in example.keys() - _EXAMPLE_KEYS)
    if unknown:
        return f"has no key {unknown[0]!r}"
    if not all(isinstance(example.get(key), str) for key in ("name", "format")):
        return "needs a name and a format"
    alerts, lines = example.get("alerts"), example.get("lines")
    if not isinstance(alerts, int) or isinstance(alerts, bool) or alerts < 0:
        return "needs the number of alerts"
    if not isinstance(lines, list) or not lines or not all(_is_line(line) for line in lines):
        return "needs lines: texts, or mappings of line, times, every and format"
    wrong = _wrong_time(example.get("start"), example.get("every", "1s"))
    return wrong or _wrong_known(example.get("known", {}))


def _wrong_known(value: object) -> str | None:
    try:
        said.book(value)
    except ValueError as wrong:
        return f"known: {wrong}"
    return None


def _is_line(line: object) -> bool:
    if isinstance(line, dict):
        times = line.get("times", 1)
        right = isinstance(times, int) and 0 < times <= 10_000
        right = right and isinstance(line.get("format", ""), str)
        right = right and _is_span(line.get("every", "0s"))
        return right and isinstance(line.get("line"), str) and line.keys() <= _LINE_KEYS
    return isinstance(line, str)


def _is_span(value: object) -> bool:
    try:
        microseconds(value)
    except ValueError:
        return False
    return True


def _wrong_time(start: object, every: object) -> str | None:
    if start is not None and not (isinstance(start, datetime) and start.tzinfo):
        return "start: is a time with its zone, such as 2026-03-05T09:00:00Z"
    try:
        microseconds(every)
    except ValueError as error:
        return f"every: {error}"
    return None
