"""A document in Markdown (CommonMark with tables): no text in it acts as markup."""

import re
from collections.abc import Iterable, Iterator

from store.exporting.report.blocks import Block, Grid, Heading, Items, Lines, Paragraph

_SPECIAL = re.compile(r"([\\`*_\[\]<>|~&@]|:(?=//)|(?<=www)\.)", re.IGNORECASE)
"""Every sign that may begin markup, a link or, in some readers, a mention."""
_LEADING = re.compile(r"^(\s*)([#+=-]|\d+(?=[.)](?:\s|$)))")
"""What makes a line a heading, or one of a list."""
_FENCE = re.compile(r"`{3,}")


def markdown(blocks: Iterable[Block]) -> Iterator[str]:
    """The lines of the document."""
    for block in blocks:
        yield from _lines(block)
        yield ""


def _lines(block: Block) -> Iterator[str]:
    match block:
        case Heading(level, text):
            yield f"{'#' * level} {_plain(text)}"
        case Paragraph(text):
            yield _plain(text)
        case Items(texts):
            yield from (f"- {_plain(text)}" for text in texts)
        case Lines(texts):
            yield from _fenced(texts)
        case Grid(titles, rows):
            yield _row(titles)
            yield f"|{' --- |' * len(titles)}"
            yield from map(_row, rows)


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(map(_plain, cells))} |"


def _plain(text: str) -> str:
    """A text as itself: every sign that means something is escaped."""
    escaped = _SPECIAL.sub(r"\\\1", text.strip())
    found = _LEADING.match(escaped)
    if found is None:
        return escaped
    end = found.end() if found[2].isdigit() else found.start(2)
    return f"{escaped[:end]}\\{escaped[end:]}"


def _fenced(texts: tuple[str, ...]) -> Iterator[str]:
    """Lines between fences that are longer than any in them."""
    longest = max((len(found[0]) for text in texts for found in _FENCE.finditer(text)), default=2)
    fence = "`" * (longest + 1)
    yield f"{fence}text"
    yield from texts
    yield fence
