"""Find the labels of a template in a rendered text in which the values are anybody's words.

A value may have line breaks, and lines that look like labels. So the labels are looked for twice,
each time all of them in their order: as early in the text as can be, and as late as can be. Where
both agree nothing else is possible; where they do not, a value is at work that imitates labels.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from store.formats.windows.rendered.message_labels import Item, Template
from store.formats.windows.rendered.sections import Text, agreed

_LABEL = re.compile(r"([ \t]*)([^ \t:\uff1a][^\t:\uff1a\r\n]{0,80})[:\uff1a](?::(?=[ \t]))?[ \t]*")
"""A label and its colon; German Windows writes two behind `Unterstatus`."""

_MARKS = 5
_DEEP = "\t\t\t"

_SHORT = 100
"""Characters of a line that is remembered: most lines of an event stand in many others too."""


class Line(NamedTuple):
    """A line of a text."""

    text: str
    """The whole line without its end."""
    label: str = ""
    """What stands before its first colon; `""` where it cannot be a label."""
    indented: bool = False
    """Whether white space stands before that."""
    value: str = ""
    """What stands behind the colon."""
    shape: str = ""
    """All that counts when items are looked for: marks of five characters and the label."""
    is_deep: bool = False
    """Whether it is indented as the further lines of a value are, and no label is."""
    is_apart: bool = False
    """Whether a tab, or two blanks behind the colon, set a value apart from its label."""

    @property
    def is_heading(self) -> bool:
        """Whether it can be the heading of a section."""
        return bool(self.label) and not self.indented and not self.value.strip()

    @property
    def is_blank(self) -> bool:
        """Whether there is no more than white space."""
        return not self.text.strip()


Placed = dict[int, Item]
"""Items by the number of the line that each was found in, in order."""


def lines_of(text: str) -> list[Line]:
    """Cut a text into lines and tell their labels."""
    return [_known_line(line) if len(line) <= _SHORT else _line(line) for line in text.split("\n")]


def _line(text: str) -> Line:
    """One line."""
    found = _LABEL.match(text)
    is_apart = "\t" in text.strip() or (found is not None and found[0].endswith("  "))
    marks = f"{_mark(text.strip())}{_mark(is_apart)}"
    if found is None:
        return Line(text, shape=f"{marks}---", is_apart=is_apart)
    label, value = found[2].rstrip(), text[found.end() :]
    is_deep = found[1].startswith(_DEEP)
    shape = f"{marks}{_mark(found[1])}{_mark(value.strip())}{_mark(is_deep)}{label}"
    return Line(text, label, bool(found[1]), value, shape, is_deep, is_apart)


_known_line = lru_cache(maxsize=8192)(_line)


def _mark(told: object) -> str:
    """A mark for something that is so or is not."""
    return "+" if told else "-"


def line_of_shape(shape: str) -> Line:
    """A line that has a shape, so that what is found in it is found in all that have the same."""
    filled, is_apart, indented, valued, is_deep = (mark == "+" for mark in shape[:_MARKS])
    return Line("a" * filled, shape[_MARKS:], indented, "a" * valued, shape, is_deep, is_apart)


def place(template: Template, lines: Sequence[Line]) -> Placed:
    """Find the items of a template.

    Args:
        template: What to look for.
        lines: Where to look.

    Returns:
        The items that have one possible place, headings too. Where only certain values can have
        line breaks, what comes before them stands as early as can be, what follows as late. Where
        the text lacks some, those that have their places without the others.
    """
    where = _where(template, lines)
    needed = [
        number
        for number, item in enumerate(template)
        if not item.since or (item.free and where[item])
    ]
    items = [template[number] for number in needed]
    early = _early(items, where)
    text = Text(where, sum(map(_is_shaped, lines)), len(lines))
    if len(early) < len(items) and (some := agreed(items, text, _orphans(template, needed))):
        sure = {needed[number]: at for number, at in some.items()}
        return _complete(template, needed, sure, where, len(lines))
    late = _late(items[: len(early)], where, len(lines))
    free = [number for number, item in enumerate(template) if item.free] or [-1, len(template)]
    sure = {
        number: first if number <= free[0] else last
        for number, first, last in zip(needed, early, late, strict=False)
        if first == last or not free[0] < number <= free[-1]
    }
    return _complete(template, needed, sure, where, len(lines))


def _orphans(template: Template, needed: Sequence[int]) -> set[int]:
    """Which of the needed items stand under a heading that not every version has."""
    found: set[int] = set()
    headed = True
    for number, item in enumerate(template):
        if not item.name:
            headed = number in needed
        elif not headed and number in needed:
            found.add(needed.index(number))
    return found


def is_whole(template: Template, placed: Placed) -> bool:
    """Whether all items of the first version of a template have their places."""
    found = set(placed.values())
    return all(item in found for item in template if not item.since)


def _complete(
    template: Template,
    needed: Sequence[int],
    sure: Mapping[int, int],
    where: Mapping[Item, list[int]],
    end: int,
) -> Placed:
    """The sure places, and what is found between them."""
    wanted = [sure.get(number) if number in needed else -1 for number in range(len(template))]
    first_free = next((number for number, item in enumerate(template) if item.free), -1)
    return _with_optional(template, wanted, where, end, first_free)


def _where(template: Template, lines: Sequence[Line]) -> Mapping[Item, list[int]]:
    """The lines that each item could stand in."""
    headings: dict[str, list[int]] = {}
    labels: dict[str, list[int]] = {}
    for number, line in enumerate(lines):
        if line.label:
            labels.setdefault(line.label, []).append(number)
            if line.is_heading:
                headings.setdefault(line.label, []).append(number)
    return {item: (labels if item.name else headings).get(item.label, []) for item in template}


def _early(items: Sequence[Item], where: Mapping[Item, list[int]]) -> list[int]:
    """The earliest places, as far as there are any."""
    places: list[int] = []
    for item in items:
        possible = where[item]
        at = bisect_right(possible, places[-1]) if places else 0
        if at == len(possible):
            break
        places.append(possible[at])
    return places


def _late(items: Sequence[Item], where: Mapping[Item, list[int]], end: int) -> list[int]:
    """The latest places of items that have places."""
    places: list[int] = []
    for item in reversed(items):
        end = where[item][bisect_left(where[item], end) - 1]
        places.append(end)
    return places[::-1]


def _with_optional(
    template: Template,
    wanted: Sequence[int | None],
    where: Mapping[Item, list[int]],
    end: int,
    first_free: int,
) -> Placed:
    """The sure places, and between them those of items that not every version has.

    `wanted` holds the place of each item, None where it is not sure and -1 for what is left.
    """
    placed: Placed = {}
    after: int | None = -1
    for number, item in enumerate(template):
        at = wanted[number]
        if at != -1:
            after = at
        elif after is not None:
            before = next((at for at in wanted[number:] if at != -1), end)
            inside = [] if before is None else [at for at in where[item] if after < at < before]
            at = inside[0] if len(inside) == 1 or (inside and number < first_free) else None
            after = after if at is None else at
        if at is not None and at >= 0:
            placed[at] = item
    return placed


def by_position(template: Template, lines: Sequence[Line]) -> Placed:
    """Find the items of a template in a text of another language, by their number and shape.

    Args:
        template: What to look for.
        lines: Where to look.

    Returns:
        Every item of a version of the template whose headings and labels are as many and in the
        same order as the text's; nothing where no version is. What stands under a heading without
        labels that comes last is that one's own text.
    """
    shaped = [number for number, line in enumerate(lines) if _is_shaped(line)]
    for version in range(max((item.since for item in template), default=0) + 1):
        items = [item for item in template if item.since <= version]
        pairs = list(zip(shaped, items, strict=False))
        is_open = bool(items) and not items[-1].name
        is_counted = len(items) == len(shaped) or (is_open and len(items) < len(shaped))
        if is_counted and all(_fits(lines[at], item) for at, item in pairs):
            return dict(pairs)
    return {}


def _is_shaped(line: Line) -> bool:
    """Whether a line looks like a heading or a label: nothing follows, or something apart."""
    if not line.label or line.is_deep:
        return False
    return line.is_heading or line.is_apart or line.indented


def _fits(line: Line, item: Item) -> bool:
    """Whether a line has the shape of an item; a label may have lost its section."""
    if not item.name:
        return line.is_heading
    return item.indented or not line.indented
