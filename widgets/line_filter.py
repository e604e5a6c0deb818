"""The last gate before the terminal: nothing that does not print leaves the program."""

from typing import Protocol

from rich.cells import cell_len
from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from store.text import safe


class _Writable(Protocol):
    """As much of a text stream as is written to."""

    def write(self, text: str, /) -> int: ...

    def flush(self) -> None: ...


class TerminalSafe(LineFilter):
    """Replaces every character that does not print by as many spaces as it counted cells."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:  # noqa: ARG002
        """Clean a line of segments; a clean line is passed on as it is."""
        if all(segment.text.isprintable() for segment in segments):
            return segments
        return [_clean(segment) for segment in segments]


def _clean(segment: Segment) -> Segment:
    if segment.text.isprintable():
        return segment
    text = "".join(
        character if character.isprintable() else " " * cell_len(character)
        for character in segment.text
    )
    return Segment(text, segment.style, segment.control)


class CleanStream:
    """A text stream that passes on printable characters and line ends, and shows the rest."""

    def __init__(self, stream: _Writable) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        """Write the text with every control made visible."""
        self._stream.write("\n".join(safe(line) for line in text.split("\n")))
        return len(text)

    def flush(self) -> None:
        """Pass everything on."""
        self._stream.flush()

    def isatty(self) -> bool:
        """No: whoever writes here sends no control sequences of its own either."""
        return False
