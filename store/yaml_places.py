"""Read one YAML document from text nobody vouches for, with the place of each of its keys."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

import yaml

from store.errors import InputError, Location

LARGEST = 1024 * 1024
"""Bytes of the largest file that is read."""
DEEPEST = 50
"""Collections inside collections in a document; the YAML library's C half recurses on them."""
MOST = 1_000_000
"""Values of a document, those counted again that an alias repeats."""

_NAMED = 4
"""How many keys deep places are kept if nothing else is asked for."""

Places: TypeAlias = dict[tuple[str | int, ...], tuple[int, int]]
"""Line and column, from 1, of keys and list items."""


class Loaded(NamedTuple):
    """A document as plain values."""

    data: Any
    """What the YAML says."""
    line: int
    """Where the document's first value stands in its file, from 1."""
    places: Places


def text_of(path: Path) -> str:
    """The text of a file, with line ends as LF.

    Raises:
        InputError: It cannot be read, is too large, or no UTF-8.
    """
    place = Location(str(path))
    try:
        with path.open("rb") as file:
            raw = file.read(LARGEST + 1)
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", place) from None
    if len(raw) > LARGEST:
        raise InputError(f"larger than {LARGEST} bytes", place)
    try:
        return raw.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise InputError("not UTF-8", Location(str(path), line)) from None


def load(
    path: str, piece: str, line: int, *, aliases: bool = True, deep: int = _NAMED
) -> Loaded | None:
    """The document in a piece of a file.

    Args:
        path: The file, for problems.
        piece: One document, perhaps with its marker.
        line: How many lines of the file lie before it.
        aliases: Whether `*name` may stand for what `&name` marks: a few of them inside one another
            can grow without bounds.
        deep: How many keys deep places are kept.

    Returns:
        The document; None if there is only blank space and comment.

    Raises:
        InputError: It is no YAML, or asks for more than plain values.
    """
    try:
        _check_events(path, piece, line, aliases=aliases)
        loader = yaml.CSafeLoader(piece)
        try:
            node = loader.get_single_node()
            if node is None or node.tag == "tag:yaml.org,2002:null":
                return None
            _check_growth(path, node, line)
            places = _places(node, line, deep)
            data = loader.construct_document(node)
        finally:
            loader.dispose()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = (mark.line + 1 + line, mark.column + 1) if mark else (line + 1,)
        raise InputError(error.problem or "not YAML", Location(path, *place)) from None
    except (yaml.YAMLError, ValueError) as error:
        raise InputError(f"not YAML: {error}", Location(path, line + 1)) from None
    return Loaded(data, node.start_mark.line + 1 + line, places)


def _check_events(path: str, piece: str, line: int, *, aliases: bool) -> None:
    """Refuse what could exhaust the stack, or grow without bounds, when it is composed.

    Raises:
        InputError: It is nested too deeply, or has aliases that are not wanted.
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
            raise InputError(f"nested more than {DEEPEST} deep", place)
        if not aliases and isinstance(event, yaml.AliasEvent):
            within = event.start_mark.line if event.start_mark else 0
            place = Location(path, within + 1 + line)
            raise InputError("aliases (`*name`) are not taken here", place)


def _check_growth(path: str, root: yaml.Node, line: int) -> None:
    """Refuse aliases that stand for more than can be built: what is merged is written out.

    Raises:
        InputError: The document is too large with them, or holds itself.
    """
    sizes: dict[int, int | None] = {}
    waiting = [(root, False)]
    while waiting:
        node, measured = waiting.pop()
        inner = [value for _, _, value in _children(node)]
        within = Location(path, node.start_mark.line + 1 + line, node.start_mark.column + 1)
        if not measured and id(node) not in sizes:
            sizes[id(node)] = None
            waiting.append((node, True))
            waiting.extend((each, False) for each in inner)
        elif measured:
            found = [sizes[id(each)] for each in inner]
            if None in found:
                raise InputError("an alias (`*name`) stands in what it stands for", within)
            sizes[id(node)] = size = 1 + sum(each or 0 for each in found)
            if size > MOST:
                raise InputError("its aliases (`*name`) stand for too much", within)


def _places(root: yaml.Node, line: int, deep: int) -> Places:
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
            if len(keys) < deep:
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
