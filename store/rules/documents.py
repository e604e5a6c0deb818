"""Cut rule files into YAML documents that know where each of their keys stands."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

import yaml

from store.errors import Location, RuleError

LARGEST = 1024 * 1024
"""Bytes of the largest rule file that is read."""
DEEPEST = 50
"""Collections inside collections in a document; the YAML library's C half recurses on them."""

_DOCUMENT = re.compile(r"^---(?=\s|$)", re.MULTILINE)
_NAMED = 4
"""How many keys deep places are kept."""

Places: TypeAlias = dict[tuple[str | int, ...], tuple[int, int]]


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
    place = Location(str(path))
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise RuleError(f"cannot be read: {error.strerror}", place) from None
    if len(raw) > LARGEST:
        raise RuleError(f"larger than {LARGEST} bytes", place)
    try:
        return raw.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise RuleError("not UTF-8", Location(str(path), line)) from None


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
        _check_depth(path, piece, line)
        loader = yaml.CSafeLoader(piece)
        try:
            node = loader.get_single_node()
            if node is None or node.tag == "tag:yaml.org,2002:null":
                return None
            places = _places(node, line)
            data = loader.construct_document(node)
        finally:
            loader.dispose()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = (mark.line + 1 + line, mark.column + 1) if mark else (line + 1,)
        raise RuleError(error.problem or "not YAML", Location(path, *place)) from None
    except (yaml.YAMLError, ValueError) as error:
        raise RuleError(f"not YAML: {error}", Location(path, line + 1)) from None
    first = node.start_mark.line + 1 + line
    if not isinstance(data, dict) or not all(isinstance(key, str) for key in data):
        raise RuleError("a rule is a mapping of names to values", Location(path, first))
    return Document(path, first, _DOCUMENT.sub("", piece, count=1).strip(), data, places)


def _check_depth(path: str, piece: str, line: int) -> None:
    """Refuse what is nested so deeply that composing it could exhaust the stack.

    Raises:
        RuleError: It is.
        yaml.YAMLError: It is no YAML.
    """
    depth = 0
    for event in yaml.parse(piece, yaml.CSafeLoader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > DEEPEST:
            within = event.start_mark.line if event.start_mark else 0
            place = Location(path, within + 1 + line)
            raise RuleError(f"nested more than {DEEPEST} deep", place)


def _places(root: yaml.Node, line: int) -> Places:
    """Where the upper keys of a document stand.

    Raises:
        yaml.MarkedYAMLError: A key stands in a mapping twice.
    """
    places: Places = {}
    seen: set[int] = set()
    waiting: list[tuple[yaml.Node, tuple[str | int, ...]]] = [(root, ())]
    while waiting:
        node, keys = waiting.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        for key, mark, value in _children(node):
            if len(keys) < _NAMED:
                places[*keys, key] = (mark.line + 1 + line, mark.column + 1)
            waiting.append((value, (*keys, key)))
    return places


def _children(node: yaml.Node) -> Iterator[tuple[str | int, yaml.Mark, yaml.Node]]:
    """The values of a collection, with key or index and the place of each."""
    if isinstance(node, yaml.SequenceNode):
        for index, item in enumerate(node.value):
            yield index, item.start_mark, item
    elif isinstance(node, yaml.MappingNode):
        names: set[str] = set()
        for key, value in node.value:
            name = str(key.value)
            if name in names:
                raise yaml.MarkedYAMLError(
                    problem=f"{name!r} stands here twice", problem_mark=key.start_mark
                )
            names.add(name)
            yield name, key.start_mark, value
