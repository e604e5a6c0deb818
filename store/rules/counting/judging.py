"""Which records of a batch count for which rule, and in which group; no database."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from datetime import tzinfo
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple, cast

from store.formats.sheet import Sheet
from store.knowledge.address_book import BLANK, AddressBook
from store.model import Record
from store.rules.compiled import CompiledRule, RuleType
from store.rules.counting.entering import Entering, ShortEntering
from store.rules.counting.grouping import Grouping, Groupings, groupings_of
from store.rules.counting.heard import Heard
from store.rules.counting.tallying import Slotted, Tallying
from store.rules.counting.valuing import Valuing
from store.rules.counting.weighing import attempts
from store.rules.matching.batches import Batch, Contents, Positions
from store.rules.matching.costs import Cost, Meter, summed
from store.rules.matching.matcher import Matcher
from store.rules.windows import Value

if TYPE_CHECKING:
    from store.rules.matching.long_batches import LongBatch

LONG = 1_500
"""Records on a sheet from which on numpy pays."""


class Active(NamedTuple):
    """A rule with its number in the database."""

    number: int
    """`rules.id`"""
    rule: CompiledRule
    keeper: int | None = None
    """`rules.id` of the rule in whose ledger its hits are; None: in its own."""

    @property
    def ledger(self) -> int:
        """The number of its ledger: the `rules.id` of the first rule that was noted to."""
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
        sinks = _sinks(_keepers(counting), groupings, valuings.of)
        self._sinks = [sinks[each.rule.uuid] for each in self._detections]
        self._rules = _rules_of(counting)
        self._tallying = Tallying(
            [_slotted(each, groupings) for each in slotted], attempts, self._meter
        )

    @property
    def errors(self) -> Mapping[int, str]:
        """Rules that failed too often to go on, by `rules.id`, and why."""
        return {self._detections[at].number: why for at, why in self._matcher.errors.items()}

    def entries(self, records: Sequence[Record]) -> list[Counted]:
        """What the records of a batch count for; every record has a time."""
        with closing(_batch(records, self._contents)) as batch:
            return self._entries(batch)

    def _entries(self, batch: Batch) -> list[Counted]:
        entering = _entering(batch)
        hits = self._matcher.hits(batch)
        self._tallying.hear(
            batch, {self._detections[rule].rule.uuid: some for rule, some in hits.items()}
        )
        found: dict[_Place, None] = {}
        for rule, positions in hits.items():
            self._meter.hit(self._detections[rule].number, len(positions), _last(batch, positions))
            for sink in self._sinks[rule]:
                began = self._meter.mark()
                entering.enter(sink.place, positions, sink.grouping, sink.valuing)
                found[sink.place] = None
                self._meter.together(self._rules[sink.place.ledger], began)
        counted = [self._counted(entering, place) for place in found]
        return [each for each in counted if each.records]

    def heard(self) -> Heard:
        """What was counted for rules that ask how much is usual, since this was last asked."""
        return self._tallying.taken()

    def costs(self) -> list[Cost]:
        """What the rules have cost since this was last asked."""
        matched = self._matcher.meter.taken().items()
        by_number = ((self._detections[at].number, each) for at, each in matched)
        return summed(chain(by_number, self._meter.taken().items()))

    def _counted(self, entering: Entering, place: _Place) -> Counted:
        """What some records count for in a place, and what it costs to say so."""
        began = self._meter.mark()
        columns = entering.columns(place, by_weight=place.by_weight)
        rules = self._rules[place.ledger]
        if place.by_weight and columns.records:
            for rule in rules:  # a detection's own hits have been counted where they were found
                self._meter.hit(rule, len(columns.records), columns.times[-1])
        self._meter.together(rules, began)
        return Counted(place.ledger, place.slot, *columns)


def _batch(records: Sequence[Record], contents: Contents) -> Batch:
    """Records as rules ask for them."""
    if isinstance(records, Sheet) and len(records) >= LONG:
        from store.rules.matching.long_batches import LongBatch  # noqa: PLC0415 - numpy loads slowly

        return LongBatch(records, contents)
    return Batch(records, contents)


def _entering(batch: Batch) -> Entering:
    """What enters the hits of a batch."""
    if batch.is_long:
        from store.rules.counting.entering_long import LongEntering  # noqa: PLC0415 - numpy loads slowly

        return LongEntering(cast("LongBatch", batch))
    return ShortEntering(batch)


def _last(batch: Batch, positions: Positions) -> int:
    """The time of the latest of some records, of a log that runs forwards or backwards."""
    ends = [*batch.plain(positions[:1]), *batch.plain(positions[-1:])]
    return max(batch.times(ends))


def _sinks(
    counting: Sequence[Active],
    groupings: Groupings,
    valuing: Callable[[CompiledRule, int], Valuing | None],
) -> Mapping[str, list[_Sink]]:
    """By the uuids of detections: where their hits are counted.

    Args:
        counting: One rule of each ledger.
        groupings: How records are grouped.
        valuing: Gives what reads the values of one of a rule's members.
    """
    found: defaultdict[str, list[_Sink]] = defaultdict(list)
    for each in counting:
        rule = each.rule
        for at, uuid in enumerate(rule.members or (rule.uuid,)):
            place = _Place(each.ledger, rule.slot_of(at), rule.type != RuleType.EVENT)
            grouping = groupings[rule.group_by, rule.keys_of(at), rule.keep_missing]
            found[uuid].append(_Sink(place, grouping, valuing(rule, at)))
    return found


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
        uuid: groupings[rule.group_by, rule.keys_of(at), rule.keep_missing]
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
