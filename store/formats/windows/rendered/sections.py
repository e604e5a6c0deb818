"""Find the items of a template in a text that lacks some of its sections or labels.

Other versions of Windows, and whoever edits an export, leave sections out. The sections that are
there are looked for in their order twice, from the beginning and from the end, and what has no
place is passed over. Only where both ways agree an item is taken: a value that imitates a section
is found by one of them only, or has both pass over what it would displace.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from store.formats.windows.rendered.message_labels import Item

Where = Mapping[Item, list[int]]
"""The lines in which each item could stand, in order."""
_LEAST = 2
"""One of so many items at least has a place in a text of the template's own language."""


class _Section(NamedTuple):
    """Numbers of items."""

    first: int
    """The heading, or a label that stands alone."""
    labels: list[int]
    """What stands under the heading."""


def agreed(items: Sequence[Item], where: Where, end: int) -> dict[int, int]:
    """Places of those items that have one without doubt.

    Args:
        items: A template's, in order.
        where: Where they could stand.
        end: The number of lines.

    Returns:
        Lines by the number of the item; none where most items have no place, as in another
        language.
    """
    sections = _sections(items)
    early = _forward(sections, items, where)
    late = _backward(sections, items, where, end)
    both = {number: at for number, at in early.items() if late.get(number) == at}
    return both if len(both) * _LEAST >= len(items) else {}


def _sections(items: Sequence[Item]) -> list[_Section]:
    """The items in sections."""
    sections: list[_Section] = []
    headed = False
    for number, item in enumerate(items):
        if item.indented and headed:
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
