"""Find the items of a template in a text that lacks some of its sections or labels.

Other versions of Windows, and whoever edits an export, leave sections out. The sections that are
there are looked for in their order twice, from the beginning and from the end, and what has no
place is passed over. Only where both ways agree an item is taken: a value that imitates a section
is found by one of them only, or has both pass over what it would displace.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Container, Mapping, Sequence
from typing import NamedTuple

from store.formats.windows.rendered.message_labels import Item

Where = Mapping[Item, list[int]]
"""The lines in which each item could stand, in order."""
_LEAST = 2
"""One of so many items, or labels of the text, at least has a place in a text of the template's own
language."""
_SURE = 3
"""Labels that two languages do not have in common by chance."""


class Text(NamedTuple):
    """A text in which items are looked for."""

    where: Where
    """Where they could stand."""
    labels: int
    """How many of its lines look like labels or headings: few where an export cut it short."""
    end: int
    """The number of its lines."""


class _Section(NamedTuple):
    """Numbers of items."""

    first: int
    """The heading, or a label that stands alone."""
    labels: list[int]
    """What stands under the heading."""


def agreed(items: Sequence[Item], text: Text, orphans: Container[int]) -> dict[int, int]:
    """Places of those items that have one without doubt.

    Args:
        items: A template's, in order.
        text: Where they could stand.
        orphans: Numbers of items whose heading is none of them.

    Returns:
        Lines by the number of the item; none where most items, and most labels of the text, have
        no place, as in another language.
    """
    sections = _sections(items, orphans)
    early = _forward(sections, items, text.where)
    late = _backward(sections, items, text.where, text.end)
    both = {number: at for number, at in early.items() if late.get(number) == at}
    enough = len(both) * _LEAST >= len(items)
    short = len(both) >= _SURE and len(both) * _LEAST >= text.labels
    return both if enough or short else {}


def _sections(items: Sequence[Item], orphans: Container[int]) -> list[_Section]:
    """The items in sections."""
    sections: list[_Section] = []
    headed = False
    for number, item in enumerate(items):
        if number in orphans:
            sections.append(_Section(number, []))
            headed = False
        elif item.indented and headed:
            sections[-1].labels.append(number)
        else:
            sections.append(_Section(number, []))
            headed = not item.name
    return sections


def _forward(sections: Sequence[_Section], items: Sequence[Item], where: Where) -> dict[int, int]:
    """The earliest places."""
    found: dict[int, int] = {}
    after = -1
    for section in sections:
        for number in (section.first, *section.labels):
            possible = where[items[number]]
            at = bisect_right(possible, after)
            if at < len(possible):
                found[number] = after = possible[at]
            elif number == section.first:
                break
    return found


def _backward(
    sections: Sequence[_Section], items: Sequence[Item], where: Where, end: int
) -> dict[int, int]:
    """The latest places."""
    found: dict[int, int] = {}
    for section in reversed(sections):
        headings = where[items[section.first]]
        at = bisect_left(headings, end) - 1
        if at < 0:
            continue
        begin = headings[at]
        for number in reversed(section.labels):
            possible = where[items[number]]
            at = bisect_left(possible, end) - 1
            if at >= 0 and possible[at] > begin:
                found[number] = end = possible[at]
        found[section.first] = end = begin
    return found
