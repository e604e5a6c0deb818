"""Join lines into records: a line that begins with a blank goes on with the record before it."""

from typing import NamedTuple

from store.formats import lines

_BLANKS = b" \t"


class Joined(NamedTuple):
    """Records' bytes and how far they reach."""

    records: list[tuple[int, bytes]]
    """Offset and bytes of every record, from its first line to its last without the line end."""
    consumed: int
    """Bytes of the input that are done with."""


def join(data: bytes, offset: int, *, at_end: bool, take_rest: bool) -> Joined:
    """Cut `data` into records.

    Args:
        data: Bytes that begin with a record.
        offset: Where `data` begins in its source.
        at_end: Whether the last record is taken although a further line could go on with it.
        take_rest: Whether an unterminated last line is taken.

    Returns:
        The records, each of at most `lines.LONGEST` bytes: what goes on beyond that is a new one.
    """
    cut = lines.cut(data, offset, take_rest=take_rest and at_end)
    spans: list[tuple[int, int]] = []
    begin = end = -1
    for at, line in cut.lines:
        after = at + len(line)
        if line[0] in _BLANKS and begin >= 0 and after - begin <= lines.LONGEST:
            end = after
            continue
        if begin >= 0:
            spans.append((begin, end))
        begin, end = at, after
    goes_on = data[cut.consumed : cut.consumed + 1] in (b" ", b"\t")
    if begin >= 0 and at_end and not goes_on:
        spans.append((begin, end))
        begin = -1
    records = [(first, data[first - offset : last - offset]) for first, last in spans]
    return Joined(records, cut.consumed if begin < 0 else begin - offset)
