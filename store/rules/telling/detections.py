"""A Sigma detection in plain words: its condition, and each selection below it."""

from collections.abc import Iterator, Mapping
from typing import Any

_VERBS = {
    "contains": "contains",
    "startswith": "begins with",
    "endswith": "ends with",
    "re": "matches",
    "cidr": "is in the network",
    "gt": "is more than",
    "gte": "is at least",
    "lt": "is less than",
    "lte": "is at most",
    "neq": "is not",
    "fieldref": "is the value of the field",
}
_QUIET = frozenset({"all", "exists"})
"""Modifiers that other words tell of."""
_DEEPER = "  "


def lines_of(detection: Mapping[str, Any]) -> Iterator[str]:
    """The lines of a detection; what belongs to a line is indented below it."""
    condition = detection.get("condition", "")
    wanted = condition if isinstance(condition, list) else [condition]
    yield f"for each record for which {' or '.join(map(str, wanted))} holds"
    for name, content in detection.items():
        if name not in ("condition", "timeframe"):
            yield f"{_DEEPER}{name}:"
            yield from _indented(_content(content), 2)


def _content(content: object) -> Iterator[str]:
    """The lines of a selection: all of a mapping, any of a list."""
    if isinstance(content, dict):
        for key, value in content.items():
            yield _item(str(key), value)
        return
    items = content if isinstance(content, list) else [content]
    words = [each for each in items if not isinstance(each, dict)]
    if words:
        yield f"the raw record contains {_values(words, 'one of')}"
    for each in items:
        if isinstance(each, dict):
            yield "any of these:" if each is items[0] else "or:"
            yield from _indented(_content(each), 1)


def _indented(lines: Iterator[str], depth: int) -> Iterator[str]:
    return (f"{_DEEPER * depth}{line}" for line in lines)


def _item(key: str, value: object) -> str:
    """What is asked of one field."""
    field, *modifiers = key.split("|")
    subject = field or "the raw record"
    if "exists" in modifiers:
        return f"{subject} is {'there' if value else 'not there'}"
    verb = next((_VERBS[each] for each in reversed(modifiers) if each in _VERBS), None)
    besides = [each for each in modifiers if each not in _VERBS and each not in _QUIET]
    verb = verb or ("is" if field else "contains")
    several = "all of" if "all" in modifiers else "one of"
    words = f"{subject} {verb} {_values(value, several)}"
    return f"{words} ({', '.join(besides)})" if besides else words


def _values(value: object, several: str) -> str:
    if isinstance(value, list) and len(value) > 1:
        return f"{several}: {', '.join(map(_value, value))}"
    return _value(value[0] if isinstance(value, list) and value else value)


def _value(value: object) -> str:
    if value is None:
        return "nothing"
    return str(value) or "empty"
