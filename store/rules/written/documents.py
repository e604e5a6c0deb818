"""Cut rule files into YAML documents that know where each of their keys stands."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from store import yaml_places
from store.errors import InputError, Location, RuleError
from store.yaml_places import Places

_DOCUMENT = re.compile(r"^---(?=\s|$)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Document:
    """One rule as written."""

    path: str
    line: int
    """Where it begins in its file, from 1."""
    text: str
    """Without the marker before it and blank space around it."""
    data: dict[str, Any]
    """What the YAML says."""
    places: Places = field(repr=False)
    """Line and column, from 1, of keys and list items."""

    def location(self, *keys: str | int) -> Location:
        """Where a value stands, or the nearest thing around it that has a place."""
        while keys:
            place = self.places.get(keys)
            if place is not None:
                return Location(self.path, *place)
            keys = keys[:-1]
        return Location(self.path, self.line)

    def error(self, message: str, *keys: str | int) -> RuleError:
        """A problem with the value under the keys."""
        return RuleError(message, self.location(*keys))


def read(path: Path) -> tuple[list[Document], list[RuleError]]:
    """The documents of a file, and what is wrong with those that are not among them.

    A document that is no YAML does not hide the ones behind it.
    """
    problems: list[RuleError] = []
    documents: list[Document] = []
    try:
        text = _text(path)
    except RuleError as error:
        return [], [error]
    for piece, line in _pieces(text):
        try:
            document = parse(str(path), piece, line)
        except RuleError as error:
            problems.append(error)
        else:
            if document is not None:
                documents.append(document)
    return documents, problems


def _text(path: Path) -> str:
    try:
        return yaml_places.text_of(path)
    except InputError as error:
        raise RuleError(error.message, error.location) from None


def _pieces(text: str) -> Iterator[tuple[str, int]]:
    """What lies between the document markers, with the number of the line before each piece.

    YAML 1.2, 9.1.2: a line that begins with `---` is a marker even inside a block of text.
    """
    begin, line = 0, 0
    for marker in _DOCUMENT.finditer(text):
        yield text[begin : marker.start()], line
        line += text.count("\n", begin, marker.start())
        begin = marker.start()
    yield text[begin:], line


def parse(path: str, piece: str, line: int) -> Document | None:
    """The document in a piece of a file.

    Args:
        path: The file.
        piece: One document, perhaps with its marker.
        line: How many lines of the file lie before it.

    Returns:
        The document; None if there is only blank space and comment.

    Raises:
        RuleError: It is no YAML, or no mapping.
    """
    try:
        loaded = yaml_places.load(path, piece, line)
    except InputError as error:
        raise RuleError(error.message, error.location) from None
    if loaded is None:
        return None
    data = loaded.data
    if not isinstance(data, dict) or not all(isinstance(key, str) for key in data):
        raise RuleError("a rule is a mapping of names to values", Location(path, loaded.line))
    text = _DOCUMENT.sub("", piece, count=1).strip()
    return Document(path, loaded.line, text, data, loaded.places)
