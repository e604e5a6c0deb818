"""Rules that ask of columns only what texts they hold: records that answer alike are alike.

Exceptions of a rule are of that sort: not by this program, not from that page. Nearly no record
answers yes to any of what is asked, so nearly all of them are judged as one.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar, cast

from store.model import FieldValue, Record
from store.rules.matching.batches import Batch, Positions
from store.rules.matching.held_texts import PIECE, as_lines, lowered
from store.rules.matching.sieves import said_alone
from store.rules.reading.fields import NUMERIC, ORIGINAL, Getter

if TYPE_CHECKING:
    from store.rules.matching.long_batches import LongBatch
    from store.rules.matching.numbering import Numbers
    from store.rules.matching.remembering_long import LongMemory

T = TypeVar("T", bound=Hashable)

_MOST = 64
"""Patterns of a column."""
_MOST_KNOWN = 50_000
"""Answers that are remembered; when there are more, all are forgotten."""
_LIKE = rf" LIKE '(%?)({PIECE}(?:%{PIECE})*)(%?)' ESCAPE '\\'"
_EQUALS = r"='([^A-Za-z'\x00]+)'(?!')"
"""What has no letters is the same in any case."""
_PIECES = re.compile(PIECE)


class Pattern(NamedTuple):
    """What a value is compared with, in whatever case."""

    texts: tuple[str, ...]
    """One behind the other, whatever lies between them; ASCII in lower case."""
    is_begin: bool
    """Whether the value has to begin with the first, …"""
    is_end: bool
    """… and to end with the last."""

    def among(self, whole: bytes, lines: Sequence[bytes]) -> list[int]:
        """Which of some lines, in lower case, are so; `whole` is all of them."""
        texts = [text.encode() for text in self.texts]
        if not all(text in whole for text in texts):  # hardly ever are they
            return []
        if len(texts) == 1 and self.is_begin and not self.is_end:
            return [at for at, line in enumerate(lines) if line.startswith(texts[0])]
        if len(texts) == 1 and not self.is_begin and not self.is_end:
            return [at for at, line in enumerate(lines) if texts[0] in line]
        pattern = b".*".join(map(re.escape, texts))
        begin, end = rb"\A" * self.is_begin, rb"\Z" * self.is_end
        found = re.compile(begin + pattern + end, re.DOTALL).search
        return [at for at, line in enumerate(lines) if found(line)]


def patterns_of(predicates: Sequence[str], column: str) -> tuple[Pattern, ...] | None:
    """What predicates compare a column with.

    Args:
        predicates: SQL expressions as rules have them.
        column: Its name.

    Returns:
        None where one asks anything else of the column than that, and whether it has a value, or
        where these are many.
    """
    name = "`" + column.replace("`", "``") + "`"
    question = re.compile(re.escape(name) + rf"(?:{_LIKE}|{_EQUALS}|( IS (?:NOT )?NULL))?")
    asked = [match for predicate in predicates for match in question.finditer(predicate)]
    if not all(match[2] or match[4] or match[5] for match in asked):
        return None
    found = {_pattern(match) for match in asked if match[2] or match[4]}
    plain = all(text.isascii() and "\0" not in text for each in found for text in each.texts)
    return tuple(sorted(found)) if plain and len(found) <= _MOST else None


def _pattern(asked: re.Match[str]) -> Pattern:
    if asked[4]:
        return Pattern((asked[4],), is_begin=True, is_end=True)
    texts = tuple(map(lowered, _PIECES.findall(asked[2])))
    return Pattern(texts, is_begin=not asked[1], is_end=not asked[3])


def answered(patterns: Sequence[Pattern], values: Sequence[FieldValue | None]) -> list[int]:
    """What values answer, as SQLite's LIKE sees it: one bit a pattern, and one for no value."""
    whole, lines = as_lines(values)
    found = [int(value is None) for value in values]
    for bit, pattern in enumerate(patterns, 1):
        for at in pattern.among(whole, lines):
            found[at] |= 1 << bit
    for at, value in enumerate(values):
        if value is None:
            found[at] = 1  # what is not there is like nothing
    return found


class _Column:
    """What records answer in a column."""

    def __init__(self, name: str, patterns: Sequence[Pattern], getter: Getter) -> None:
        self.bits = len(patterns) + 1
        self._name, self._patterns, self._getter = name, patterns, getter
        self._memory: LongMemory[int] | None = None

    def of(self, batch: "LongBatch", positions: "Numbers") -> Sequence[int] | None:
        """The answers of some records; None where they cannot be told."""
        if batch.varies(self._name):
            said = said_alone(batch, self._name, self._getter, batch.plain(positions))
            return answered(self._patterns, said)
        rows = batch.numbered((self._name,))
        if rows is None:
            return None
        from store.rules.matching.remembering_long import LongMemory  # noqa: PLC0415 - numpy loads slowly

        self._memory = self._memory or LongMemory(self._find)
        told = self._memory.told(batch, rows, positions)
        return list(map(told.results.__getitem__, told.at.tolist()))

    def _find(self, records: Sequence[Record]) -> list[int]:
        return answered(self._patterns, list(map(self._getter, records)))


class Answers(Generic[T]):
    """Remembers what is so of records by what they answer."""

    def __init__(
        self, columns: Sequence[_Column], find: Callable[[Sequence[Record]], Sequence[T]]
    ) -> None:
        self._columns = columns
        self._find = find
        self._known: dict[int, T] = {}

    def sorted_out(
        self, batch: Batch, positions: Positions
    ) -> Iterable[tuple[T, Positions]] | None:
        """What is so of any of some records, as `Remembered.sorted_out` gives it.

        Args:
            batch: A long one.
            positions: In order.

        Returns:
            None where a column cannot be told apart from others.
        """
        codes = self._codes(cast("LongBatch", batch), cast("Numbers", positions))
        if codes is None:
            return None
        plain = batch.plain(positions)
        self._learn(batch, dict(zip(codes, plain, strict=True)))
        found: defaultdict[T, list[int]] = defaultdict(list)
        for code, at in zip(codes, plain, strict=True):
            found[self._known[code]].append(at)
        return [(result, batch.packed(some)) for result, some in found.items() if result]

    def _codes(self, batch: "LongBatch", positions: "Numbers") -> list[int] | None:
        """For each of some records all its answers as one number."""
        codes = [0] * len(positions)
        for column in self._columns:
            said = column.of(batch, positions)
            if said is None:
                return None
            codes = [code << column.bits | more for code, more in zip(codes, said, strict=True)]
        return codes

    def _learn(self, batch: Batch, examples: Mapping[int, int]) -> None:
        """Find out what is so of records with new answers, given one of each by its position."""
        if len(self._known) > _MOST_KNOWN:
            self._known.clear()
        new = {code: at for code, at in examples.items() if code not in self._known}
        results = self._find([batch.record(at) for at in new.values()])
        self._known.update(zip(new, results, strict=True))


def answers_of(
    predicates: Sequence[str],
    columns: Sequence[str],
    getters: Mapping[str, Getter],
    find: Callable[[Sequence[Record]], Sequence[T]],
) -> Answers[T] | None:
    """What remembers what is so of records by what they answer to some rules.

    Args:
        predicates: Of the rules that decide what is so.
        columns: All that they read, but those of the kind.
        getters: How columns are read.
        find: Finds out what is so of records.

    Returns:
        None where the rules ask more of a column than what texts it holds.
    """
    found = []
    for column in columns:
        patterns = patterns_of(predicates, column)
        if patterns is None or column in NUMERIC or column == ORIGINAL:
            return None
        found.append(_Column(column, patterns, getters[column]))
    return Answers(found, find)
