"""Make captured texts into the values of event keys: never empty, never `-`, never too large."""

import json
import math
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from store.formats.addresses import source_of
from store.formats.own.spec import Field, Target, Type
from store.model import KIND_KEYS, Fields, FieldValue, Outcome

_INT = re.compile(r"[+-]?\d{1,18}", re.ASCII)
_FLOAT = re.compile(r"[+-]?(?:\d{1,40}(?:\.\d{0,40})?|\.\d{1,40})(?:[eE][+-]?\d{1,3})?", re.ASCII)
_NOTHING = frozenset({"", "-"})
_OUTCOMES = {str(each): each for each in Outcome}
_LONGEST_WORD = 128
"""Characters of the longest text that a kind takes: kinds are few, and kept."""
_ADDRESS = re.compile(r"\[?([^\[\]\s]+?)(?:\](?::\d{1,5})?|(?<=\d):\d{1,5})?", re.ASCII)


class Made(NamedTuple):
    """What became of a record's values."""

    kind: dict[str, Any]
    """By name in `Kind`."""
    fields: Fields


def make(values: Mapping[str, object], fields: tuple[Field, ...]) -> Made:
    """Put captured values where they belong.

    Args:
        values: By group or path; text, or what JSON has.
        fields: What becomes of each. Where two fill one key the first with a value wins.
    """
    made = Made({}, {})
    for field in fields:
        value = values.get(field.source)
        if value is None:
            continue
        for target, piece in zip(field.targets, _pieces(field, value), strict=False):
            _put(made, target, piece)
    return made


def text_of(value: object) -> str:
    """A value as text that any database takes."""
    if isinstance(value, str) and value.isascii():
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict | list):
        value = json.dumps(value, ensure_ascii=False)
    text = str(value)
    return text if text.isascii() else text.encode("utf-8", "backslashreplace").decode()


def _pieces(field: Field, value: object) -> list[object]:
    if field.split is None:
        return [value]
    return list(text_of(value).split(field.split, len(field.targets) - 1))


def _put(made: Made, target: Target, value: object) -> None:
    """Put one value under its key, unless it is nothing or does not fit."""
    if target.type is Type.IP:
        _put_address(made.fields, target.key, text_of(value))
        return
    found = _mapped(target, value) if target.values or target.ranges else _typed(target, value)
    if found is None:
        return
    name = KIND_KEYS.get(target.key)
    if name is None:
        made.fields.setdefault(target.key, found)
    elif name == "outcome":
        made.kind.setdefault(name, _OUTCOMES.get(str(found).lower(), Outcome.UNKNOWN))
    elif not isinstance(found, str) or len(found) <= _LONGEST_WORD:
        made.kind.setdefault(name, found)


def _put_address(fields: Fields, key: str, text: str) -> None:
    """An address under its key, a name under that of the domain beside it."""
    bare = _ADDRESS.fullmatch(text.strip())
    found = source_of(text)
    if found is not None and found[0] == "source.domain" and bare is not None:
        found = source_of(bare[1])
    if found is not None:
        prefix = key.rpartition(".")[0]
        last = "ip" if found[0] == "source.ip" else "domain"
        fields.setdefault(f"{prefix}.{last}", found[1])


def _mapped(target: Target, value: object) -> FieldValue | None:
    text = text_of(value)
    found = target.values.get(text)
    if found is None and target.ranges and _INT.fullmatch(text):
        number = int(text)
        found = next((word for low, high, word in target.ranges if low <= number <= high), None)
    if found is None:
        found = target.default
    return None if found is None else _typed(target, found)


def _typed(target: Target, value: object) -> FieldValue | None:
    """A value in its type; None where it has none of that type."""
    if target.type is Type.AUTO and isinstance(value, int | float) and not isinstance(value, bool):
        return _number(value)
    text = text_of(value)
    if text in _NOTHING:
        return None
    if target.type is Type.INT:
        text = text.strip().removesuffix(".0")
        return int(text) if _INT.fullmatch(text) else None
    if target.type is Type.FLOAT:
        text = text.strip()
        return _number(float(text)) if _FLOAT.fullmatch(text) else None
    return text


def _number(value: float) -> FieldValue | None:
    """A number that a database and JSON can hold."""
    if isinstance(value, int):
        return value if -(1 << 63) <= value < 1 << 63 else str(value)
    return value if math.isfinite(value) else None
