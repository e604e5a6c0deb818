"""Take megabytes of access lines apart at once; the outcome is that of `blocks`.

No object is made of a line, nor of a text in it that was met before.
"""

from array import array
from typing import NamedTuple, TypeVar

import numpy as np

from store.formats.apache.blocks import Columns, Memory
from store.formats.apache.numbering import RequestNumbering
from store.formats.apache.rows import STAMP, Rows, usual
from store.formats.fingerprints import Fingerprinted, Numbers, Piece, Places
from store.formats.long_pieces import bounds, spans
from store.formats.spans import Spans

_Column = TypeVar("_Column", Numbers, Places)
_STATUSES = 1_000
_MOST_ODD = 8
"""A piece of which one line in so many is odd is not worth the trouble."""


class Bulk(NamedTuple):
    """A piece of a log, taken apart: all its lines, and what stands in those that are as usual."""

    lines: Spans
    """All lines that are not empty."""
    usual: Places
    """The positions of those that are as usual, rising."""
    kinds: Numbers
    times: Places
    parties: Numbers
    requests: Numbers
    sizes: Places
    """-1 where a dash stands."""
    referrers: Numbers
    agents: Numbers

    @property
    def odd(self) -> list[int]:
        """The positions of the other lines."""
        is_odd = np.ones(len(self.lines), np.bool_)
        is_odd[self.usual] = False
        found: list[int] = np.flatnonzero(is_odd).tolist()
        return found

    def laid_out(self) -> Columns:
        """The columns of all lines, with zeros and None where the odd ones are."""
        return Columns(
            self._numbers(self.kinds),
            array("q", self._whole(self.times, 0).tobytes()),
            self._numbers(self.parties),
            self._numbers(self.requests),
            _sizes(self._whole(self.sizes, -1)),
            self._numbers(self.referrers),
            self._numbers(self.agents),
        )

    def _numbers(self, column: Numbers) -> "array[int]":
        return array("I", self._whole(column, 0).tobytes())

    def _whole(self, column: _Column, otherwise: int) -> _Column:
        whole = np.full(len(self.lines), otherwise, column.dtype)
        whole[self.usual] = column
        return whole


class LongPieces:
    """Takes long pieces of one log apart."""

    def __init__(self, memory: Memory) -> None:
        """Take what the log's reader remembers."""
        self._memory = memory
        self._known = [Fingerprinted(each) for each in memory[1:]]

    def take_apart(self, data: bytes, offset: int) -> Bulk | None:
        """Take the lines of a piece apart.

        Args:
            data: Lines without CR, each with its LF.
            offset: Where the piece begins in its source.

        Returns:
            What was found; None where too few lines are as usual.
        """
        piece = Piece(data)
        starts, ends = bounds(piece.bytes)
        found = usual(piece, starts, ends, self._memory.minutes)
        if found is None or (len(starts) - len(found[0].at)) * _MOST_ODD > len(starts):
            return None
        rows, figures = found
        lines = spans(data, offset, starts, ends)
        parties, requests, referrers, agents = self._texts(piece, rows)
        kinds = _kinds(self._memory.requests, requests, figures.statuses)
        said = (parties, requests, figures.sizes, referrers, agents)
        return Bulk(lines, rows.at, kinds, figures.times, *said)

    def _texts(self, piece: Piece, rows: Rows) -> list[Numbers]:
        """The numbers of parties, requests, referrers and agents."""
        quotes = rows.quotes
        items = [(rows.starts, quotes[0] - STAMP)]
        items += [(quotes[at] + 1, quotes[at + 1]) for at in range(0, min(len(quotes), 6), 2)]
        found = [
            known.numbers(piece, starts, ends)
            for known, (starts, ends) in zip(self._known, items, strict=False)
        ]
        missing = self._memory[1 + len(found) :]  # of common: as combined with dashes there
        return found + [np.full(len(rows.at), each[b"-"], np.uint32) for each in missing]


def _kinds(numbering: RequestNumbering, requests: Numbers, statuses: Places) -> Numbers:
    """The numbers of the kinds of records with these requests and statuses."""
    tables = np.frombuffer(numbering.tables, np.uint32)[requests].astype(np.int64)
    pairs, where = np.unique(tables * _STATUSES + statuses, return_inverse=True)
    split = [divmod(pair, _STATUSES) for pair in pairs.tolist()]
    numbers = [numbering.statuses[table][b"%03d" % status] for table, status in split]
    return np.array(numbers, np.uint32)[where]


def _sizes(whole: Places) -> list[int | None]:
    """Sizes with None where there is none."""
    sizes: list[int | None] = whole.tolist()
    for at in np.flatnonzero(whole < 0).tolist():
        sizes[at] = None
    return sizes
