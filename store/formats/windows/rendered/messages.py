"""Event data out of the text that the exporting machine rendered: all that some exports have."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from store.formats.windows.rendered.alignment import (
    Line,
    by_position,
    is_whole,
    line_of_shape,
    lines_of,
    place,
)
from store.formats.windows.rendered.message_labels import Item, template_of
from store.formats.windows.rendered.message_words import meant, read_sentence

_LONGEST = 1024 * 1024
"""Characters of the longest text that is taken apart."""
_APART = r"\r?\n[ \t]*\r?\n"
_FOOTER = re.compile(rf"{_APART}(?=Token Elevation Type indicates|Other Information:)")
"""What follows the last value of the events whose last value may have empty lines in it."""
_TYPES = "".join(rf"{_APART}[^\r\n\d]{{1,24}}+{number}\b[^\r\n]++" for number in (1, 2, 3))
_FOREIGN_FOOTER = re.compile(rf"{_APART}[^\r\n]++{_TYPES}\s*+\Z")
"""The same in another language: what it is about, and the types 1 to 3 of tokens."""

_LONGEST_SHAPES = 8192
"""Characters of the shapes of a text for which it is remembered where its values stand."""


class _Slot(NamedTuple):
    """Where a value stands."""

    item: Item
    start: int
    """The number of its label's line."""
    end: int
    """The number of the line behind its last one at most."""
    alone: bool
    """Whether the value is what stands in its label's own line, and no more."""


class Reading(NamedTuple):
    """What was found in a rendered text."""

    data: dict[str, str]
    """As `data_of` gives it."""
    whole: bool
    """Whether all that the text of such an event has was found; also where that is not known."""


class _Slots(NamedTuple):
    """Where the values of a text stand."""

    slots: tuple[_Slot, ...]
    whole: bool
    """Whether none is missing."""


def data_of(provider: str, code: str, message: str) -> dict[str, str]:
    """Find the event data in a rendered text: the data of `reading_of`."""
    return reading_of(provider, code, message).data


def reading_of(provider: str, code: str, message: str) -> Reading:
    """Find the event data in a rendered text.

    Args:
        provider: Name of the provider, as logged.
        code: The event id, digits.
        message: The text, with the line ends that the export gave it.

    Returns:
        Values under their names in the event data, none of them empty; what has no place of its own
        without doubt is left out. Texts in other languages than English are read where
        they have just the shape of the English one.
    """
    key = provider.casefold()
    if len(message) > _LONGEST:
        return Reading({}, whole=False)
    if template_of(key, code):
        found, whole = _labelled(key, code, message)
    else:
        found, whole = read_sentence(key, code, message), True
    values = ((name, meant(name, value.strip())) for name, value in found.items())
    return Reading({name: value for name, value in values if value}, whole)


def _labelled(provider: str, code: str, message: str) -> Reading:
    """The values of a text with labels, by name."""
    lines = lines_of(message)
    shapes = "\n".join([line.shape for line in lines])
    find = _remembered_slots if len(shapes) <= _LONGEST_SHAPES else _slots
    slots, whole = find(provider, code, shapes)
    data = {
        slot.item.name: lines[slot.start].value
        if slot.alone
        else _value(slot.item, lines[slot.start : slot.end])
        for slot in slots
    }
    return Reading(data, whole)


def _slots(provider: str, code: str, shapes: str) -> _Slots:
    """Where the values stand in all texts whose lines have the same shapes."""
    template = template_of(provider, code)
    lines = [line_of_shape(shape) for shape in shapes.split("\n")]
    placed = place(template, lines)
    whole = is_whole(template, placed)
    if not placed:
        placed = by_position(template, lines)
        whole = bool(placed)
    ends = [*list(placed)[1:], len(lines)][: len(placed)]
    known = frozenset(item.label for item in template)
    slots = tuple(
        _Slot(item, at, end, _is_alone(item, lines[at:end], known))
        for (at, item), end in zip(placed.items(), ends, strict=True)
        if item.name
    )
    return _Slots(slots, whole)


_remembered_slots = lru_cache(maxsize=1024)(_slots)


def _is_alone(item: Item, lines: Sequence[Line], known: frozenset[str]) -> bool:
    """Whether a value is what stands in its label's own line."""
    if item.free or item.lines:
        return False
    blank = next((number for number, line in enumerate(lines) if number and line.is_blank), None)
    following = lines[1:blank]
    empty = not lines[0].value.strip()
    return empty or all(line.indented and line.label not in known for line in following)


def _value(item: Item, lines: Sequence[Line]) -> str:
    """The value of a label that may have several lines, up to the next label's."""
    first, rest = lines[0].value, [line.text for line in lines[1:]]
    if item.free:
        text = "\n".join([first, *rest])
        return text[: _end(text)]
    outside = _is_outside if item.lines else _is_blank
    stop = next((n for n, line in enumerate(lines) if n and outside(line)), len(lines))
    return "\n".join([first, *rest[: stop - 1]])


def _end(text: str) -> int:
    """Where what somebody wrote ends, and what Windows explains begins."""
    ends = [found.start() for found in _FOOTER.finditer(text)]
    if ends:
        return ends[-1]
    foreign = _FOREIGN_FOOTER.search(text)
    return foreign.start() if foreign else len(text)


def _is_blank(line: Line) -> bool:
    """Whether there is no more than white space in a line."""
    return line.is_blank


def _is_outside(line: Line) -> bool:
    """Whether a line no longer belongs to a list, whose lines begin with white space."""
    return bool(line.text.strip()) and not line.text[:1].isspace()
