"""Find out which of a user's patterns a record has, and what it captures."""

import json
from codecs import BOM_UTF8
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from store.formats.encoding import text_in
from store.formats.own.matching import Guarded
from store.formats.own.spec import Pattern, Spec
from store.formats.own.values import text_of


class Found(NamedTuple):
    """What stands in a record."""

    pattern: Pattern | None
    """None: a JSON object of the format that no pattern knows."""
    values: Mapping[str, object]
    """By group or path."""


class Finder:
    """Looks into the records of one source."""

    def __init__(self, spec: Spec, guarded: Guarded, encoding: str | None = None) -> None:
        self._spec = spec
        self._guarded = guarded
        self._encoding = encoding
        clock = [spec.clock.source] if spec.clock is not None else []
        self._paths = (*clock, *(each.source for each in spec.fields))

    def text(self, raw: bytes, offset: int) -> str:
        """The text of a record: UTF-8, else of the source's code page; no byte order mark."""
        if offset == 0:
            raw = raw.removeprefix(BOM_UTF8)
        return text_in(raw, self._encoding)

    def find(self, raw: bytes, offset: int) -> Found | None:
        """What stands in a record; None where it is none of this format."""
        return next(self.all(raw, offset), None)

    def all(self, raw: bytes, offset: int) -> Iterator[Found]:
        """What each pattern that a record has finds in it, in the patterns' order."""
        text = self.text(raw, offset)
        if self._spec.is_json:
            yield from self._in_object(text)
            return
        for pattern in self._spec.patterns:
            if pattern.regex is None:
                continue
            found = self._guarded.match(pattern.regex, pattern.name, text, offset)
            if found is not None:
                yield Found(pattern, found)

    def _in_object(self, text: str) -> Iterator[Found]:
        data = object_of(text)
        if data is None or any(at(data, path) is None for path in self._spec.requires):
            return
        values = {path: value for path in self._paths if (value := at(data, path)) is not None}
        known = False
        for pattern in self._spec.patterns:
            if _fits(data, pattern):
                known = True
                yield Found(pattern, values)
        if not known:
            yield Found(None, values)


def object_of(text: str) -> dict[str, Any] | None:
    """The JSON object that a text is; None where it is something else."""
    if not text.lstrip().startswith("{"):
        return None
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return data if isinstance(data, dict) else None


def at(data: Mapping[str, Any], path: str) -> object:
    """What stands under a path of names, and numbers of list items, with dots between them.

    A name that has dots itself is found too, as long as it is the whole path.
    """
    if path in data:
        return data[path]
    value: object = data
    for name in path.split("."):
        if isinstance(value, dict):
            value = value.get(name)
        elif isinstance(value, list) and name.isascii() and name.isdigit() and len(name) < 6:
            value = value[int(name)] if int(name) < len(value) else None
        else:
            return None
    return value


def _fits(data: Mapping[str, Any], pattern: Pattern) -> bool:
    return all(
        (value := at(data, path)) is not None and text_of(value) == wanted
        for path, wanted in pattern.when
    )
