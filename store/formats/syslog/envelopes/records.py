"""Join lines into records: a line that begins with a blank goes on with the record before it."""

import re
from typing import NamedTuple

from store.formats import lines

BLANKS = frozenset((b" ", b"\t"))
"""What begins a line that goes on with the record before it."""
NO_RECORD = b" \t-"
"""What begins a line that may be no record of its own."""
_REMARK = b"-- "
_UNUSUAL = re.compile(rb"\n(?:[ \t]|-- )")
"""Begins a line that may be no record of its own: it goes on with another, or is a remark."""
_REMARKS = re.compile(
    rb"-- (?:No entries|Reboot|Boot [0-9a-f]{32}|cursor: s=[0-9a-f]{32};[!-~]{1,200}"
    rb"|(?:Logs begin|Journal begins) at [^\n]{1,60}, ends? at [^\n]{1,60})(?: --)?",
)
"""What journalctl writes between records (systemd journalctl.c); none of them is a record."""


class Joined(NamedTuple):
    """Records' bytes and how far they reach."""

    records: list[tuple[int, bytes]]
    """Offset and bytes of every record, from its first line to its last without the line end."""
    consumed: int
    """Bytes of the input that are done with."""
    is_cut: bool = False
    """Whether the last record goes on behind them, but is too long."""


def join(data: bytes, offset: int, *, at_end: bool, take_rest: bool) -> Joined:
    """Cut `data` into records.

    Args:
        data: Bytes that begin with a record.
        offset: Where `data` begins in its source.
        at_end: Whether the last record is taken although a further line could go on with it.
        take_rest: Whether an unterminated last line is taken.

    Returns:
        The records, each of at most `lines.LONGEST` bytes: what goes on beyond that is a new one.
        What journalctl remarks between records is left out.
    """
    cut = lines.cut(data, offset, take_rest=take_rest and at_end)
    is_plain = _UNUSUAL.search(data) is None  # one look is cheaper than one for each beginning
    records = cut.lines if is_plain else _joined(cut.lines, data, offset)
    goes_on = data[cut.consumed : cut.consumed + 1] in BLANKS
    consumed = cut.consumed
    if records and (goes_on or not at_end):
        consumed = records[-1][0] - offset
        records = records[:-1]
    if data.startswith(_REMARK) or not is_plain:
        records = [each for each in records if not _REMARKS.fullmatch(each[1])]
    return Joined(records, consumed)


def _joined(found: list[tuple[int, bytes]], data: bytes, offset: int) -> list[tuple[int, bytes]]:
    """The lines, those that go on with a record joined to it."""
    spans: list[tuple[int, int]] = []
    for at, line in found:
        after = at + len(line)
        if spans and line[:1] in BLANKS and after - spans[-1][0] <= lines.LONGEST:
            spans[-1] = (spans[-1][0], after)
        else:
            spans.append((at, after))
    return [(begin, data[begin - offset : end - offset]) for begin, end in spans]
