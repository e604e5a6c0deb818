"""A rule as the engine runs it: plain values that go to JSON and back.

What is compiled here needs no Sigma library any more: a detection is an SQL predicate over columns
named by ECS keys, a correlation is a list of members and a window.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum

from store.errors import RuleError
from store.model import KIND_KEYS, Severity
from store.rules.logsources import Selector

FORM = 4
"""Goes up when the same rule text is compiled to something else than before."""

EVERYTHING = Selector()
"""Every kind of record."""
SECOND = 1_000_000
"""One second, in the microseconds that all spans are counted in."""


class RuleType(StrEnum):
    """How a rule decides."""

    EVENT = "event"
    """Each record by itself: a detection."""
    EVENT_COUNT = "event_count"
    """By the number of its members' hits in a window."""
    TEMPORAL_ORDERED = "temporal_ordered"
    """By hits of all its members, one after the other, in a window."""


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
    """ECS keys whose values tell its alerts apart."""
    keep_missing: bool
    """Whether a record without one of those keys counts, as a group of its own."""
    cooldown: int
    """Microseconds; hits no farther apart than this belong to one alert."""
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
    columns: tuple[str, ...] = ()
    """Detections: the ECS keys that the predicate reads."""
    members: tuple[str, ...] = ()
    """Correlations: uuids of the rules whose hits it counts, in order."""
    timespan: int = 0
    """Correlations: length of the window in microseconds; both ends belong to it."""
    at_least: int = 0
    """Correlations: how many hits make it fire; in an ordered one the number of members."""
    set: str = ""
    """The rules that are switched on and off together with it."""
    next: tuple[tuple[str, str], ...] = ()
    """What to look at when it has made an alert: titles and filters; `{key}` in a filter stands for
    a value of the alert's group."""

    @property
    def of_kind(self) -> bool:
        """Whether the kind of a record alone decides."""
        return all(column in KIND_KEYS for column in self.columns)

    def to_json(self) -> str:
        """The rule as one JSON object, its attributes as keys."""
        return json.dumps(asdict(self) | {"selector": self.selector._asdict()})

    @classmethod
    def from_json(cls, text: str) -> "CompiledRule":
        """The rule that `to_json` gave.

        Raises:
            ValueError, TypeError, KeyError: The text is something else.
        """
        data = json.loads(text)
        lists = ("references", "tags", "falsepositives", "group_by", "columns", "members")
        data.update({key: tuple(data[key]) for key in lists})
        for key in ("needles", "next"):
            data[key] = tuple((one, other) for one, other in data.get(key, ()))
        selector = {key: tuple(value) for key, value in data["selector"].items()}
        data["selector"] = Selector(**selector)
        data["type"], data["level"] = RuleType(data["type"]), Severity(data["level"])
        return cls(**data)


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
