"""Alerts last as long as their condition does, however the events arrive."""

import sqlite3
from collections.abc import Sequence
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store.rules.alerting.recovering import is_due, recover
from store.rules.compiled import RuleType
from store.rules.counting.judging import Active
from store.rules.engine import Engine
from store.rules.windows import Bounds
from tests.store.rules import oracle
from tests.store.rules.arriving import Order, arranged
from tests.store.rules.making import Entry, rule, side_by_side
from tests.store.rules.oracle import Said
from tests.store.rules.trial import court

LATER = 1_000


class Law(NamedTuple):
    """What the rule asks for."""

    timespan: int = 10
    at_least: int = 2
    cooldown: int = 0


class Trial:
    """Hits, given by time and weight, as they come in."""

    def __init__(self, law: Law) -> None:
        self.law = law
        self.connection: sqlite3.Connection = court()
        self.first = 1
        self.restart()

    def restart(self) -> None:
        """The program ends and begins again."""
        counting = rule(
            uuid="r",
            type=RuleType.EVENT_COUNT,
            members=("a",),
            recovers=True,
            timespan=self.law.timespan,
            bounds=Bounds.at_least(self.law.at_least),
            cooldown=self.law.cooldown,
        )
        self.engine = Engine([Active(1, counting), Active(2, rule(uuid="a", alerts=False))])

    def hear(self, *hits: tuple[int, int], now: int = LATER, end: str = "COMMIT") -> None:
        """A batch is judged, and committed or lost with the program."""
        some = side_by_side(Entry(1, "{}", 0, at, *hit) for at, hit in enumerate(hits))
        self.connection.execute("BEGIN IMMEDIATE")
        self.engine.apply(self.connection, self.first, some, now)
        self.connection.execute(end)
        self.first += len(hits) if end == "COMMIT" else 0

    def alerts(self, columns: str) -> list[tuple[object, ...]]:
        """Columns of the alerts, by their time."""
        return self.connection.execute(
            f"SELECT {columns} FROM alerts WHERE merged_into IS NULL ORDER BY first_seen"
        ).fetchall()


def expected(law: Law, hits: Sequence[tuple[int, int]]) -> list[tuple[int, ...]]:
    """First and last hit, peak, end, count and number of events of every alert."""
    some = [Said(ts, 0, event, n) for event, (ts, n) in enumerate(hits)]
    found: list[tuple[int, ...]] = []
    for first, last, peak, _, ends in oracle.states(some, *law):
        inside = [each.n for each in some if first <= each.ts <= last]
        found.append((first, last, peak, ends, sum(inside), len(inside)))
    return found


FOUND = "first_seen, last_seen, peak, recovered_at, count, evidence"
LAWS = st.builds(Law, st.integers(0, 8), st.integers(1, 5), st.just(0) | st.integers(0, 4))
HITS = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 3) | st.just(1)), max_size=20)
BATCHES = st.lists(
    st.tuples(st.integers(1, 6), st.sampled_from(["", "", "restart", "crash"])), max_size=12
)


@settings(max_examples=300, deadline=None)
@given(LAWS, HITS)
def test_one_batch_makes_the_alerts_of_the_definition(law, hits):
    trial = Trial(law)
    trial.hear(*hits)
    assert trial.alerts(FOUND) == expected(law, hits)


@settings(max_examples=500, deadline=None)
@given(LAWS, HITS, BATCHES, st.sampled_from(Order), st.randoms(use_true_random=False))
def test_any_order_and_any_batches_make_the_same_alerts(law, hits, batches, order, chance):
    arriving = arranged(hits, order, chance)
    trial, start = Trial(law), 0
    for size, accident in [*batches, (len(hits), "")]:
        batch = arriving[start : start + size]
        start += size
        if accident == "crash":
            trial.hear(*batch, end="ROLLBACK")
        if accident:
            trial.restart()
        trial.hear(*batch)
    assert trial.alerts(FOUND) == expected(law, hits)


@pytest.mark.parametrize(("now", "condition"), [(14, "firing"), (15, "recovered")])
def test_an_alert_is_firing_until_the_hit_leaves_the_window(now, condition):
    trial = Trial(Law())
    trial.hear((4, 1), (6, 1), now=now)
    assert trial.alerts("recovered_at, condition") == [(14, condition)]


def test_an_alert_recovers_though_nothing_comes():
    trial = Trial(Law())
    trial.hear((4, 1), (6, 1), now=8)
    assert (is_due(trial.connection, 14), is_due(trial.connection, 15)) == (False, True)
    recover(trial.connection, 15)
    assert trial.alerts("condition, rev") == [("recovered", 1)]
    assert not is_due(trial.connection, 15)


def test_an_alert_that_goes_on_is_firing_again():
    trial = Trial(Law())
    trial.hear((4, 1), (6, 1), now=15)
    trial.hear((12, 1), now=15)
    assert trial.alerts("condition, recovered_at") == [("firing", 16)]


def test_a_later_rise_is_a_new_alert():
    trial = Trial(Law())
    trial.hear((0, 1), (4, 1))
    trial.hear((13, 1))
    assert trial.alerts(FOUND) == [(0, 4, 2, 10, 2, 2), (13, 13, 2, 14, 1, 1)]


def test_an_earlier_rise_leaves_the_later_alert_alone():
    trial = Trial(Law(0, 1))
    trial.hear((1, 1))
    trial.hear((0, 1))
    assert trial.alerts("id, first_seen, last_seen") == [(2, 0, 0), (1, 1, 1)]


def test_alerts_of_other_rules_do_not_recover():
    trial = Trial(Law())
    trial.hear((4, 1), (6, 1), now=8)
    trial.connection.execute("UPDATE alerts SET recovered_at = NULL")
    assert not is_due(trial.connection, LATER)
