"""Alerts are what the definitions say, however the events arrive."""

import json
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store.rules.ledgers import tails
from store.rules.telling.trial_run import episodes
from tests.store.rules import oracle
from tests.store.rules.arriving import Order, arranged
from tests.store.rules.oracle import Episode, Said, Story
from tests.store.rules.trial import (
    ABOVE,
    BURST,
    CHAIN,
    EACH,
    HIDDEN,
    ORDER,
    OVER_HIDDEN,
    WIDE,
    Event,
    Law,
    Trial,
    rules,
)

LAWS = st.builds(
    Law,
    *(st.integers(0, 6), st.integers(1, 5), st.integers(0, 8), st.integers(0, 6)),
    shared=st.booleans(),
)
EVENTS = st.lists(
    st.builds(
        Event,
        st.integers(0, 30),
        st.sampled_from(["a", "a", "a", "b", "c", "ab", "abc"]),
        st.integers(0, 5) | st.just(1),
        st.sampled_from("xxy"),
    ),
    max_size=24,
)
BATCHES = st.lists(
    st.tuples(st.integers(1, 6), st.sampled_from(["", "", "restart", "crash"])), max_size=12
)
DAY = 86_400_000_000


def expected(law: Law, events: Sequence[Event]) -> set[tuple[int, str, Episode]]:
    """The alerts of all rules and groups by the definitions."""
    return {
        (number, group, episode)
        for group in {event.group for event in events}
        for number, story in _stories(law, [each for each in events if each.group == group])
        for episode in oracle.episodes(story, law.cooldown)
    }


def _stories(law: Law, events: Sequence[Event]) -> list[tuple[int, Story]]:
    def said(detection: str, slot: int) -> list[Said]:
        return [
            Said(event.ts, slot, number, event.n)
            for number, event in enumerate(events)
            if detection in event.detections
        ]

    each = oracle.counted((hit._replace(n=max(hit.n, 1)) for hit in said("a", 0)), 0, 1)
    burst = oracle.counted(said("a", 0), law.timespan, law.at_least)
    wide = oracle.counted(said("a", 0), 2 * law.timespan, law.at_least + 2)
    chain = oracle.ordered([burst, said("b", 1)], law.story)
    order = oracle.ordered([said("a", 0), said("b", 1), said("c", 2)], law.story)
    above = oracle.ordered([chain, said("c", 1)], law.story)
    judged = [(EACH, each), (BURST, burst), (CHAIN, chain), (ORDER, order), (ABOVE, above)]
    return [*judged, (OVER_HIDDEN, chain), *([(WIDE, wide)] if law.shared else [])]


def found(trial: Trial) -> set[tuple[int, str, Episode]]:
    rows = trial.connection.execute(
        "SELECT a.rule, g.key, first_seen, last_seen, peak, count, evidence FROM alerts a "
        "JOIN groups g ON g.id = a.grp WHERE merged_into IS NULL"
    ).fetchall()
    alerts = {(row[0], json.loads(row[1])["source.ip"], Episode(*row[2:])) for row in rows}
    assert len(alerts) == len(rows)
    return alerts


@settings(max_examples=100, deadline=None)
@given(LAWS, EVENTS)
def test_one_batch_makes_the_alerts_of_the_definition(law, events):
    trial = Trial(law)
    trial.hear(*events)
    assert found(trial) == expected(law, events)


@settings(max_examples=330, deadline=None)
@given(LAWS, EVENTS, BATCHES, st.sampled_from(Order), st.randoms(use_true_random=False))
def test_any_order_and_any_batches_make_the_same_alerts(law, events, batches, order, chance):
    arriving = arranged(events, order, chance)
    trial, start = Trial(law), 0
    for size, accident in [*batches, (len(events), "")]:
        batch = arriving[start : start + size]
        start += size
        if accident == "restart":
            trial.restart()
        elif accident == "crash":
            trial.crash(batch)
        trial.hear(*batch)
    assert found(trial) == expected(law, events)


@settings(max_examples=40, deadline=None)
@given(LAWS, EVENTS, st.integers(0, 24))
def test_a_batch_that_is_judged_again_changes_nothing(law, events, start):
    trial = Trial(law)
    trial.hear(*events)
    before = trial.connection.execute("SELECT * FROM alerts").fetchall()
    trial.first = 1 + min(start, len(events))
    changes = trial.hear(*events[start:])
    assert (changes.opened, changes.updated) == (0, 0)
    assert trial.connection.execute("SELECT * FROM alerts").fetchall() == before


@settings(max_examples=40, deadline=None)
@given(LAWS, EVENTS)
def test_every_new_alert_is_counted_as_opened(law, events):
    trial = Trial(law)
    changes = [trial.hear(event) for event in events]
    rows = trial.connection.execute("SELECT count(*) FROM alerts").fetchone()[0]
    assert sum(each.opened for each in changes) == rows


@pytest.mark.parametrize(
    ("law", "number", "events", "alerts"),
    [
        (
            Law(DAY, 1000),
            BURST,
            [Event(7, "a")] * 1000,
            [(7, 7, 1000, 1000, 1000)],
        ),
        (Law(10, 2), BURST, [Event(0, "a"), Event(10, "a")], [(0, 10, 2, 2, 2)]),
        (Law(10, 2), BURST, [Event(0, "a"), Event(11, "a")], []),
        (Law(0, 2, 0, 5), BURST, [Event(t, "a", 2) for t in (0, 5)], [(0, 5, 2, 4, 2)]),
        (
            Law(0, 2, 0, 5),
            BURST,
            [Event(t, "a", 2) for t in (0, 6)],
            [(0, 0, 2, 2, 1), (6, 6, 2, 2, 1)],
        ),
        (Law(2, 2, 0, 9), BURST, [Event(t, "a") for t in (0, 1, 9, 10)], [(0, 10, 2, 4, 4)]),
        (Law(), EACH, [Event(4, "a"), Event(4, "a", 0)], [(4, 4, 2, 2, 2)]),
        (Law(5, 2, 10), CHAIN, [Event(0, "a", 2), Event(10, "b")], [(0, 10, 1, 3, 2)]),
        (Law(5, 2, 10), CHAIN, [Event(0, "a", 2), Event(11, "b")], []),
        (Law(5, 2, 10), CHAIN, [Event(0, "b"), Event(1, "a", 2)], []),
        (
            Law(5, 2, 10),
            CHAIN,
            [Event(0, "a"), Event(4, "a"), Event(10, "a"), Event(11, "b")],
            [(0, 11, 1, 3, 3)],
        ),
    ],
    ids=[
        "one microsecond",
        "both ends belong to the window",
        "a microsecond too far",
        "the cooldown apart",
        "further apart",
        "a late window reaches back to the first",
        "records of one instant make one peak",
        "a login at the end of the hour",
        "a login after it",
        "a login before",
        "a failure outside the windows is no part of the story",
    ],
)
def test_edges(law, number, events, alerts):
    trial = Trial(law)
    trial.hear(*events)
    assert trial.alerts(number) == alerts


def test_a_late_hit_in_an_alert_is_counted_though_it_makes_no_window():
    trial = Trial(Law(timespan=2, at_least=2, cooldown=20))
    trial.hear(*(Event(t, "a") for t in (0, 1, 14, 15)))
    changes = trial.hear(Event(8, "a"))
    assert trial.alerts(BURST) == [(0, 15, 2, 5, 5)]
    assert (changes.opened, changes.updated) == (0, 2)  # the single detection's alert grows as well


def test_a_window_that_begins_long_before_its_last_step_is_evidence_as_a_whole():
    trial = Trial(Law(timespan=3, at_least=1, story=1, cooldown=0))
    trial.hear(Event(14, "abc"), Event(3, "a", 5), Event(6, "a", 2))
    trial.hear(Event(7, "abc"))
    assert trial.alerts(ABOVE)[0] == (3, 7, 1, 9, 3)


def test_a_late_hit_in_a_window_that_ends_long_after_it_is_evidence():
    trial = Trial(Law(timespan=4, at_least=4, story=0, cooldown=0))
    trial.hear(Event(7, "a", 3), Event(10, "abc", 5))
    trial.hear(Event(7, "b", 2))
    assert trial.alerts(ABOVE) == [(7, 10, 1, 15, 3)]


@pytest.mark.parametrize("late", [False, True])
def test_a_login_finds_the_windows_that_came_before_it_and_those_that_come_after(late):
    trial = Trial(Law(timespan=5, at_least=2, story=10))
    batches = [(Event(0, "a", 2),), (Event(20, "a", 2),), (Event(25, "b"),), (Event(24, "a", 3),)]
    for events in reversed(batches) if late else batches:
        trial.hear(*events)
    assert trial.alerts(CHAIN) == [(20, 25, 1, 6, 3)]


@pytest.mark.parametrize("restarts", [False, True])
def test_an_early_login_that_comes_late_finds_the_windows_before_it(restarts):
    trial = Trial(Law(timespan=5, at_least=2, story=10, cooldown=0))
    for events in ((Event(0, "a", 2),), (Event(100, "b"),), (Event(5, "b"),)):
        trial.hear(*events)
        if restarts:
            trial.restart()
    assert trial.alerts(CHAIN) == [(0, 5, 1, 3, 2)]


def test_windows_long_before_a_login_are_not_entered():
    trial = Trial(Law(timespan=5, at_least=2, story=10))
    trial.hear(Event(0, "a", 2), Event(85, "a", 2))
    trial.hear(Event(100, "b"))
    rows = trial.connection.execute(
        "SELECT h.event FROM hits h JOIN groups g ON g.id = h.grp WHERE g.rule = ? AND event > 0",
        (CHAIN,),
    )
    assert rows.fetchall() == [(2,), (3,)]


def test_windows_are_not_entered_for_a_rule_that_has_no_hits_of_its_own():
    trial = Trial(Law(timespan=5, at_least=2, story=10))
    trial.hear(Event(0, "a", 2), Event(1, "a"), Event(2, "b", group="y"))
    rows = trial.connection.execute(
        "SELECT h.event FROM hits h JOIN groups g ON g.id = h.grp WHERE g.rule = ? AND event > 0",
        (CHAIN,),
    )
    assert rows.fetchall() == [(3,)]


def test_what_is_remembered_is_forgotten_when_it_is_too_much(monkeypatch):
    monkeypatch.setattr(tails, "_MOST", 2)
    law, events = Law(4, 3), [Event(at, "ab", group="xyz"[at % 3]) for at in range(30)]
    trial = Trial(law)
    for event in events:
        trial.hear(event)
    assert found(trial) == expected(law, events)


def test_a_rule_that_is_there_for_another_makes_no_alerts():
    trial = Trial(Law(5, 2, 10))
    trial.hear(Event(0, "a", 2), Event(1, "b"))
    assert (trial.alerts(HIDDEN), len(trial.alerts(OVER_HIDDEN))) == ([], 1)


def test_episodes_name_the_rule_and_the_group():
    trial = Trial(Law(5, 2))
    trial.hear(Event(3, "a", 2, "y"))
    uuids = {each.number: each.rule.uuid for each in rules(trial.law)}
    assert [tuple(each) for each in episodes(trial.connection, uuids)] == [
        ("each", {"source.ip": "y"}, 3, 3, 2, 2),
        ("burst", {"source.ip": "y"}, 3, 3, 2, 2),
    ]


def test_the_groups_of_an_alert_can_be_looked_up():
    trial = Trial(Law())
    trial.hear(Event(3, "a", 1, "y"))
    rows = trial.connection.execute("SELECT * FROM alert_groups").fetchall()
    assert rows == [("source.ip", "y", 1)]
