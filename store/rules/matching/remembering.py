"""What was found out about records, once for all that say the same.

Whole batches are asked about at once. What is so of values is remembered by the numbers of a sheet,
so that nothing is read from a record that says what others have said.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

from store.model import Record
from store.rules.matching.batches import Batch, Columns, Positions

if TYPE_CHECKING:
    from store.rules.matching.long_batches import LongBatch
    from store.rules.matching.numbering import Numbers
    from store.rules.matching.remembering_long import LongMemory, Told

T = TypeVar("T", bound=Hashable)

_MOST = 20_000
"""Things that are remembered of one sort; when there are more, all are forgotten."""


class Remembered(Generic[T]):
    """Finds out things about records, once for all that say the same under some keys."""

    def __init__(
        self, keys: Sequence[str], find: Callable[[Sequence[Record]], Sequence[T]]
    ) -> None:
        """Begin.

        Args:
            keys: What is to be found out depends on nothing but the values of these.
            find: Finds it out for some records.
        """
        self._keys = keys
        self._find = find
        self._columns = Columns((), ())
        self._known: dict[Any, T] = {}
        self._long: LongMemory[T] | None = None

    def of(self, batch: Batch, positions: Positions) -> Sequence[T]:
        """What is so of some records, in their order."""
        told = self.told(batch, positions)
        if told is not None:
            return list(map(told.results.__getitem__, told.at.tolist()))
        return self._plain(batch, batch.plain(positions))

    def told(self, batch: Batch, positions: Positions) -> "Told[T] | None":
        """The same in numbers; None where there are none."""
        if not batch.is_long:
            return None
        long = cast("LongBatch", batch)
        rows = long.numbered(self._keys)
        if rows is None:
            return None
        if self._long is None:
            from store.rules.matching.remembering_long import LongMemory  # noqa: PLC0415 - numpy loads slowly

            self._long = LongMemory(self._find)
        return self._long.told(long, rows, cast("Numbers", positions))

    def numbered(self, batch: "LongBatch", positions: "Numbers") -> "tuple[list[T], Numbers]":
        """What is so of any of some records, and for each its position there."""
        told = self.told(batch, positions)
        if told is None:
            from store.rules.matching.remembering_long import numbered  # noqa: PLC0415 - as above

            told = numbered(self._plain(batch, batch.plain(positions)))
        return told.results, told.at

    def sorted_out(self, batch: Batch, positions: Positions) -> Iterable[tuple[T, Positions]]:
        """What is so of any of some records, if it says anything, each with their positions."""
        told = self.told(batch, positions)
        if told is not None:
            return told.sorted_out(cast("Numbers", positions))
        plain = batch.plain(positions)
        found: defaultdict[T, list[int]] = defaultdict(list)
        for at, result in zip(plain, self._plain(batch, plain), strict=True):
            if result:
                found[result].append(at)
        return [(result, batch.packed(some)) for result, some in found.items()]

    def _plain(self, batch: Batch, positions: Sequence[int]) -> Sequence[T]:
        columns = batch.columns(self._keys)
        if columns is None:
            return self._find(batch.some(positions))
        self._turn_to(columns)
        rows = batch.rows(columns, positions)
        try:
            return list(map(self._known.__getitem__, rows))
        except KeyError:
            self._learn(batch, dict(zip(rows, positions, strict=True)))
            return list(map(self._known.__getitem__, rows))

    def _turn_to(self, columns: Columns) -> None:
        """Forget what was found out for numbers that stood for something else."""
        known = self._columns
        same = columns.names == known.names and all(
            one is other for one, other in zip(columns.meanings, known.meanings, strict=True)
        )
        if not same:
            self._known = {}
        self._columns = columns

    def _learn(self, batch: Batch, rows: dict[Any, int]) -> None:
        """Find out what is so of records with these rows."""
        if len(self._known) > _MOST:
            self._known = {}
        new = {row: at for row, at in rows.items() if row not in self._known}
        part = batch.only_part(self._columns)
        if part is None:
            records = batch.some(list(new.values()))
        else:  # the rows are its numbers, and a record of what they stand for is soon made
            fields = batch.fields(part)
            records = batch.saying([fields[number] for number in new])
        self._known.update(zip(new, self._find(records), strict=True))


class Joined(Generic[T]):
    """What several things make together that are so of records, each by one key."""

    def __init__(
        self,
        keys: Sequence[str],
        find: Sequence[Callable[[Sequence[Record]], Sequence[str]]],
        join: Callable[[Sequence[str]], T],
    ) -> None:
        """Begin.

        Args:
            keys: What each of the things depends on.
            find: Finds out each, for some records.
            join: Makes one of them.
        """
        self._parts = [Remembered((key,), one) for key, one in zip(keys, find, strict=True)]
        self._join = join

    def numbered(
        self, batch: "LongBatch", positions: "Numbers"
    ) -> "tuple[list[T], Numbers] | None":
        """What is so of any of some records, and for each its position there; None: unknown."""
        from store.rules.matching.remembering_long import joined  # noqa: PLC0415 - numpy loads slowly

        told = [part.told(batch, positions) for part in self._parts]
        known = [each for each in told if each is not None]
        if len(known) < len(told) or not len(positions):
            return None
        return joined(known, self._join)
