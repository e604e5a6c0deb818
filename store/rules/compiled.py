"""A rule as the engine runs it: plain values that go to JSON and back.

What is compiled here needs no Sigma library any more: a detection is an SQL predicate over columns
named by ECS keys, a correlation is a list of members and a window.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from typing import Any

from store.errors import RuleError
from store.model import KIND_KEYS, Severity
from store.rules.calendars.calendar import Calendar
from store.rules.calendars.limits import Limit
from store.rules.expectations import Absence, Baseline, Direction
from store.rules.logsources import Selector
from store.rules.novelty import NewTerms
from store.rules.reading.names import WEIGHT
from store.rules.windows import UNBOUNDED, Bounds, Way

EVERYTHING = Selector()
"""Every kind of record."""


class RuleType(StrEnum):
    """How a rule decides."""

    EVENT = "event"
    """Each record by itself: a detection."""
    EVENT_COUNT = "event_count"
    """By the number of its members' hits in a window."""
    VALUE_COUNT = "value_count"
    """By the number of different values of a field, or of some fields, in these."""
    VALUE_SUM = "value_sum"
    """By the sum of a field's numbers in these."""
    VALUE_AVG = "value_avg"
    """By their arithmetic mean."""
    VALUE_PERCENTILE = "value_percentile"
    """By one of their percentiles."""
    VALUE_MEDIAN = "value_median"
    """By the 50th."""
    TEMPORAL = "temporal"
    """By which of its members are hit in a window."""
    TEMPORAL_ORDERED = "temporal_ordered"
    """By hits of its members, one after the other, in a window."""

    @property
    def gathers(self) -> bool:
        """Whether it does not matter which of its members is hit."""
        return self not in (RuleType.EVENT, RuleType.TEMPORAL, RuleType.TEMPORAL_ORDERED)

    @property
    def measures(self) -> bool:
        """Whether it looks at numbers, which a further hit may make less."""
        return self in _MEASURES


_MEASURES = frozenset(
    {
        RuleType.VALUE_SUM,
        RuleType.VALUE_AVG,
        RuleType.VALUE_PERCENTILE,
        RuleType.VALUE_MEDIAN,
    }
)


class Reopen(StrEnum):
    """What becomes of a closed alert whose rule holds again within the cooldown."""

    NEW = "new"
    """It stays as it was closed; a new alert goes on from it."""
    REGRESSED = "regressed"
    """It grows and is new again."""
    EXTEND = "extend"
    """It grows and stays closed."""


SIZES = frozenset({"http.request.bytes", "http.response.body.bytes", WEIGHT})
"""Keys whose numbers are never below zero: more hits never make their sum less."""


@dataclass(frozen=True, slots=True)
class CompiledRule:
    """One version of a rule."""

    uuid: str
    """The rule's own id; made from its file's name and its title where it has none."""
    hash: str
    """Of its text and of its members' texts."""
    title: str
    name: str | None
    """What correlations may call it."""
    type: RuleType
    level: Severity
    status: str | None
    """Sigma's maturity: `stable`, `test`, `experimental`, …"""
    author: str | None
    license: str | None
    description: str | None
    references: tuple[str, ...]
    tags: tuple[str, ...]
    """For example `attack.t1110`."""
    falsepositives: tuple[str, ...]
    path: str
    """The file it stands in."""
    line: int
    """The line, from 1, where its document begins."""
    text: str
    """Its document, as written."""
    alerts: bool
    """Whether it makes alerts; False for a rule that is there for correlations only."""
    group_by: tuple[str, ...]
    """What its alerts are told apart by: ECS keys, or names of a correlation for keys that differ
    from member to member."""
    keep_missing: bool
    """Whether a record without one of those keys counts, as a group of its own."""
    cooldown: int
    """Microseconds; hits no farther apart than this belong to one alert."""
    reopen: Reopen = Reopen.REGRESSED
    """What becomes of a closed alert that its windows reach again."""
    severities: tuple[tuple[int, Severity], ...] = ()
    """How bad its alerts are from which count on; before that, and at least, as its level says."""
    recovers: bool = False
    """Whether an alert lasts as long as its condition, and tells when that fell to the limit."""
    selector: Selector = EVERYTHING
    """Detections: which kinds of record it looks at."""
    predicate: str = ""
    """Detections: an SQL expression over the columns; NULL is a missing value."""
    guard: str = ""
    """Detections: an SQL expression over columns of the kind alone that holds wherever the
    predicate does; empty where there is none."""
    needles: tuple[tuple[str, str], ...] = ()
    """Detections: columns and texts in lower case; where the predicate holds, one of the columns
    holds its text. Empty where nothing can be said."""
    needs: tuple[tuple[str, ...], ...] = ()
    """Detections: groups of ECS keys; where the predicate holds, of each group one has a value."""
    columns: tuple[str, ...] = ()
    """Detections: the ECS keys that the predicate reads."""
    members: tuple[str, ...] = ()
    """Correlations: uuids of the rules whose hits it counts, in order."""
    timespan: int = 0
    """Correlations: length of the window in microseconds; both ends belong to it."""
    bounds: Bounds = UNBOUNDED
    """Correlations: limits of what is counted or measured in a window."""
    ways: tuple[Way, ...] = ()
    """Correlations by which members are hit: the ways in which it fires, instead of limits."""
    percent: int = 0
    """Correlations by a percentile: which."""
    group_keys: tuple[tuple[str, ...], ...] = ()
    """Correlations: what stands for `group_by` in each member, in the order of `members`."""
    value_keys: tuple[tuple[str, ...], ...] = ()
    """The keys whose values are counted or measured in each member, likewise; those of a detection
    that asks for something new."""
    calendar: Calendar | None = None
    """Correlations whose limit goes by the calendar; `bounds` are then the least of it."""
    novelty: NewTerms | None = None
    """Detections: what has to be new about a record; its value keys say in whose history, and then
    what."""
    set: str = ""
    """The rules that are switched on and off together with it."""
    next: tuple[tuple[str, str], ...] = ()
    """What to look at when it has made an alert: titles and filters; `{key}` in a filter stands for
    a value of the alert's group."""

    within: tuple[str, ...] = ()
    """Uuids of rules of whose alerts its own are a part, where they tell of the same."""
    absence: Absence | None = None
    """Where too few hits are what is looked for, also where there are none at all."""
    baseline: Baseline | None = None
    """Where more or fewer hits than usual are."""

    @property
    def is_slotted(self) -> bool:
        """Whether it asks how much is usual: it keeps counts then, and no ledger."""
        return self.absence is not None or self.baseline is not None

    @property
    def enough(self) -> int:
        """How many hits are no absence any more."""
        return min(int(limit) + (name == "lte") for name, limit in self.bounds.limits)

    @property
    def of_kind(self) -> bool:
        """Whether the kind of a record alone decides."""
        return all(column in KIND_KEYS for column in self.columns)

    @property
    def at_least(self) -> int | None:
        """How many hits make it fire; None where it asks for anything else than that."""
        if self.type is RuleType.EVENT:
            return 1
        limits = self.bounds.limits
        if self.calendar is not None:
            return None
        plain = self.type is RuleType.EVENT_COUNT and len(limits) == 1 and self.bounds.rising
        return int(limits[0][1]) + (limits[0][0] == "gt") if plain else None

    @property
    def lasts(self) -> bool:
        """Whether a window in which it fires does so whatever other hits come into it."""
        if self.novelty is not None:
            return False  # what was met earlier is heard of later
        if not self.bounds.rising or any(way.missing for way in self.ways):
            return False
        keys = [key for keys in self.value_keys for key in keys]
        is_size = bool(keys) and SIZES.issuperset(keys)
        return not self.type.measures or (self.type is RuleType.VALUE_SUM and is_size)

    @property
    def least_slots(self) -> int:
        """How many different slots have to be hit at least for it to hold, as far as is known."""
        if self.ways:
            return min(len(set(way.hit)) for way in self.ways)
        return self.bounds.least if self.type is RuleType.TEMPORAL else 1

    def slot_of(self, position: int, *, windows: bool = False) -> int:
        """Which slot of its ledger a member fills.

        Members of which it does not matter which is hit are alternatives and fill one slot
        together; but the windows of a correlation are told apart from the events that made them.

        Args:
            position: The member's.
            windows: Whether it is a correlation.
        """
        if not self.type.gathers:
            return position
        return position + 1 if windows else 0

    def keys_of(self, position: int) -> tuple[str, ...]:
        """What stands for `group_by` in a member, given by its position."""
        return self.group_keys[position] if self.group_keys else self.group_by

    def to_json(self) -> str:
        """The rule as one JSON object, its attributes as keys."""
        values = {each.name: getattr(self, each.name) for each in fields(self)}
        return json.dumps(values | {"selector": self.selector._asdict()}, default=asdict)

    @classmethod
    def from_json(cls, text: str) -> "CompiledRule":
        """The rule that `to_json` gave.

        Raises:
            ValueError, TypeError, KeyError: The text is something else.
        """
        return cls.from_values(json.loads(text))

    @classmethod
    def from_values(cls, values: Mapping[str, Any]) -> "CompiledRule":
        """The rule whose `to_json` is read as these values; raises as `from_json`."""
        data = {key: _frozen(value) for key, value in values.items()}
        data["selector"] = Selector(**data["selector"])
        data["bounds"] = Bounds(*data["bounds"])
        data["ways"] = tuple(Way(*way) for way in data["ways"])
        data["calendar"] = _calendar(*data["calendar"]) if data["calendar"] else None
        data["novelty"] = NewTerms(*data["novelty"]) if data["novelty"] else None
        data["reopen"] = Reopen(data["reopen"])
        data["severities"] = tuple((least, Severity(level)) for least, level in data["severities"])
        data["next"] = tuple((title, filter_) for title, filter_ in data["next"])
        if data.get("absence"):
            data["absence"] = Absence(**data["absence"])
        if data.get("baseline"):
            usual = data["baseline"]
            data["baseline"] = Baseline(**usual | {"direction": Direction(usual["direction"])})
        data["type"], data["level"] = RuleType(data["type"]), Severity(data["level"])
        return cls(**data)


def _calendar(limits: tuple[tuple[str, int], ...], *rest: Any) -> Calendar:  # noqa: ANN401 - JSON
    return Calendar(tuple(Limit(*each) for each in limits), *rest)


def _frozen(value: Any) -> Any:  # noqa: ANN401 - whatever JSON says
    """A value with tuples for lists."""
    if isinstance(value, list):
        return tuple(map(_frozen, value))
    if isinstance(value, dict):
        return {key: _frozen(each) for key, each in value.items()}
    return value


@dataclass(frozen=True, slots=True)
class Inapplicable:
    """A rule that is right, but that no log read here can answer."""

    uuid: str
    title: str
    path: str
    line: int
    reason: str
    """One sentence, without capital and full stop."""
    set: str = ""
    """The rules that are switched on and off together with it."""
    name: str | None = None
    """What correlations may call it."""


@dataclass(frozen=True, slots=True)
class Compilation:
    """What rule files came to."""

    rules: tuple[CompiledRule, ...]
    """In the order of the files, but every rule behind the rules that it refers to."""
    problems: tuple[RuleError, ...]
    """In the order of the files."""
    inapplicable: tuple[Inapplicable, ...] = ()


def with_members(
    rules: Iterable[CompiledRule], by_uuid: Mapping[str, CompiledRule]
) -> list[CompiledRule]:
    """Rules and all that they build on, each behind those that it refers to itself.

    Args:
        rules: Those that are wanted.
        by_uuid: Where members are looked for; one that is not there is left out.
    """
    needed: dict[str, CompiledRule] = {}

    def need(rule: CompiledRule) -> None:
        if rule.uuid not in needed:
            for member in rule.members:
                if member in by_uuid:
                    need(by_uuid[member])
            needed[rule.uuid] = rule

    for rule in rules:
        need(rule)
    return list(needed.values())
