"""Rules that ask of a column only which texts it holds: what else it says decides nothing.

Nearly every message of a log is another one, but of some rules' texts it holds these or those or
none. What is so of one that holds the same texts is so of all.
"""

import re
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Generic, TypeVar, cast

from store.model import FieldValue, Record
from store.rules.matching.batches import Batch, Positions
from store.rules.matching.sieves import said_alone
from store.rules.reading.fields import NUMERIC, ORIGINAL, Getter

if TYPE_CHECKING:
    from store.rules.matching.long_batches import LongBatch
    from store.rules.matching.numbering import Numbers
    from store.rules.matching.remembering_long import LongMemory

T = TypeVar("T", bound=Hashable)

_MOST = 16
"""Texts that are looked for one by one."""
PIECE = r"(?:[^%_\\']|\\[%_\\]|'')+"
"""A text within a pattern of LIKE, in SQL: a regular expression."""
_HOLDS = rf" LIKE '%({PIECE})%' ESCAPE '\\'"
_ESCAPED = re.compile(r"\\([%_\\])|'(')")


def texts_asked_for(predicates: Sequence[str], column: str) -> tuple[str, ...]:
    """The texts in lower case that predicates look for in a column, in ASCII.

    Args:
        predicates: SQL expressions as rules have them.
        column: Its name.

    Returns:
        The texts; none where a predicate asks anything else of the column than whether it holds
        them, or where they are many.
    """
    name = "`" + column.replace("`", "``") + "`"
    if not any(f"{name} LIKE '%" in predicate for predicate in predicates):
        return ()
    question = re.compile(re.escape(name) + f"(?:{_HOLDS})?")
    found = [match[1] for predicate in predicates for match in question.finditer(predicate)]
    if not all(found):
        return ()
    texts = {lowered(text) for text in found}
    plain = all(text.isascii() and "\0" not in text for text in texts)
    return tuple(sorted(texts)) if plain and len(texts) <= _MOST else ()


def lowered(piece: str) -> str:
    """The text that a piece of a pattern stands for, in lower case."""
    return _ESCAPED.sub(r"\1\2", piece).lower()


class Held(Generic[T]):
    """Remembers what is so of records by which texts a column holds, and by their other values."""

    def __init__(
        self,
        column: str,
        texts: Sequence[str],
        others: Sequence[str],
        getter: Getter,
        find: Callable[[Sequence[Record]], Sequence[T]],
    ) -> None:
        self._column = column
        self._texts = texts
        self._others = others
        self._getter = getter
        self._find = find
        self._memory: LongMemory[T] | None = None

    def is_of_use(self, batch: Batch) -> bool:
        """Whether a batch is long, and the column fuller of words than can be remembered."""
        return batch.is_long and batch.may_say(self._column) and batch.varies(self._column)

    def sorted_out(
        self, batch: Batch, positions: Positions
    ) -> Iterable[tuple[T, Positions]] | None:
        """What is so of any of some records, as `Remembered.sorted_out` gives it.

        Args:
            batch: One that it is of use for.
            positions: In order.

        Returns:
            None where the other values cannot be told by numbers.
        """
        from store.rules.matching.remembering_long import LongMemory, with_flags  # noqa: PLC0415 - numpy loads slowly

        long, some = cast("LongBatch", batch), cast("Numbers", positions)
        rows = long.numbered(self._others)
        if rows is None:
            return None
        values = said_alone(batch, self._column, self._getter, batch.plain(positions))
        flags = [[value is not None for value in values], *holding(self._texts, values)]
        rows = with_flags(rows, some, flags)
        if rows is None:
            return None
        self._memory = self._memory or LongMemory(self._find)
        return self._memory.told(long, rows, some).sorted_out(some)


def held_of(
    predicates: Sequence[str],
    columns: Sequence[str],
    getters: Mapping[str, Getter],
    find: Callable[[Sequence[Record]], Sequence[T]],
) -> tuple[Held[T], ...]:
    """What remembers what is so of records by texts that they hold, for each column that serves.

    Args:
        predicates: Of the rules that decide what is so.
        columns: All that they read, but those of the kind.
        getters: How columns are read.
        find: Finds out what is so of records.
    """
    texts = {
        column: texts_asked_for(predicates, column)
        for column in columns
        if column not in NUMERIC and column != ORIGINAL
    }
    return tuple(
        Held(column, some, tuple(each for each in columns if each != column), getters[column], find)
        for column, some in texts.items()
        if some
    )


def holding(texts: Sequence[str], values: Sequence[FieldValue | None]) -> list[list[bool]]:
    """For each of some texts which values hold it, as SQLite's LIKE sees it.

    Args:
        texts: ASCII in lower case.
        values: As the judge gets them, but for what it makes of text that is no Unicode.
    """
    whole, lines = as_lines(values)
    nowhere = [False] * len(values)
    return [
        [needle in line for line in lines] if needle in whole else nowhere
        for needle in map(str.encode, texts)
    ]


def as_lines(values: Sequence[FieldValue | None]) -> tuple[bytes, Sequence[bytes]]:
    """Values as LIKE compares them, in lower case: all of them in one, and each for itself."""
    plain = ["" if value is None else str(value) for value in values]
    whole = "\0".join(plain)
    if whole.count("\0") >= len(plain):
        whole = "\0".join([value.replace("\0", "\u2400") for value in plain])
    small = whole.encode("utf-8", "backslashreplace").lower()  # of ASCII alone, as LIKE does
    return small, small.split(b"\0")
