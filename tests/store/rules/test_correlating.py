"""Alerts of every type of correlation are what the definitions say, however the events arrive."""

import json
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st

from store.rules.compiled import CompiledRule, RuleType
from store.rules.counting.judging import Active
from store.rules.engine import Engine
from store.rules.windows import Bounds, Way
from tests.store.rules import oracle
from tests.store.rules.arriving import Order, arranged
from tests.store.rules.making import Entry, rule, side_by_side
from tests.store.rules.oracle import Episode, Said, Story, Window
from tests.store.rules.trial import court

IP, BOTH, NONE = ("source.ip",), ("source.ip", "host.name"), ()
DETECTIONS = "abc"


class Law(NamedTuple):
    """What the rules of a trial ask for."""

    limits: tuple[tuple[str, float], ...] = (("gte", 2), ("lte", 3))
    timespan: int = 4
    burst: int = 2
    """At least so many hits make a window that others build on."""
    cooldown: int = 3
    percent: int = 50


class Event(NamedTuple):
    """Something that happened."""

    ts: int
    detections: str
    n: int = 1
    value: float = 1
    ip: str = "x"
    host: str = "h"


class Kind(NamedTuple):
    """A rule and its definition."""

    changed: dict[str, object]
    group_by: tuple[str, ...]
    story: Callable[[Law, Sequence[tuple[int, Event]]], Story]
    """What it makes of the events of one group, which have numbers."""
    by_value: Callable[[float], float] | None = None
    """What the rule reads of an event's value; None: nothing."""


def said(events: Iterable[tuple[int, Event]], detection: str, slot: int) -> list[Said]:
    """The hits of a detection."""
    return [
        Said(event.ts, slot, number, event.n, None, event.value)
        for number, event in events
        if detection in event.detections
    ]


def simple(measure: Callable[[Law], oracle.Measure], detections: str = "a") -> Callable[..., Story]:
    """The story of a rule that counts or measures hits of one slot, or of several."""

    def story(law: Law, events: Sequence[tuple[int, Event]]) -> Story:
        hits = [each for slot, name in enumerate(detections) for each in said(events, name, slot)]
        return oracle.judged(hits, law.timespan, measure(law), oracle.kept(law.limits))

    return story


def ways(*some: Way) -> Callable[..., Story]:
    """The story of a rule with a condition in words over `a`, `b` and `c`."""

    def measure(inside: list[Said]) -> int | None:
        slots = {each.slot for each in inside}
        fits = any(slots >= {*way.hit} and not slots & {*way.missing} for way in some)
        return len(slots) if fits else None

    def story(law: Law, events: Sequence[tuple[int, Event]]) -> Story:
        hits = [each for slot, name in enumerate(DETECTIONS) for each in said(events, name, slot)]
        return oracle.judged(hits, law.timespan, measure, lambda _: True)

    return story


def in_order(*some: Way) -> Callable[..., Story]:
    """The story of a rule with orders of `a`, `b` and `c`."""

    def story(law: Law, events: Sequence[tuple[int, Event]]) -> Story:
        hits = [each for slot, name in enumerate(DETECTIONS) for each in said(events, name, slot)]
        windows: set[Window] = set()
        for way in some:
            taken = [
                {oracle.Step(each.ts, each.ts) for each in hits if each.slot == slot}
                for slot in way.hit
            ]
            windows |= oracle.in_order(taken, law.timespan)
        return Story(frozenset(hits), frozenset(windows))

    return story


def bursts(
    law: Law, events: Sequence[tuple[int, Event]], slot: int, of: str = "a"
) -> tuple[list[Said], ...]:
    """The windows of `burst`, which goes by address and host, and the events in them, as hits.

    Those of `crowd`, which counts another detection, likewise.
    """
    windows: list[Said] = []
    evidence: dict[tuple[int, int], Said] = {}
    for group in {(event.ip, event.host) for _, event in events}:
        own = [each for each in events if (each[1].ip, each[1].host) == group]
        story = oracle.counted(said(own, of, 0), law.timespan, law.burst)
        for window in story.windows:
            mark = -1 - len(windows)
            windows.append(Said(window.last, slot, mark, 1, window.first, group[1]))
            for each in story.said:
                if window.first <= each.ts <= window.last:
                    evidence[each.ts, each.event] = each._replace(slot=slot)
    return windows, list(evidence.values())


def chained(
    judged: Callable[[Law, list[Said]], frozenset[Window]], slot: int, others: str = ""
) -> Callable[..., Story]:
    """The story of a rule over windows of `burst`, and over detections in the slots from 0."""

    def story(law: Law, events: Sequence[tuple[int, Event]]) -> Story:
        windows, evidence = bursts(law, events, slot)
        own = [each for at, name in enumerate(others) for each in said(events, name, at)]
        return Story(frozenset([*evidence, *own]), judged(law, [*windows, *own]))

    return story


def meeting(law: Law, events: Sequence[tuple[int, Event]]) -> Story:
    """The story of a rule over windows of `burst` and of `crowd`."""
    both = [bursts(law, events, slot, name) for slot, name in enumerate("ab")]
    windows, evidence = ([*one, *other] for one, other in zip(*both, strict=True))
    told = [each._replace(event=at) for at, each in enumerate(windows, -len(windows))]
    return Story(frozenset(evidence), of(oracle.slots, AT_LEAST_TWO)(law, told))


def one_by_one(law: Law, events: Sequence[tuple[int, Event]]) -> Story:
    """The story of a rule over windows of `burst`, and then of `crowd`."""
    stories = [oracle.counted(said(events, name, 0), law.timespan, law.burst) for name in "ab"]
    return oracle.ordered(stories, law.timespan)


def of(
    measure: oracle.Measure, limits: oracle.Limits | None = None
) -> Callable[[Law, list[Said]], frozenset[Window]]:
    """The windows by what is measured."""
    return lambda law, hits: (
        oracle.judged(
            hits, law.timespan, measure, oracle.kept(law.limits if limits is None else limits)
        ).windows
    )


def only_others(inside: list[Said]) -> int | None:
    """A window that holds no burst."""
    return 1 if {each.slot for each in inside} == {0} else None


TWO = Bounds.at_least(2)
AT_LEAST_TWO = [("gte", 2)]
ORDERS = (Way((0, 1)), Way((2, 1, 0)))
WAYS = (Way((0, 1)), Way((2,), (0,)))
KINDS = {
    "range": Kind({"type": RuleType.EVENT_COUNT}, IP, simple(lambda _: oracle.hits)),
    "values": Kind({"type": RuleType.VALUE_COUNT}, IP, simple(lambda _: oracle.values), float),
    "sum": Kind({"type": RuleType.VALUE_SUM}, IP, simple(lambda _: oracle.total), float),
    "sizes": Kind(
        {"type": RuleType.VALUE_SUM, "value_keys": (("http.response.body.bytes",),)},
        IP,
        lambda law, events: simple(lambda _: oracle.total)(
            law, [(at, event._replace(value=abs(event.value))) for at, event in events]
        ),
        abs,
    ),
    "mean": Kind({"type": RuleType.VALUE_AVG}, IP, simple(lambda _: oracle.mean), float),
    "percentile": Kind(
        {"type": RuleType.VALUE_PERCENTILE},
        IP,
        simple(lambda law: oracle.percentile(law.percent)),
        float,
    ),
    "together": Kind(
        {"type": RuleType.TEMPORAL, "members": tuple(DETECTIONS)},
        IP,
        simple(lambda _: oracle.slots, DETECTIONS),
    ),
    "met": Kind(
        {"type": RuleType.TEMPORAL, "members": tuple(DETECTIONS), "ways": WAYS}, IP, ways(*WAYS)
    ),
    "all": Kind(
        {"type": RuleType.TEMPORAL, "members": tuple(DETECTIONS), "ways": (Way((0, 1, 2)),)},
        IP,
        ways(Way((0, 1, 2))),
    ),
    "orders": Kind(
        {"type": RuleType.TEMPORAL_ORDERED, "members": tuple(DETECTIONS), "ways": ORDERS},
        IP,
        in_order(*ORDERS),
    ),
    "burst": Kind(
        {"type": RuleType.EVENT_COUNT},
        BOTH,
        lambda law, events: oracle.counted(said(events, "a", 0), law.timespan, law.burst),
    ),
    "crowd": Kind(
        {"type": RuleType.EVENT_COUNT, "members": ("b",)},
        BOTH,
        lambda law, events: oracle.counted(said(events, "b", 0), law.timespan, law.burst),
    ),
    "meeting": Kind(
        {"type": RuleType.TEMPORAL, "members": ("burst", "crowd"), "bounds": TWO}, BOTH, meeting
    ),
    "one by one": Kind(
        {
            "type": RuleType.TEMPORAL_ORDERED,
            "members": ("burst", "crowd"),
            "ways": (Way((0, 1)),),
        },
        BOTH,
        one_by_one,
    ),
    "wide": Kind(
        {"type": RuleType.EVENT_COUNT, "members": ("burst",), "group_keys": (IP,), "bounds": TWO},
        IP,
        chained(of(oracle.hits, AT_LEAST_TWO), 1),
    ),
    "hosts": Kind(
        {
            "type": RuleType.VALUE_COUNT,
            "members": ("burst",),
            "group_keys": (NONE,),
            "value_keys": (("host.name",),),
            "bounds": TWO,
        },
        NONE,
        chained(of(oracle.values, AT_LEAST_TWO), 1),
    ),
    "mixed": Kind(
        {"type": RuleType.EVENT_COUNT, "members": ("b", "burst"), "group_keys": (IP, IP)},
        IP,
        chained(of(oracle.hits), 2, "b"),
    ),
    "beside": Kind(
        {
            "type": RuleType.TEMPORAL,
            "members": ("b", "burst"),
            "group_keys": (BOTH, BOTH),
            "ways": (Way((0, 1)),),
        },
        BOTH,
        chained(of(oracle.slots, AT_LEAST_TWO), 1, "b"),
    ),
    "without": Kind(
        {
            "type": RuleType.TEMPORAL,
            "members": ("b", "burst"),
            "group_keys": (IP, IP),
            "ways": (Way((0,), (1,)),),
        },
        IP,
        chained(of(only_others, [("gte", 1)]), 1, "b"),
    ),
}
NUMBERS = {name: number for number, name in enumerate(KINDS, 1)}


def rules(law: Law) -> list[Active]:
    """One rule of every kind, and the detections."""
    found = [
        Active(NUMBERS[name], _rule(law, name, kind)) for name, kind in reversed(KINDS.items())
    ]
    alone = [rule(uuid=name, alerts=False) for name in DETECTIONS]
    return [*found, *(Active(number, each) for number, each in enumerate(alone, 90))]


def _rule(law: Law, name: str, kind: Kind) -> CompiledRule:
    values: dict[str, object] = {
        "uuid": name,
        "members": ("a",),
        "group_by": kind.group_by,
        "timespan": law.timespan,
        "cooldown": law.cooldown,
        "percent": law.percent,
        "keep_missing": False,
    }
    if "ways" not in kind.changed:
        bounds = Bounds.at_least(law.burst) if name in ("burst", "crowd") else Bounds(law.limits)
        values["bounds"] = bounds
    made = rule(**(values | kind.changed))
    # As rules are compiled: each member has keys of values, if only none.
    return made if made.value_keys else replace(made, value_keys=((),) * len(made.members))


def entries(law: Law, events: Sequence[Event]) -> list[Entry]:
    """What events count for."""
    return [
        Entry(
            each.number,
            key(each.rule.group_by, event),
            each.rule.slot_of(position),
            at,
            event.ts,
            event.n,
            _value(KINDS[each.rule.uuid], event),
        )
        for each in rules(law)
        if each.number < 90
        for at, event in enumerate(events)
        for position, member in enumerate(each.rule.members)
        if member in event.detections
    ]


def _value(kind: Kind, event: Event) -> float | None:
    return None if kind.by_value is None else kind.by_value(event.value)


def key(group_by: tuple[str, ...], event: Event) -> str:
    """The event's group."""
    return json.dumps({name: event.ip if name == "source.ip" else event.host for name in group_by})


class Trial:
    """Events as they come in."""

    def __init__(self, law: Law) -> None:
        self.law = law
        self.connection: sqlite3.Connection = court()
        self.first = 1
        self.engine = Engine(rules(law))

    def hear(self, events: Sequence[Event], end: str = "COMMIT") -> None:
        """A batch is judged, and committed or lost with the program."""
        self.connection.execute("BEGIN IMMEDIATE")
        some = side_by_side(entries(self.law, events))
        self.engine.apply(self.connection, self.first, some, 0)
        self.connection.execute(end)
        self.first += len(events) if end == "COMMIT" else 0

    def restart(self) -> None:
        """The program ends and begins again."""
        self.engine = Engine(rules(self.law))

    def found(self) -> dict[str, set[tuple[str, Episode]]]:
        """The alerts of each rule, with their groups."""
        rows = self.connection.execute(
            "SELECT a.rule, g.key, first_seen, last_seen, peak, count, evidence FROM alerts a "
            "JOIN groups g ON g.id = a.grp WHERE merged_into IS NULL"
        ).fetchall()
        found: dict[str, set[tuple[str, Episode]]] = {name: set() for name in KINDS}
        names = list(KINDS)
        for number, group, *episode in rows:
            found[names[number - 1]].add((group, Episode(*episode)))
        assert sum(map(len, found.values())) == len(rows)
        return found


def expected(law: Law, events: Sequence[Event]) -> dict[str, set[tuple[str, Episode]]]:
    """The alerts of all rules and groups by the definitions."""
    return {name: set(_alerts(law, kind, events)) for name, kind in KINDS.items()}


def _alerts(law: Law, kind: Kind, events: Sequence[Event]) -> Iterable[tuple[str, Episode]]:
    numbered = list(enumerate(events))
    for group in {key(kind.group_by, event) for event in events}:
        own = [each for each in numbered if key(kind.group_by, each[1]) == group]
        for episode in oracle.episodes(kind.story(law, own), law.cooldown):
            yield group, episode._replace(peak=round(float(episode.peak), 6))


LAWS = st.builds(
    Law,
    st.lists(
        st.tuples(
            st.sampled_from(["gt", "gte", "gte", "lt", "lte", "eq", "neq"]), st.integers(0, 5)
        ),
        min_size=1,
        max_size=2,
    ).map(tuple),
    st.integers(0, 6),
    st.integers(1, 3),
    st.integers(0, 6),
    st.sampled_from([0, 50, 95]),
)
EVENTS = st.lists(
    st.builds(
        Event,
        st.integers(0, 24),
        st.sampled_from(["a", "a", "a", "b", "c", "ab", "abc"]),
        st.integers(0, 3) | st.just(1),
        st.integers(-1, 4) | st.just(0.5),
        st.sampled_from("xxy"),
        st.sampled_from("hhk"),
    ),
    max_size=16,
)
BATCHES = st.lists(
    st.tuples(st.integers(1, 6), st.sampled_from(["", "", "restart", "crash"])), max_size=10
)


@settings(max_examples=150, deadline=None)
@given(LAWS, EVENTS)
def test_one_batch_makes_the_alerts_of_the_definition(law, events):
    trial = Trial(law)
    trial.hear(events)
    assert trial.found() == expected(law, events)


@settings(max_examples=450, deadline=None)
@given(LAWS, EVENTS, BATCHES, st.sampled_from(Order), st.randoms(use_true_random=False))
def test_any_order_and_any_batches_make_the_same_alerts(law, events, batches, order, chance):
    arriving = arranged(events, order, chance)
    trial, start = Trial(law), 0
    for size, accident in [*batches, (len(events), "")]:
        batch = arriving[start : start + size]
        start += size
        if accident == "crash":
            trial.hear(batch, "ROLLBACK")
        if accident:
            trial.restart()
        trial.hear(batch)
    assert trial.found() == expected(law, arriving)


@settings(max_examples=60, deadline=None)
@given(LAWS, EVENTS, st.integers(0, 16))
def test_a_batch_that_is_judged_again_changes_nothing(law, events, start):
    trial = Trial(law)
    trial.hear(events)
    before = trial.found()
    trial.first = 1 + min(start, len(events))
    trial.restart()
    trial.hear(events[start:])
    assert trial.found() == before


def test_where_only_one_of_them_holds_a_meeting_has_no_group():
    trial = Trial(Law())
    trial.hear([Event(at, "a") for at in range(5)])
    groups = "SELECT count(*) FROM groups WHERE rule = ?"
    assert trial.connection.execute(groups, (NUMBERS["meeting"],)).fetchone() == (0,)
    trial.hear([Event(at, "b") for at in range(5)])
    assert trial.connection.execute(groups, (NUMBERS["meeting"],)).fetchone() == (1,)
