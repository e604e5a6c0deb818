"""Which records of a batch count for which rule, and in which group; no database."""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import tzinfo
from typing import NamedTuple

from store.model import FieldValue, Record
from store.rules.batches import Batch
from store.rules.compiled import CompiledRule, RuleType
from store.rules.fields import value_of
from store.rules.matcher import Matcher

ATTEMPTS = frozenset({"login", "privilege-use", "invalid-user"})
"""Actions of which several records tell: in a count they count by weight, which may be 0."""


_MOST_KEYS = 20_000
"""Groups that are remembered for a rule; when there are more, all are forgotten."""

_encode = json.JSONEncoder(ensure_ascii=False).encode


class Active(NamedTuple):
    """A rule with its number in the database."""

    number: int
    """`rules.id`"""
    rule: CompiledRule

    @property
    def has_ledger(self) -> bool:
        """Whether its hits are kept: for alerts, or for the windows that other rules build on."""
        return self.rule.type != RuleType.EVENT or self.rule.alerts


class Entry(NamedTuple):
    """A record that counts for a rule."""

    rule: int
    """`rules.id` of the rule that counts it."""
    key: str
    """Its group: the group-by fields and values as JSON."""
    slot: int
    """Which of the rule's members it hit."""
    record: int
    """The record's position in the batch."""
    time: int
    """Of the record (µs UTC)."""
    n: int
    """How many times it counts."""


class _Sink(NamedTuple):
    """Where a detection's hits go: to a rule that has a ledger."""

    rule: int
    slot: int
    by_weight: bool
    """Whether a record that only repeats another's attempt counts as nothing."""
    group_by: tuple[str, ...]
    getters: tuple[Callable[[Record], FieldValue | None], ...]
    keep_missing: bool
    keys: dict[tuple[FieldValue | None, ...], str]
    """Groups by their values, as far as they are remembered."""


class Judging:
    """Judges batches of records by a set of rules."""

    def __init__(self, active: Sequence[Active], zone: tzinfo) -> None:
        """Prepare the rules.

        Args:
            active: All rules in force; the members of a correlation are among them.
            zone: Where days begin and weekdays change.
        """
        self._detections = [each for each in active if each.rule.type == RuleType.EVENT]
        self._matcher = Matcher([each.rule for each in self._detections], zone)
        counting = [each for each in active if each.has_ledger]
        self._sinks = [_sinks_of(each.rule, counting, zone) for each in self._detections]

    @property
    def errors(self) -> Mapping[int, str]:
        """Rules that had to be switched off, by `rules.id`, and why."""
        return {self._detections[at].number: why for at, why in self._matcher.errors.items()}

    def entries(self, records: Sequence[Record]) -> list[Entry]:
        """What the records of a batch count for; every record has a time."""
        found: list[Entry] = []
        at, record = -1, None
        batch = Batch(records)
        for rule, position in self._matcher.hits(records, batch):
            sinks = self._sinks[rule]
            if not sinks:
                continue
            if record is None or position != at:
                at, record = position, batch.record(position)
            for sink in sinks:
                key = _key(sink, record)
                if key is not None:
                    n = _counts(record, by_weight=sink.by_weight)
                    found.append(Entry(sink.rule, key, sink.slot, position, record.time or 0, n))
        return found


def _counts(record: Record, *, by_weight: bool) -> int:
    """How many times a record counts."""
    if by_weight and record.kind.action in ATTEMPTS:
        return record.weight
    return max(record.weight, 1)


def _key(sink: _Sink, record: Record) -> str | None:
    """The record's group; None where it lacks a field that the rule insists on."""
    values = tuple([getter(record) for getter in sink.getters])
    if None in values and not sink.keep_missing:
        return None
    key = sink.keys.get(values)
    if key is None:
        pairs = zip(sink.group_by, values, strict=True)
        key = _encode({field: value for field, value in pairs if value is not None})
        if len(sink.keys) >= _MOST_KEYS:
            sink.keys.clear()
        sink.keys[values] = key
    return key


def _sinks_of(detection: CompiledRule, counting: Sequence[Active], zone: tzinfo) -> list[_Sink]:
    """The rules that a detection's hits count for."""
    return [
        _Sink(
            each.number,
            slot,
            each.rule.type != RuleType.EVENT,
            tuple(each.rule.group_by),
            tuple(value_of(field, zone) for field in each.rule.group_by),
            each.rule.keep_missing,
            {},
        )
        for each in counting
        for slot in _slots(each.rule, detection.uuid)
    ]


def _slots(rule: CompiledRule, uuid: str) -> list[int]:
    """Which slots of a rule's ledger a detection fills.

    Several members of a count are alternatives: their hits make one row of windows.
    """
    if rule.uuid == uuid:
        return [0]
    slots = [at for at, member in enumerate(rule.members) if member == uuid]
    return [0] if slots and rule.type == RuleType.EVENT_COUNT else slots
