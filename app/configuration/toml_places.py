"""Find where the keys of a TOML file stand, for messages about them.

Only for text that `tomllib` has accepted: what is no TOML is not noticed here (TOML 1.0.0).
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import NamedTuple, TypeAlias

Path: TypeAlias = tuple[str | int, ...]
"""A key with those above it; an element of an array of tables by its number, from 0."""


class Place(NamedTuple):
    """Where a key begins, both from 1."""

    line: int
    column: int


_STRING = r"\"\"\"(?:[^\\]|\\.)*?\"\"\"\"{0,2}|'''.*?''''{0,2}|\"(?:[^\"\\\n]|\\.)*\"|'[^'\n]*'"
_NAME = rf"(?:[A-Za-z0-9_-]+|{_STRING})"
_BLANK = re.compile(r"(?:\s|#[^\n]*)*")
_HEADER = re.compile(rf"(\[\[?)[ \t]*({_NAME}(?:[ \t]*\.[ \t]*{_NAME})*)[ \t]*\]\]?", re.DOTALL)
_KEY = re.compile(rf"({_NAME}(?:[ \t]*\.[ \t]*{_NAME})*)[ \t]*=", re.DOTALL)
_PART = re.compile(_NAME, re.DOTALL)
_TOKEN = re.compile(rf"{_STRING}|#[^\n]*|[\[{{]|[\]}}]|\n|[^\s\"'#\[\]{{}}]+|[ \t\r]+|.", re.DOTALL)


def places(text: str) -> Mapping[Path, Place]:
    """Every key, table and element of an array of tables, where it is named first.

    Keys inside inline tables are left out: take the place of the key that holds the table.
    """
    found: dict[Path, Place] = {}
    for path, at in _keys(text):
        line = text.count("\n", 0, at) + 1
        column = at - (text.rfind("\n", 0, at) + 1) + 1
        for size in range(1, len(path) + 1):
            found.setdefault(path[:size], Place(line, column))
    return found


def _keys(text: str) -> Iterator[tuple[Path, int]]:
    """Keys and headers, with where in the text they begin."""
    table: Path = ()
    elements: Counter[Path] = Counter()
    at = 0
    while (at := _end_of(_BLANK, text, at)) < len(text):
        if header := _HEADER.match(text, at):
            table = _resolved(_parts(header[2]), elements, is_new=header[1] == "[[")
            yield table, _name_in(text, header.start(2))
            at = header.end()
        elif key := _KEY.match(text, at):
            yield table + _parts(key[1]), _name_in(text, key.start(1))
            at = _behind_value(text, key.end())
        else:
            return


def _name_in(text: str, at: int) -> int:
    """Where the name begins in a key that may be quoted."""
    return at + (text[at] in "\"'")


def _resolved(parts: Path, elements: Counter[Path], *, is_new: bool) -> Path:
    """A header's path; where it leads through an array of tables, that means the last element."""
    path: Path = ()
    for number, part in enumerate(parts, start=1):
        path += (part,)
        if is_new and number == len(parts):
            elements[path] += 1
        if path in elements:
            path += (elements[path] - 1,)
    return path


def _parts(dotted: str) -> Path:
    return tuple(part.strip("\"'") for part in _PART.findall(dotted))


def _behind_value(text: str, at: int) -> int:
    """Where the line ends on which a value ends that begins here."""
    depth = 0
    for token in _TOKEN.finditer(text, at):
        if token[0] in ("[", "{"):
            depth += 1
        elif token[0] in ("]", "}"):
            depth -= 1
        elif token[0] == "\n" and depth <= 0:
            return token.end()
    return len(text)


def _end_of(pattern: re.Pattern[str], text: str, at: int) -> int:
    found = pattern.match(text, at)
    return found.end() if found else at
