"""The alerts in view: flat or in groups, some of them marked, and which ones a key is about."""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from store.model import Severity
from store.queries.alerts import AlertRow
from store.triage import Targets, Version

_TELLING = ("source.ip", "user.name", "host.name")
"""Fields that tell whom an alert is about."""


class Grouping(StrEnum):
    """How the list is put together."""

    FLAT = "flat"
    RULE = "by rule"
    ENTITY = "by group"


@dataclass(frozen=True, slots=True)
class GroupKey:
    """What a group's row stands for."""

    name: str


@dataclass(frozen=True, slots=True)
class Group:
    """Alerts that have something in common."""

    key: GroupKey
    alerts: tuple[AlertRow, ...]
    expanded: bool

    @property
    def worst(self) -> Severity:
        """The worst severity of those that are open, else of all."""
        some = [alert for alert in self.alerts if alert.status != "closed"] or self.alerts
        return max((alert.severity for alert in some), key=lambda one: one.rank)

    @property
    def open(self) -> int:
        """How many are not closed."""
        return sum(alert.status != "closed" for alert in self.alerts)


Entry: TypeAlias = AlertRow | Group
"""A row of the list."""


@dataclass(slots=True)
class AlertList:
    """What is in view."""

    alerts: dict[int, AlertRow] = field(default_factory=dict)
    """In their order."""
    grouping: Grouping = Grouping.FLAT
    expanded: set[GroupKey] = field(default_factory=set)
    marks: dict[int, Version] = field(default_factory=dict)
    """The alerts that are marked, and how they stood when they were looked at last."""

    def replace(self, alerts: Iterable[AlertRow]) -> None:
        """Other alerts; marks stay on those that are still there, or were never in the list."""
        listed = set(self.alerts)
        self.alerts = {alert.id: alert for alert in alerts}
        for number in listed & set(self.marks):
            if number in self.alerts:
                self.marks[number] = version(self.alerts[number])
            else:
                del self.marks[number]

    def entries(self) -> list[Entry]:
        """The rows: groups are followed by their alerts where they are expanded."""
        if self.grouping is Grouping.FLAT:
            return list(self.alerts.values())
        entries: list[Entry] = []
        for group in self.groups():
            entries.append(group)
            entries += group.alerts if group.expanded else ()
        return entries

    def groups(self) -> list[Group]:
        """The groups, in the order of the first alert of each."""
        found: dict[GroupKey, list[AlertRow]] = {}
        for alert in self.alerts.values():
            found.setdefault(self._key(alert), []).append(alert)
        return [Group(key, tuple(some), key in self.expanded) for key, some in found.items()]

    def _key(self, alert: AlertRow) -> GroupKey:
        if self.grouping is Grouping.RULE:
            return GroupKey(alert.rule_title)
        return GroupKey(str(next(_entities(alert), "")))

    def next_grouping(self, spot: Hashable) -> Hashable:
        """The next way to put the list together.

        Args:
            spot: The row under the cursor.

        Returns:
            The row that stands for it then.
        """
        some = self.at(spot)
        ways = list(Grouping)
        self.grouping = ways[(ways.index(self.grouping) + 1) % len(ways)]
        self.expanded.clear()
        if not some:
            return None
        return some[0].id if self.grouping is Grouping.FLAT else self._key(some[0])

    def toggle(self, key: GroupKey) -> None:
        """Expand a group, or fold it up."""
        self.expanded ^= {key}

    def at(self, spot: Hashable) -> Sequence[AlertRow]:
        """The alerts that a row stands for; of a group those that are open, if any are."""
        if isinstance(spot, int):
            return [self.alerts[spot]] if spot in self.alerts else []
        for group in self.groups() if isinstance(spot, GroupKey) else ():
            if group.key == spot:
                return [one for one in group.alerts if one.status != "closed"] or group.alerts
        return []

    def mark(self, alerts: Sequence[AlertRow]) -> None:
        """Mark alerts; those that are all marked are marked no longer."""
        some = {alert.id: version(alert) for alert in alerts}
        if some.keys() <= self.marks.keys():
            for number in some:
                del self.marks[number]
        else:
            self.marks |= some

    def mark_between(self, one: Hashable, other: Hashable) -> None:
        """Mark all rows from one to another."""
        keys = [entry.key if isinstance(entry, Group) else entry.id for entry in self.entries()]
        if one in keys and other in keys:
            low, high = sorted((keys.index(one), keys.index(other)))
            for key in keys[low : high + 1]:
                self.marks |= {alert.id: version(alert) for alert in self.at(key)}

    def mark_all(self, standing: Mapping[int, tuple[int, int]]) -> None:
        """Mark all alerts of the filter, in the list or not; if they are marked, none."""
        if standing.keys() <= self.marks.keys():
            self.marks.clear()
        else:
            self.marks |= {number: Version(*stands) for number, stands in standing.items()}

    def targets(self, spot: Hashable) -> Targets:
        """What a decision is about: what is marked, else the row under the cursor."""
        if self.marks:
            return Targets(sorted(self.marks), dict(self.marks), leave=len(self.marks) > 1)
        some = self.at(spot)
        seen = {alert.id: version(alert) for alert in some}
        return Targets(list(seen), seen, leave=len(seen) > 1)


def _entities(alert: AlertRow) -> Iterator[str | int]:
    """Whom or what an alert is about, what says most first."""
    yield from (alert.group[key] for key in _TELLING if key in alert.group)
    yield from alert.group.values()


def version(alert: AlertRow) -> Version:
    """How an alert stands."""
    return Version(alert.decision, alert.reopened)
