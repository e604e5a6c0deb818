"""Number the texts of a long piece of a log by their fingerprints, thousands at once.

A text that was met before is known again without an object being made of it. A fingerprint is two
values of NH, the universal hash of UMAC (Black, Halevi, Krawczyk, Krovetz, Rogaway, CRYPTO 1999;
RFC 4418 5.2), under keys that nobody knows: two texts have the same with a probability of 2**-64,
whoever wrote them.
"""

import os
from typing import NamedTuple, Protocol, TypeAlias

import numpy as np
import numpy.typing as npt

from store.model import Fields

Places: TypeAlias = npt.NDArray[np.int64]
"""Where something is."""
Numbers: TypeAlias = npt.NDArray[np.uint32]
_Words: TypeAlias = npt.NDArray[np.uint64]

WIDEST = 512
"""Bytes of the longest text that is remembered."""
_WORD = 8
_HALF = np.uint64(32)
_LOW = np.uint64(0xFFFFFFFF)
_KEYS = np.frombuffer(os.urandom(32 * (WIDEST // _WORD)), np.uint64).reshape(-1, 4) & _LOW
_LENGTH_KEYS = np.frombuffer(os.urandom(16), np.uint64) | np.uint64(1)
_SLOT_KEY = np.frombuffer(os.urandom(8), np.uint64)[0] | np.uint64(1)
_LEADING = np.array([(1 << 8 * size) - 1 for size in range(_WORD + 1)], np.uint64)
"""What is left of a word of which so many bytes belong to the text."""
_SMALLEST = 12
"""Binary logarithm of the slots of the smallest table."""


class Piece:
    """Bytes, of which any eight can be taken at once."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        padded = np.zeros(len(data) + _WORD, np.uint8)
        padded[: len(data)] = np.frombuffer(data, np.uint8)
        self.bytes = padded[: len(data)]
        self.words: _Words = np.ndarray((len(data) + 1,), "<u8", padded.data, strides=(1,))
        """The word that begins at each byte."""


class _Fingerprints(NamedTuple):
    """Of some texts."""

    first: _Words
    """Never 0."""
    second: _Words

    def of(self, some: Places) -> "_Fingerprints":
        return _Fingerprints(self.first[some], self.second[some])


class _Table:
    """Numbers by fingerprint: open addressing, in arrays."""

    def __init__(self, slots: int = _SMALLEST) -> None:
        self._shift = np.uint64(64 - slots)
        self._last = (1 << slots) - 1
        self._firsts = np.zeros(1 << slots, np.uint64)
        self._seconds = np.zeros(1 << slots, np.uint64)
        self._numbers = np.zeros(1 << slots, np.uint32)

    def look_up(self, prints: _Fingerprints) -> tuple[Numbers, npt.NDArray[np.bool_]]:
        """The number of each, and whether it has one."""
        at = self._find(prints.first)
        is_known = (self._firsts[at] == prints.first) & (self._seconds[at] == prints.second)
        return self._numbers[at], is_known

    def with_more(self, prints: _Fingerprints, numbers: Numbers) -> "_Table":
        """This table, or a larger one, with some more; all of their first values differ."""
        taken = np.flatnonzero(self._firsts)
        needed = 2 * (len(taken) + len(numbers))
        if needed <= self._last:
            self._enter(prints, numbers)
            return self
        larger = _Table(needed.bit_length() + 2)
        kept = _Fingerprints(self._firsts[taken], self._seconds[taken])
        return larger.with_more(kept, self._numbers[taken]).with_more(prints, numbers)

    def _enter(self, prints: _Fingerprints, numbers: Numbers) -> None:
        """Enter all at once; of those that want the same slot one gets it, the others go on."""
        waiting = np.arange(len(numbers))
        while len(waiting):
            first = prints.first[waiting]
            at = self._find(first)
            is_free = self._firsts[at] == 0
            self._firsts[at[is_free]] = first[is_free]
            has_it = self._firsts[at] == first
            self._seconds[at[has_it]] = prints.second[waiting[has_it]]
            self._numbers[at[has_it]] = numbers[waiting[has_it]]
            waiting = waiting[~has_it]

    def _find(self, first: _Words) -> Places:
        """The slot of each: its own, or the free one that it would get."""
        at: Places = ((first * _SLOT_KEY) >> self._shift).astype(np.int64)
        waiting = np.flatnonzero(self._is_others(at, first))
        while len(waiting):
            at[waiting] = (at[waiting] + 1) & self._last
            waiting = waiting[self._is_others(at[waiting], first[waiting])]
        return at

    def _is_others(self, at: Places, first: _Words) -> npt.NDArray[np.bool_]:
        found: _Words = self._firsts[at]
        is_others: npt.NDArray[np.bool_] = (found != first) & (found != 0)
        return is_others


class _Numbering(Protocol):
    """Numbers every text that it is asked for, equal texts with the same number."""

    fields: list[Fields]
    """What the numbers stand for; another list once the numbering has begun anew."""

    def __getitem__(self, text: bytes) -> int: ...


class Fingerprinted:
    """The numbers that a numbering has given, by fingerprint."""

    def __init__(self, numbering: _Numbering) -> None:
        """Take the numbering."""
        self._numbering = numbering
        self._fields = numbering.fields
        self._table = _Table()

    def numbers(self, piece: Piece, starts: Places, ends: Places) -> Numbers:
        """The numbers of texts that lie in a piece.

        Args:
            piece: Of the log.
            starts: Where each text begins.
            ends: Where it ends.
        """
        if self._fields is not self._numbering.fields:
            self._fields, self._table = self._numbering.fields, _Table()
        is_long = ends - starts > WIDEST
        prints = _fingerprints(piece.words, starts, np.where(is_long, starts, ends))
        numbers, is_known = self._table.look_up(prints)
        unknown = np.flatnonzero(~is_known & ~is_long)
        if len(unknown):
            texts = _Texts(piece.data, starts[unknown], ends[unknown])
            numbers[unknown] = self._learn(texts, prints.of(unknown))
        for at in np.flatnonzero(is_long).tolist():
            numbers[at] = self._numbering[piece.data[starts[at] : ends[at]]]
        return numbers

    def _learn(self, texts: "_Texts", prints: _Fingerprints) -> Numbers:
        """Number texts and remember them."""
        distinct, first, where = np.unique(prints.first, return_index=True, return_inverse=True)
        found = np.array(list(map(self._numbering.__getitem__, texts.at(first))), np.uint32)
        seconds = prints.second[first]
        self._table = self._table.with_more(_Fingerprints(distinct, seconds), found)
        numbers = found[where]
        strays = np.flatnonzero(prints.second != seconds[where])  # as good as never any
        numbers[strays] = [self._numbering[text] for text in texts.at(strays)]
        return numbers


class _Texts(NamedTuple):
    """Texts that lie in some bytes."""

    data: bytes
    starts: Places
    ends: Places

    def at(self, some: Places) -> list[bytes]:
        """Some of the texts."""
        bounds = zip(self.starts[some].tolist(), self.ends[some].tolist(), strict=True)
        return [self.data[start:end] for start, end in bounds]


def _fingerprints(words: _Words, starts: Places, ends: Places) -> _Fingerprints:
    """Of texts of `WIDEST` bytes at most."""
    sizes = ends - starts
    first, second = (sizes.astype(np.uint64) * key for key in _LENGTH_KEYS)
    for number in range(-(-int(sizes.max(initial=0)) // _WORD)):
        left = sizes - number * _WORD
        some = np.flatnonzero(left > 0) if left.min() <= 0 else slice(None)
        word = words[starts[some] + number * _WORD] & _LEADING[np.minimum(left[some], _WORD)]
        low, high = word & _LOW, word >> _HALF
        one, two, three, four = _KEYS[number]
        first[some] += ((low + one) & _LOW) * ((high + two) & _LOW)
        second[some] += ((low + three) & _LOW) * ((high + four) & _LOW)
    first[first == 0] = 1
    return _Fingerprints(first, second)
