"""Aligned plain text: every value made safe to draw, every line as wide as the terminal at most."""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice

from store.text import safe

_GAP = "  "
_NARROWEST = 4
_MEASURED = 500
"""Rows that decide how wide the columns are: a longer list is not kept in memory."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table."""

    title: str
    right: bool = False
    """Flush right, for numbers."""
    whole: bool = False
    """Never cut, however narrow the terminal: half a time is none."""


def table(
    columns: Sequence[Column], rows: Iterable[Sequence[str]], width: int | None
) -> Iterator[str]:
    """The lines of a table, titles first.

    Args:
        columns: Its columns; the last one gives way first where room is short.
        rows: As many texts each as there are columns.
        width: Columns of the terminal; None: lines may be of any length.
    """
    cleaned = ([safe(text) for text in row] for row in rows)
    first = list(islice(cleaned, _MEASURED))
    titles = [column.title for column in columns]
    widths = [max(map(cells, texts)) for texts in zip(titles, *first, strict=True)]
    if width is not None:
        whole = [column.whole for column in columns]
        widths = _narrowed(widths, whole, width - len(_GAP) * (len(columns) - 1))
    for row in chain([titles], first, cleaned):
        parts = [
            _fitted(text, size, column.right, cut=width is not None)
            for text, size, column in zip(row, widths, columns, strict=True)
        ]
        yield _GAP.join(parts).rstrip()


def cells(text: str) -> int:
    """How many columns of a terminal a safe text takes (Unicode Standard Annex 11)."""
    if text.isascii():
        return len(text)
    return sum(map(_cells, text))


def clipped(text: str, width: int | None) -> str:
    """A safe text cut to a width; the cut is marked."""
    if width is None or cells(text) <= width:
        return text
    kept, used = [], 1
    for character in text:
        used += _cells(character)
        if used > width:
            break
        kept.append(character)
    return "".join(kept) + "…"


def _cells(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in ("Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _narrowed(widths: list[int], whole: Sequence[bool], room: int) -> list[int]:
    """Widths that fit: the last column gives way, then always the widest that may be cut."""
    *others, last = widths
    widths = [*others, max(min(last, room - sum(others)), min(last, room // 3))]
    may = [at for at, is_whole in enumerate(whole[:-1]) if not is_whole]
    while sum(widths) > room and may and max(widths[at] for at in may) > _NARROWEST:
        widths[max(may, key=widths.__getitem__)] -= 1
    if sum(widths) > room:
        widths[-1] = max(_NARROWEST, room - sum(widths[:-1]))
    return widths


def _fitted(text: str, size: int, right: bool, *, cut: bool) -> str:
    shown = clipped(text, size) if cut else text
    padding = " " * (size - cells(shown))
    return padding + shown if right else shown + padding
