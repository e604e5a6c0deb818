"""Break text into lines by the columns that a terminal needs for it."""

import textwrap
from collections.abc import Iterator

from app.output.tables import cells
from store.text import safe


def wrapped(text: str, width: int, indent: str = "") -> list[str]:
    """The lines of a text, made safe to draw; at least one.

    Args:
        text: Any text.
        width: Columns of the terminal.
        indent: What each line begins with.
    """
    lines = textwrap.wrap(safe(text), width, initial_indent=indent, subsequent_indent=indent)
    return [part for line in lines for part in _narrow(line, width, indent)] or [""]


def _narrow(line: str, width: int, indent: str) -> Iterator[str]:
    """A line, or several where its characters are wider than most."""
    while cells(line) > width:
        end = width
        while cells(line[:end]) > width:
            end -= 1
        yield line[:end].rstrip()
        line = f"{indent}{line[end:].lstrip()}"
    yield line
