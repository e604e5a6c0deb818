"""A ledger in memory, and events that arrive there in batches."""

import json
import sqlite3
from collections.abc import Sequence
from typing import NamedTuple

from store.database import index_tables, tables
from store.model import Severity
from store.rules.compiled import CompiledRule, Reopen, RuleType
from store.rules.counting.judging import Active, Counted
from store.rules.engine import Engine
from store.rules.windows import Bounds, Way
from tests.store.rules.making import Entry, rule, side_by_side

EACH, BURST, CHAIN, ORDER, ABOVE, HIDDEN, OVER_HIDDEN, WIDE = range(1, 9)
"""Numbers of the rules in force."""
ALIKE = {HIDDEN: BURST, WIDE: BURST}
"""Rules that count what another does."""

SLOTS = {
    "a": [(EACH, 0), (BURST, 0), (ORDER, 0), (HIDDEN, 0), (WIDE, 0)],
    "b": [(CHAIN, 1), (ORDER, 1), (OVER_HIDDEN, 1)],
    "c": [(ABOVE, 1), (ORDER, 2)],
}
"""Which slots of which rules each detection fills."""


class Counts(NamedTuple):
    """How many alerts were opened, and how many others grew."""

    opened: int = 0
    updated: int = 0


class Law(NamedTuple):
    """What the rules of a trial ask for."""

    timespan: int = 4
    """Of counts."""
    at_least: int = 3
    story: int = 6
    """Timespan of orders."""
    cooldown: int = 3
    reopen: Reopen = Reopen.REGRESSED
    severities: tuple[tuple[int, Severity], ...] = ()
    shared: bool = False
    """Whether rules that count the same have one ledger; there is one more of them then."""


class Event(NamedTuple):
    """Something that happened."""

    ts: int
    detections: str
    """Which of the detections `a`, `b` and `c` hit it."""
    n: int = 1
    group: str = "x"


def rules(law: Law) -> list[Active]:
    """A single detection, a count, and orders of both; those above stand before their members."""
    count = {"timespan": law.timespan, "bounds": Bounds.at_least(law.at_least)}
    made = {
        ABOVE: _order(law, "above", "chain", "c"),
        CHAIN: _order(law, "chain", "burst", "b"),
        ORDER: _order(law, "order", "a", "b", "c"),
        OVER_HIDDEN: _order(law, "over hidden", "hidden", "b"),
        BURST: _rule(law, "burst", type=RuleType.EVENT_COUNT, members=("a",), **count),
        HIDDEN: _rule(
            law, "hidden", type=RuleType.EVENT_COUNT, members=("a",), alerts=False, **count
        ),
        EACH: _rule(law, "each"),
        **{at: _rule(law, name, alerts=False) for at, name in enumerate("abc", 90)},
    }
    if not law.shared:
        return [Active(number, each) for number, each in made.items()]
    made[WIDE] = _rule(
        law,
        "wide",
        type=RuleType.EVENT_COUNT,
        members=("a",),
        timespan=2 * law.timespan,
        bounds=Bounds.at_least(law.at_least + 2),
    )
    return [Active(number, each, ALIKE.get(number)) for number, each in made.items()]


def entries(events: Sequence[Event], *, shared: bool = False) -> list[Counted]:
    """What events count for.

    Args:
        events: Of a batch.
        shared: Whether rules that count the same have one ledger.
    """
    return side_by_side(
        Entry(
            number,
            json.dumps({"source.ip": event.group}),
            slot,
            at,
            event.ts,
            max(event.n, 1) if number == EACH else event.n,
        )
        for at, event in enumerate(events)
        for detection in event.detections
        for number, slot in SLOTS[detection]
        if not (number in ALIKE if shared else number == WIDE)
    )


def court() -> sqlite3.Connection:
    """A database without rules and events."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.executescript(tables.RULES + tables.NEW_TERMS + index_tables.RECENT)
    return connection


class Trial:
    """Events as they come in."""

    def __init__(self, law: Law) -> None:
        self.law = law
        self.connection = court()
        self.first = 1
        self.restart()

    def restart(self) -> None:
        """The program ends and begins again."""
        self.engine = Engine(rules(self.law))

    def crash(self, events: Sequence[Event]) -> None:
        """A batch is judged, and the program dies before the commit."""
        self.connection.execute("BEGIN IMMEDIATE")
        self.engine.apply(self.connection, self.first, entries(events, shared=self.law.shared), 0)
        self.connection.execute("ROLLBACK")
        self.restart()

    def hear(self, *events: Event, now: int = 0) -> Counts:
        """A batch is judged and committed."""
        self.connection.execute("BEGIN IMMEDIATE")
        changes = self.engine.apply(
            self.connection, self.first, entries(events, shared=self.law.shared), now
        )
        self.connection.execute("COMMIT")
        self.first += len(events)
        return Counts(len(changes.opened), len(changes.updated))

    def alerts(self, number: int, columns: str = "first_seen, last_seen, peak, count, evidence"):
        """Columns of a rule's alerts that are part of no other, by their time."""
        return self.connection.execute(
            f"SELECT {columns} FROM alerts WHERE rule = ? AND merged_into IS NULL "
            "ORDER BY first_seen",
            (number,),
        ).fetchall()

    def set(self, columns: str, alert: int = 1) -> None:
        """An analyst decides about an alert."""
        self.connection.execute(f"UPDATE alerts SET {columns} WHERE id = ?", (alert,))


def _order(law: Law, uuid: str, *members: str) -> CompiledRule:
    return _rule(
        law,
        uuid,
        type=RuleType.TEMPORAL_ORDERED,
        members=members,
        timespan=law.story,
        ways=(Way(tuple(range(len(members)))),),
    )


def _rule(law: Law, uuid: str, **changed: object) -> CompiledRule:
    return rule(
        uuid=uuid,
        group_by=("source.ip",),
        cooldown=law.cooldown,
        reopen=law.reopen,
        severities=law.severities,
        **changed,
    )
