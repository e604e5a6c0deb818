"""Which records of a batch count for which rule, and in which group; no database."""

from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import tzinfo
from itertools import chain
from typing import NamedTuple

from store.knowledge.address_book import BLANK, AddressBook
from store.model import Kind, Record
from store.rules.compiled import CompiledRule, RuleType
from store.rules.counting.grouping import Grouping, Groupings, groupings_of
from store.rules.counting.heard import Heard
from store.rules.counting.tallying import Slotted, Tallying
from store.rules.counting.valuing import Valuing
from store.rules.matching.batches import Batch, Contents
from store.rules.matching.costs import Cost, Meter, summed
from store.rules.matching.matcher import Matcher
from store.rules.windows import Value

ATTEMPTS = frozenset({"login", "privilege-use", "invalid-user"})
"""Actions of which several records tell: in a count they count by weight, which may be 0."""


class Active(NamedTuple):
    """A rule with its number in the database."""

    number: int
    """`rules.id`"""
    rule: CompiledRule
    keeper: int | None = None
    """`rules.id` of the rule in whose ledger its hits are; None: in its own."""

    @property
    def ledger(self) -> int:
        """The number of its ledger: the `rules.id` of the first rule that counted the same."""
        return self.number if self.keeper is None else self.keeper

    @property
    def has_ledger(self) -> bool:
        """Whether its hits are kept: for alerts, or for the windows that other rules build on."""
        if self.rule.is_slotted:
            return False
        return self.rule.type != RuleType.EVENT or self.rule.alerts


class Counted(NamedTuple):
    """What the records of a batch count for in one slot of a ledger, side by side."""

    ledger: int
    """`Active.ledger` of the rules that count them."""
    slot: int
    """Which of the rules' members they hit."""
    keys: list[str]
    """The groups that occur, each once: group-by fields and values as JSON."""
    groups: Sequence[int]
    """For every record the position of its group among the keys."""
    records: Sequence[int]
    """Their positions in the batch, none twice."""
    times: Sequence[int]
    """Of each (µs UTC)."""
    weights: Sequence[int]
    """How many times each counts."""
    values: Sequence[Value] | None = None
    """What each says in the field that the rule counts or measures, if it does that."""


class _Place(NamedTuple):
    """A slot of a ledger."""

    ledger: int
    slot: int
    by_weight: bool
    """Whether a record that only repeats another's attempt counts as nothing."""


class _Sink(NamedTuple):
    """Where a detection's hits go."""

    place: _Place
    grouping: Grouping
    valuing: Valuing | None
    """Reads what is counted or measured; None: nothing but the hits themselves."""


class _Hit:
    """The records of a batch that a detection hits: what rules ask of them is found out once."""

    def __init__(self, batch: Batch, positions: Sequence[int]) -> None:
        self._batch = batch
        self._positions = positions
        self._groups: dict[Grouping, dict[int, str]] = {}
        self._values: dict[Valuing, list[tuple[int, Value]]] = {}

    def groups(self, grouping: Grouping) -> Mapping[int, str]:
        """By position the groups of those that have one."""
        found = self._groups.get(grouping)
        if found is None:
            keys = grouping.keys(self._batch, self._positions)
            found = self._groups[grouping] = dict(keys)
        return found

    def values(self, valuing: Valuing) -> Iterable[tuple[int, Value]]:
        """Positions and values of those that have one."""
        found = self._values.get(valuing)
        if found is None:
            values = valuing.of(self._batch, self._positions)
            pairs = zip(self._positions, values, strict=True)
            found = self._values[valuing] = [pair for pair in pairs if pair[1] is not None]
        return found


class _Numbers(dict[str, int]):
    """Numbers texts in the order in which they are met."""

    def __missing__(self, text: str) -> int:
        number = self[text] = len(self)
        return number


class Judging:
    """Judges batches of records by a set of rules."""

    def __init__(self, active: Sequence[Active], zone: tzinfo, book: AddressBook = BLANK) -> None:
        """Prepare the rules.

        Args:
            active: All rules in force; the members of a correlation are among them.
            zone: Where days begin and weekdays change.
            book: What is known of addresses.
        """
        self._detections = [each for each in active if each.rule.type == RuleType.EVENT]
        self._matcher = Matcher([each.rule for each in self._detections], zone, book=book)
        self._meter = Meter(each.number for each in active)
        self._contents = Contents(zone)
        counting = [each for each in active if each.has_ledger]
        slotted = [each for each in active if each.rule.is_slotted and each.rule.alerts]
        groupings = groupings_of([each.rule for each in (*counting, *slotted)], zone, book)
        valuings = _Valuings(zone, book)
        self._sinks = [
            _sinks_of(each.rule, _keepers(counting), groupings, valuings.of)
            for each in self._detections
        ]
        self._rules = _rules_of(counting)
        self._tallying = Tallying(
            [_slotted(each, groupings) for each in slotted], _attempts, self._meter
        )

    @property
    def errors(self) -> Mapping[int, str]:
        """Rules that failed too often to go on, by `rules.id`, and why."""
        return {self._detections[at].number: why for at, why in self._matcher.errors.items()}

    def entries(self, records: Sequence[Record]) -> list[Counted]:
        """What the records of a batch count for; every record has a time."""
        batch = Batch(records, self._contents)
        found: dict[_Place, dict[int, str]] = {}
        said: dict[_Place, dict[int, Value]] = {}
        hits = self._matcher.hits(batch)
        self._tallying.hear(
            batch, {self._detections[rule].rule.uuid: some for rule, some in hits.items()}
        )
        for rule, positions in hits.items():
            self._meter.hit(self._detections[rule].number, len(positions), _last(batch, positions))
            hit = _Hit(batch, positions)
            for sink in self._sinks[rule]:
                began = self._meter.mark()
                keys = found.setdefault(sink.place, {})
                values = _enter(hit, sink, keys)
                if values is not None:
                    said.setdefault(sink.place, {}).update(values)
                self._meter.together(self._rules[sink.place.ledger], began)
        return [
            self._counted(batch, place, keys, said.get(place))
            for place, keys in found.items()
            if keys
        ]

    def heard(self) -> Heard:
        """What was counted for rules that ask how much is usual, since this was last asked."""
        return self._tallying.taken()

    def costs(self) -> list[Cost]:
        """What the rules have cost since this was last asked."""
        matched = self._matcher.meter.taken().items()
        by_number = ((self._detections[at].number, each) for at, each in matched)
        return summed(chain(by_number, self._meter.taken().items()))

    def _counted(
        self,
        batch: Batch,
        place: _Place,
        keys: Mapping[int, str],
        said: Mapping[int, Value] | None,
    ) -> Counted:
        """What some records count for in a place, and what it costs to say so."""
        began = self._meter.mark()
        counted = _counted(batch, place, keys, said)
        rules = self._rules[place.ledger]
        if place.by_weight:  # a detection's own hits have been counted where they were found
            for rule in rules:
                self._meter.hit(rule, len(counted.records), counted.times[-1])
        self._meter.together(rules, began)
        return counted


def _enter(hit: _Hit, sink: _Sink, keys: dict[int, str]) -> dict[int, Value] | None:
    """Enter the groups of some records into `keys`; gives what they say, where that is wanted."""
    grouped = hit.groups(sink.grouping)
    if sink.valuing is None:
        keys.update(grouped)
        return None
    values = {at: value for at, value in hit.values(sink.valuing) if at in grouped}
    keys.update({at: grouped[at] for at in values})
    return values


def _last(batch: Batch, positions: Sequence[int]) -> int:
    """The time of the last of some records."""
    return batch.times(positions[-1:])[0]


def _counted(
    batch: Batch, place: _Place, keys: Mapping[int, str], said: Mapping[int, Value] | None
) -> Counted:
    """What some records count for, given by their positions, their groups and their values."""
    positions, numbers = list(keys), _Numbers()
    groups = array("I", map(numbers.__getitem__, keys.values()))
    weights = _weights(batch, positions, by_weight=place.by_weight)
    return Counted(
        place.ledger,
        place.slot,
        list(numbers),
        groups,
        array("I", positions),
        array("q", batch.times(positions)),
        array("q", weights),
        None if said is None else list(map(said.__getitem__, positions)),
    )


def _attempts(batch: Batch, positions: Sequence[int]) -> list[int]:
    """How many times some records count, where those that only repeat others do not."""
    return _weights(batch, positions, by_weight=True)


def _weights(batch: Batch, positions: Sequence[int], *, by_weight: bool) -> list[int]:
    """How many times some records count."""
    sheet = batch.sheet
    if sheet is None:
        records = batch.some(positions)
        return [each.weight or _least(each.kind, by_weight=by_weight) for each in records]
    if sheet.marks is None:
        return [1] * len(positions)
    weights, kinds = batch.column(("weight", "")), batch.column(("kind", ""))
    least = [_least(kind, by_weight=by_weight) for kind in sheet.kinds.kinds]
    return [weights[at] or least[kinds[at]] for at in positions]


def _least(kind: Kind, *, by_weight: bool) -> int:
    """How many times a record counts that only repeats what others tell."""
    return 0 if by_weight and kind.action in ATTEMPTS else 1


def _sinks_of(
    detection: CompiledRule,
    counting: Sequence[Active],
    groupings: Groupings,
    valuing: Callable[[CompiledRule, int], Valuing | None],
) -> list[_Sink]:
    """The ledgers that a detection's hits are counted in.

    Args:
        detection: The rule that hits.
        counting: One rule of each ledger.
        groupings: How records are grouped.
        valuing: Gives what reads the values of one of a rule's members.
    """
    return [
        _Sink(
            _Place(each.ledger, rule.slot_of(at), rule.type != RuleType.EVENT),
            groupings[rule.group_by, rule.keys_of(at), rule.keep_missing],
            valuing(rule, at),
        )
        for each in counting
        for rule in [each.rule]
        for at, uuid in enumerate(rule.members or (rule.uuid,))
        if uuid == detection.uuid
    ]


def _keepers(counting: Sequence[Active]) -> Sequence[Active]:
    """One rule of each ledger: all others of it count the same."""
    found: dict[int, Active] = {}
    for each in counting:
        found.setdefault(each.ledger, each)
    return list(found.values())


def _rules_of(counting: Sequence[Active]) -> Mapping[int, Sequence[int]]:
    """The rules of each ledger."""
    found: defaultdict[int, list[int]] = defaultdict(list)
    for each in counting:
        found[each.ledger].append(each.number)
    return found


def _slotted(each: Active, groupings: Groupings) -> Slotted:
    """A rule that asks how much is usual, and how the hits of its detections are grouped."""
    rule = each.rule
    found = {
        uuid: (
            rule.keys_of(at),
            groupings[rule.group_by, rule.keys_of(at), rule.keep_missing],
        )
        for at, uuid in enumerate(rule.members or (rule.uuid,))
    }
    return Slotted(each.number, rule, found)


class _Valuings:
    """What reads values: rules that ask for the same share what is remembered."""

    def __init__(self, zone: tzinfo, book: AddressBook) -> None:
        self._zone, self._book = zone, book
        self._known: dict[tuple[tuple[str, ...], bool], Valuing] = {}

    def of(self, rule: CompiledRule, at: int) -> Valuing | None:
        """What reads the values of one member, given by its position."""
        keys = rule.value_keys[at] if rule.value_keys else ()
        if not keys:
            return None
        wanted = (keys, rule.type.measures)
        if wanted not in self._known:
            self._known[wanted] = Valuing(
                keys, measured=rule.type.measures, zone=self._zone, book=self._book
            )
        return self._known[wanted]
