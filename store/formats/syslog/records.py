"""Join lines into records: a line that begins with a blank goes on with the record before it."""

from typing import NamedTuple

from store.formats import lines

_BLANKS = b" \t"
_CONTINUATIONS = (b"\n ", b"\n\t")


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
    if any(mark in data for mark in _CONTINUATIONS):
        records = _joined(cut.lines, data, offset)
    else:
        records = cut.lines
    goes_on = data[cut.consumed : cut.consumed + 1] in (b" ", b"\t")
    if not records or (at_end and not goes_on):
        return Joined(records, cut.consumed)
    return Joined(records[:-1], records[-1][0] - offset)


def _joined(found: list[tuple[int, bytes]], data: bytes, offset: int) -> list[tuple[int, bytes]]:
    """The lines, those that go on with a record joined to it."""
    spans: list[tuple[int, int]] = []
    for at, line in found:
        after = at + len(line)
        if spans and line[0] in _BLANKS and after - spans[-1][0] <= lines.LONGEST:
            spans[-1] = (spans[-1][0], after)
        else:
            spans.append((at, after))
    return [(begin, data[begin - offset : end - offset]) for begin, end in spans]
