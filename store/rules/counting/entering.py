"""Which records count in which group, and for what, laid side by side; no database."""

from array import array
from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from typing import NamedTuple, Protocol

from store.rules.counting.grouping import Grouping
from store.rules.counting.valuing import Valuing
from store.rules.counting.weighing import weights
from store.rules.matching.batches import Batch, Positions
from store.rules.windows import Value


class Columns(NamedTuple):
    """What records count for, as in `Counted`."""

    keys: list[str]
    groups: Sequence[int]
    records: Sequence[int]
    times: Sequence[int]
    weights: Sequence[int]
    values: Sequence[Value] | None


class Entering(Protocol):
    """Takes in what detections hit in a batch, place by place."""

    def enter(
        self, place: Hashable, positions: Positions, grouping: Grouping, valuing: Valuing | None
    ) -> None:
        """Enter records that count in a place; those that are there already count anew.

        Args:
            place: Any.
            positions: Of the records, in order.
            grouping: Gives their groups; those without one do not count.
            valuing: Gives their values, if those are asked for; likewise.
        """

    def columns(self, place: Hashable, *, by_weight: bool) -> Columns:
        """What was entered in a place.

        Args:
            place: Any.
            by_weight: Whether a record that only repeats another's attempt counts as nothing.
        """


class ShortEntering:
    """Enters record by record: see `Entering`."""

    def __init__(self, batch: Batch) -> None:
        self._batch = batch
        self._keys: defaultdict[Hashable, dict[int, str]] = defaultdict(dict)
        """By place and position the groups."""
        self._said: defaultdict[Hashable, dict[int, Value]] = defaultdict(dict)
        """By place and position the values, where they are asked for."""
        self._groups: dict[tuple[int, Grouping], dict[int, str]] = {}
        self._values: dict[tuple[int, Valuing], list[tuple[int, Value]]] = {}

    def enter(
        self, place: Hashable, positions: Positions, grouping: Grouping, valuing: Valuing | None
    ) -> None:
        """Enter records that count in a place."""
        grouped = self._grouped(positions, grouping)
        if valuing is None:
            self._keys[place].update(grouped)
            return
        values = self._valued(positions, valuing)
        said = {at: value for at, value in values if at in grouped}
        self._said[place].update(said)
        self._keys[place].update({at: grouped[at] for at in said})

    def columns(self, place: Hashable, *, by_weight: bool) -> Columns:
        """What was entered in a place."""
        keys, numbers = self._keys[place], _Numbers()
        positions = list(keys)
        groups = array("I", map(numbers.__getitem__, keys.values()))
        said = self._said.get(place)
        return Columns(
            list(numbers),
            groups,
            array("I", positions),
            array("q", self._batch.times(positions)),
            array("q", weights(self._batch, positions, by_weight=by_weight)),
            None if said is None else list(map(said.__getitem__, positions)),
        )

    def _grouped(self, positions: Positions, grouping: Grouping) -> Mapping[int, str]:
        """By position the groups of those records that have one; found once for all rules."""
        known = (id(positions), grouping)
        if known not in self._groups:
            self._groups[known] = dict(grouping.keys(self._batch, positions))
        return self._groups[known]

    def _valued(self, positions: Positions, valuing: Valuing) -> Sequence[tuple[int, Value]]:
        """Positions and values of those records that have one; found once for all rules."""
        known = (id(positions), valuing)
        if known not in self._values:
            some = self._batch.plain(positions)
            pairs = zip(some, valuing.of(self._batch, positions), strict=True)
            self._values[known] = [pair for pair in pairs if pair[1] is not None]
        return self._values[known]


class _Numbers(dict[str, int]):
    """Numbers texts in the order in which they are met."""

    def __missing__(self, text: str) -> int:
        number = self[text] = len(self)
        return number
