"""Event data out of the text that the exporting machine rendered: all that some exports have."""

import re
from collections.abc import Sequence

from store.formats.windows.alignment import Line, by_position, lines_of, place
from store.formats.windows.message_labels import Item, Template, template_of
from store.formats.windows.message_words import meant, read_sentence

_LONGEST = 1024 * 1024
"""Characters of the longest text that is taken apart."""
_FOOTER = re.compile(r"\r?\n[ \t]*\r?\n(?=Token Elevation Type indicates|Other Information:)")
"""What follows the last value of the events whose last value may have empty lines in it."""


def data_of(provider: str, code: str, message: str) -> dict[str, str]:
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
        return {}
    template = template_of(key, code)
    found = _labelled(template, message) if template else read_sentence(key, code, message)
    values = ((name, meant(name, value.strip())) for name, value in found.items())
    return {name: value for name, value in values if value}


def _labelled(template: Template, message: str) -> dict[str, str]:
    """The values of a text with labels, by name."""
    lines = lines_of(message)
    placed = place(template, lines) or by_position(template, lines)
    if not placed:
        return {}
    ends = [*list(placed)[1:], len(lines)]
    known = frozenset(item.label for item in template)
    return {
        item.name: _value(item, lines[at:end], known)
        for (at, item), end in zip(placed.items(), ends, strict=True)
        if item.name
    }


def _value(item: Item, lines: Sequence[Line], known: frozenset[str]) -> str:
    """The value of a label, from its own line and those up to the next label's."""
    first, rest = lines[0].value, [line.text for line in lines[1:]]
    if item.free:
        text = "\n".join([first, *rest])
        ends = [found.start() for found in _FOOTER.finditer(text)]
        return text[: ends[-1]] if ends else text
    blank = next((number for number, line in enumerate(lines) if number and line.is_blank), None)
    if item.lines:
        stop = next((n for n, line in enumerate(lines) if n and _is_outside(line)), len(lines))
        return "\n".join([first, *rest[: stop - 1]])
    following = lines[1:blank]
    if not first.strip() or all(line.indented and line.label not in known for line in following):
        return first
    return "\n".join([first, *(line.text for line in following)])


def _is_outside(line: Line) -> bool:
    """Whether a line no longer belongs to a list, whose lines begin with white space."""
    return bool(line.text.strip()) and not line.text[:1].isspace()
