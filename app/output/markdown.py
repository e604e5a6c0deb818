"""Text as Markdown that says what it said: nothing in it becomes a link, an image or HTML."""

import re
from collections.abc import Iterable, Iterator, Sequence

from store.text import safe

_SPECIAL = re.compile(r"([\\`*_\[\]<>#|~&@]|:(?=//)|(?<=www)\.|^\s*[-+=](?=\s|$|[-=]))")
"""What has a meaning within a line, what GitHub makes a link of, and what begins a list."""
_NUMBERED = re.compile(r"^(\s*\d+)([.)])")
_TICKS = re.compile(r"`+")
_FENCE = 3


def plain(text: object) -> str:
    """A text within a line: every character that Markdown could obey stands behind a backslash."""
    shown = _SPECIAL.sub(_escaped, safe(str(text)))
    return _NUMBERED.sub(r"\1\\\2", shown)


def _escaped(found: re.Match[str]) -> str:
    mark = found[1]
    return f"{mark[:-1]}\\{mark[-1]}"


def paragraphs(text: str) -> Iterator[str]:
    """What an analyst wrote: its lines stay, and so do blank ones."""
    for line in text.strip().split("\n"):
        yield plain(line)


def code(lines: Iterable[str]) -> list[str]:
    """Lines as a block of code, in a fence that nothing in them closes."""
    texts = [safe(line) for line in lines]
    longest = max((len(run) for text in texts for run in _TICKS.findall(text)), default=0)
    fence = "`" * max(_FENCE, longest + 1)
    return [f"{fence}text", *texts, fence]


def table(titles: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """A table; nothing where it has no rows."""
    found = [[plain(cell) for cell in row] for row in rows]
    if not found:
        return
    yield f"| {' | '.join(titles)} |"
    yield f"|{' --- |' * len(titles)}"
    for row in found:
        yield f"| {' | '.join(row)} |"
