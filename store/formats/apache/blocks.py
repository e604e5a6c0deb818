"""Take a block of access lines apart all at once, where all of them are alike.

Lines of the same shape, joined and split at their quotes, make one list in which every sixth piece
(every eighth where nginx writes one item more) is the same item. What is done to whole lists costs
a tenth of what is done line by line.
"""

from collections.abc import MutableSequence, Sequence
from itertools import chain
from typing import NamedTuple

from store.formats.apache.memo import Memo
from store.formats.apache.numbering import NO_STATUS, Numbering, RequestNumbering
from store.formats.apache.stamps import SECONDS
from store.formats.apache.tails import MOST_DIGITS

LINES = 400
"""Lines of a block at most; one in which a line is unlike the others is halved and tried again."""

_QUOTED_QUOTE = b'\\"'
"""A quote that may end no item."""

_NO_MORE = b' "-" "-"'
"""What combined says in place of what common leaves out."""

_NO_FORWARDED = (b" ", b"-")
"""What nginx writes behind the agent, one piece after the other: there was no `X-Forwarded-For`."""


class Memory(NamedTuple):
    """What a reader remembers of the items of its lines."""

    minutes: Memo[int]
    parties: Numbering
    """Who asked."""
    requests: RequestNumbering
    """What for."""
    referrers: Numbering
    agents: Numbering


class Columns(NamedTuple):
    """The items of some lines, each in a column: numbers of what the reader remembers."""

    kinds: MutableSequence[int]
    times: MutableSequence[int]
    """Microseconds since 1970 UTC."""
    parties: MutableSequence[int]
    requests: MutableSequence[int]
    sizes: list[int | None]
    """Bytes of the answer."""
    referrers: MutableSequence[int]
    agents: MutableSequence[int]


def take_apart(lines: Sequence[bytes], memory: Memory) -> Columns | None:
    """The columns of lines in common, combined or vhost_combined, also with nginx's `"-"` behind.

    Args:
        lines: Without their ends; at least one.
        memory: Of the reader.

    Returns:
        The columns; None where any line is otherwise.
    """
    quotes = lines[0].count(b'"')
    if quotes == 2:
        lines, quotes = [line + _NO_MORE for line in lines], 6
    block = b"\n" + b"\n".join(lines)
    pieces = block.split(b'"')
    if quotes not in (6, 8) or len(pieces) != quotes * len(lines) + 1 or _QUOTED_QUOTE in block:
        return None
    heads, gaps = pieces[0:-1:quotes], pieces[4::quotes]
    alike = (
        not pieces[-1]
        and [head[:1] for head in heads].count(b"\n") == len(lines)
        and gaps.count(b" ") == len(lines)
    )
    if not alike or (quotes == 8 and not _is_unforwarded(pieces)):
        return None
    times = _times(heads, memory)
    figures = _figures(pieces[2::quotes])
    if times is None or figures is None:
        return None
    requests = list(map(memory.requests.__getitem__, pieces[1::quotes]))
    kinds = list(map(memory.requests.kind, requests, figures[0]))
    if min(kinds) == NO_STATUS:
        return None
    return Columns(
        kinds,
        times,
        list(map(memory.parties.__getitem__, [head[1:-29] for head in heads])),
        requests,
        figures[1],
        list(map(memory.referrers.__getitem__, pieces[3::quotes])),
        list(map(memory.agents.__getitem__, pieces[5::quotes])),
    )


def _is_unforwarded(pieces: list[bytes]) -> bool:
    """Whether every line ends as nginx's do where nothing was forwarded."""
    count = len(pieces) // 8
    return all(pieces[6 + at :: 8].count(word) == count for at, word in enumerate(_NO_FORWARDED))


def _times(heads: list[bytes], memory: Memory) -> list[int] | None:
    """Times of heads that end with `[10/Oct/2000:13:55:36 -0700] `; None where one does not."""
    minutes = memory.minutes
    try:
        return [minutes[head[-29:-10] + head[-8:]] + SECONDS[head[-10:-8]] for head in heads]
    except KeyError:
        return None


def _figures(pieces: list[bytes]) -> tuple[list[bytes], list[int | None]] | None:
    """Status and size of pieces like ` 200 512 `; None where one is otherwise."""
    words = b"".join(pieces).split(b" ")
    if len(words) != 3 * len(pieces) + 1 or any(words[0::3]):
        return None
    if [piece.count(b" ") for piece in pieces].count(3) != len(pieces):
        return None
    sizes = _sizes(words[2::3])
    return None if sizes is None else (words[1::3], sizes)


def _sizes(words: list[bytes]) -> list[int | None] | None:
    """Numbers, or None where a dash stands; None where anything else does."""
    lengths = list(map(len, words))
    digits = b"".join(words)
    dashes = words.count(b"-")
    if dashes:
        digits = digits.replace(b"-", b"0")
    if not digits.isdigit() or not 0 < min(lengths) <= max(lengths) <= MOST_DIGITS:
        return None
    if not dashes:
        return list(map(int, words))
    if sum(word.count(b"-") for word in words) != dashes:
        return None
    return [None if word == b"-" else int(word) for word in words]


def joined(some: Sequence[Columns]) -> Columns:
    """Columns one below the other."""
    return Columns(*(list(chain.from_iterable(columns)) for columns in zip(*some, strict=True)))
