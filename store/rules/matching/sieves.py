"""Tell at a glance which records a rule cannot hit, because they hold none of its texts."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import compress
from typing import TypeAlias

from store.model import FieldValue, Record
from store.rules.matching.batches import Batch, Positions
from store.rules.matching.haystack import Needles
from store.rules.matching.remembering import Remembered
from store.rules.reading.fields import ORIGINAL, Getter

Test: TypeAlias = Callable[[Batch, Positions], Positions]
"""Gives those of some records that pass."""

_CASELESS = re.compile(r"[^a-z]+")
_SHORTEST = 4
"""Bytes that are worth a look of their own."""


class Sieve:
    """Lets those records pass that may hold one of some texts, in any case."""

    def __init__(self, needles: Iterable[tuple[str, str]], getters: Mapping[str, Getter]) -> None:
        """Prepare it.

        Args:
            needles: Columns, and texts that they may hold: ASCII in lower case, without NUL.
            getters: How the columns are read.
        """
        texts: defaultdict[str, list[str]] = defaultdict(list)
        for column, text in needles:
            texts[column].append(text)
        self._columns = frozenset(texts)
        self._tests = [text_test(column, some, getters[column]) for column, some in texts.items()]

    def is_of_use(self, batch: Batch, keys: Sequence[str]) -> bool:
        """Whether what the records say under these keys varies too much to be remembered."""
        columns = batch.columns(keys)
        varies = columns is None or not self._columns.isdisjoint(
            key for sort, key in columns.names if sort == "single"
        )
        return varies or self._columns < set(keys)  # pairs are many more than what they pair

    def passing(self, batch: Batch, positions: Positions) -> Positions:
        """Those among some records that pass, in order."""
        found = [test(batch, positions) for test in self._tests]
        if len(found) == 1:
            return found[0]
        passing = batch.marked(batch.joined(found))
        return batch.both(passing, passing)


def text_test(column: str, texts: Sequence[str], getter: Getter) -> Test:
    """Finds the records that may hold one of some texts in a column."""
    needles = Needles(texts)

    def holds(records: Sequence[Record]) -> list[bool]:
        return needles.holding(list(map(_text, map(getter, records))))

    if column == ORIGINAL:
        return _raw_test(texts, holds)
    remembered = Remembered((column,), holds)

    def test(batch: Batch, positions: Positions) -> Positions:
        if not batch.varies(column):
            return batch.joined([some for _, some in remembered.sorted_out(batch, positions)])
        some = batch.plain(positions)
        values = list(map(_text, said_alone(batch, column, getter, some)))
        return batch.packed(list(compress(some, needles.holding(values))))

    return test


def said_alone(
    batch: Batch, column: str, getter: Getter, positions: Sequence[int]
) -> list[FieldValue | None]:
    """What some records say in a column that they mostly fill each in its own words."""
    said, is_alone = batch.column(("single", column)), batch.is_own(column)
    if is_alone:
        return list(map(said.__getitem__, positions))
    if batch.sheet is None or column not in batch.sheet.singles:  # a part may tell otherwise
        return [getter(batch.record(at)) for at in positions]
    return [
        value if (value := said[at]) is not None else getter(batch.record(at)) for at in positions
    ]


def _text(value: FieldValue | None) -> str:
    """A value as text; one that is missing holds no needle."""
    return value if type(value) is str else "" if value is None else str(value)


def _raw_test(texts: Sequence[str], holds: Callable[[Sequence[Record]], list[bool]]) -> Test:
    """Finds the raw records that may hold one of some texts.

    Bytes that are not ASCII are written out in the text of a record, and UTF-16 has NULs: such
    records are asked for their text.
    """
    cores, needles = [_core(text) for text in texts], Needles(texts)

    def test(batch: Batch, positions: Positions) -> Positions:
        holding = _in_piece(batch, positions, needles)
        if holding is not None:
            return holding
        some = batch.plain(positions)
        raws = batch.raws(some)
        whole = b"\n".join(raws)  # mostly there is nothing in any of them
        is_plain = _is_plain(whole)
        if is_plain and all(cores) and not any(core in whole for core in cores):
            return batch.packed([])
        found = needles.among(raws)
        if is_plain:
            return batch.packed(list(compress(some, found)))
        passing = [
            at
            for at, raw, is_found in zip(some, raws, found, strict=True)
            if (is_found if _is_plain(raw) else holds([batch.record(at)])[0])
        ]
        return batch.packed(passing)

    return test


def _in_piece(batch: Batch, positions: Positions, needles: Needles) -> "Positions | None":
    """Those that hold a text, of records that are most of a piece; None where that is no way."""
    piece = batch.piece
    if piece is None or len(positions) * 2 < len(piece) or not _is_plain(piece.data):
        return None
    places = needles.places(piece.data, len(piece))
    if places is None:
        return None
    holding = batch.packed(piece.at(places))
    return batch.both(batch.marked(holding), batch.marked(positions))


def _is_plain(raw: bytes) -> bool:
    """Whether bytes are the text that rules see."""
    return raw.isascii() and b"\0" not in raw


def _core(text: str) -> bytes:
    """The longest piece of a text that is the same in either case; empty where it tells little."""
    longest = max(_CASELESS.findall(text), key=len, default="")
    return longest.encode() if len(longest) >= _SHORTEST else b""
