"""Put lines together that make one record: those after a first line belong to it."""

from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeAlias

from store.formats.lines import Lines

MOST_LINES = 1000
MOST_BYTES = 256 * 1024
"""What a record of several lines may have; what is beyond begins another."""

Begins: TypeAlias = Callable[[bytes, int], bool]
"""Whether a record begins with a line, told by the line and where it begins in its source."""


class Groups(NamedTuple):
    """Records as bytes of the source."""

    records: Sequence[tuple[int, bytes]]
    """Offset and bytes, without the last line's end."""
    consumed: int
    """Bytes of the data that the records and what lies between them cover."""


def group(data: bytes, offset: int, lines: Lines, begins: Begins, *, at_end: bool) -> Groups:
    """Put lines together.

    Args:
        data: The bytes that were cut.
        offset: Where they begin in the source.
        lines: The lines of the data.
        begins: Tells first lines.
        at_end: Take the last record too, unless more of it may already stand there unfinished.

    Returns:
        The records. Lines before the first that begins one are a record of their own.
    """
    spans: list[tuple[int, int]] = []
    count = 0
    for at, line in lines.lines:
        end = at + len(line)
        is_long = spans and (count >= MOST_LINES or end - spans[-1][0] > MOST_BYTES)
        if not spans or is_long or begins(line, at):
            spans.append((at, end))
            count = 1
        else:
            spans[-1] = (spans[-1][0], end)
            count += 1
    consumed = lines.consumed
    if spans and not (at_end and consumed == len(data)):
        consumed = spans.pop()[0] - offset
    return Groups([(at, data[at - offset : end - offset]) for at, end in spans], consumed)
