"""Alerts about too few hits are what the definition says, however the events arrive."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store.rules.counting import tallying
from store.rules.series import keeping
from tests.store.rules.series import oracle
from tests.store.rules.series.oracle import Episode, Quiet, Said
from tests.store.rules.series.trial import Trial, absence

HOLE = 25

ASKED = st.builds(
    Quiet,
    timespan=st.integers(1, 8),
    enough=st.integers(1, 3),
    cooldown=st.integers(0, 8),
    warmup=st.sampled_from([0, 0, 5, 20]),
    rarely=st.sampled_from([0, 10, 50, 100]),
)
EVENTS = st.lists(
    st.builds(
        Said, st.integers(0, 120), st.sampled_from(["x", "x", "x", "y", None]), st.integers(0, 2)
    ),
    min_size=1,
    max_size=45,
)
STEPS = st.lists(
    st.tuples(st.integers(1, 8), st.sampled_from(["", "", "settle", "restart", "crash", "dies"])),
    max_size=15,
)


@pytest.fixture(autouse=True, scope="module")
def small_holes():
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(tallying, "HOLE", HOLE)
        patched.setattr(keeping, "HOLE", HOLE)
        yield


def expected(events, asked, groups="xy"):
    found = [
        (group, episode)
        for group in groups
        for episode in oracle.absences(events, group, asked, HOLE)
    ]
    return sorted(found)


@settings(max_examples=300, deadline=None)
@given(ASKED, EVENTS)
def test_one_batch_makes_the_alerts_of_the_definition(asked, events):
    trial = Trial(absence(asked))
    trial.hear(events)
    trial.settle()
    assert sorted(trial.alerts()) == expected(events, asked)


@settings(max_examples=800, deadline=None)
@given(ASKED, EVENTS, STEPS, st.randoms(use_true_random=False), st.booleans())
def test_any_order_and_any_batches_make_the_same_alerts(asked, events, steps, chance, in_order):
    arriving = list(events)
    chance.shuffle(arriving)
    if in_order:
        arriving.sort(key=lambda event: event.ts)
    trial, start = Trial(absence(asked)), 0
    for size, what in [*steps, (len(events), "")]:
        batch = arriving[start : start + size]
        start += size
        if what == "restart":
            trial.restart()
        elif what == "crash":
            trial.hear(batch, crash=True)
        elif what == "dies":
            trial.settle(crash=True)
        trial.hear(batch)
        if what == "settle":
            trial.settle()
    trial.settle()
    assert sorted(trial.alerts()) == expected(events, asked)


@pytest.mark.parametrize(
    ("events", "asked", "alerts"),
    [
        ([Said(0, "x"), Said(12, "x")], Quiet(5, 1, 0, 0, 100), [Episode(1, 11, 0, 0, 12)]),
        ([Said(0, "x"), Said(6, "x")], Quiet(5, 1, 0, 0, 100), []),
        ([Said(0, "x"), Said(7, "x")], Quiet(5, 1, 0, 0, 100), [Episode(1, 6, 0, 0, 7)]),
        ([Said(0, "x"), Said(9, None)], Quiet(5, 1, 0, 0, 100), [Episode(1, 9, 0, 0, None)]),
        ([Said(0, "x"), Said(9, None)], Quiet(5, 2, 0, 0, 100), [Episode(0, 9, 1, 1, None)]),
        ([Said(0, "x"), Said(40, None)], Quiet(5, 1, 0, 0, 100), []),
        ([Said(0, "x"), Said(20, "x")], Quiet(5, 1, 0, 30, 100), []),
    ],
    ids=[
        "a silence",
        "both ends belong to the window",
        "a microsecond more",
        "it goes on",
        "fewer than two",
        "nobody read the log",
        "too early",
    ],
)
def test_edges(events, asked, alerts):
    trial = Trial(absence(asked))
    trial.hear(events)
    trial.settle()
    assert [episode for _, episode in trial.alerts()] == alerts


def test_a_closed_alert_that_goes_on_is_new_again():
    trial = Trial(absence(Quiet(5, 1, 0, 0, 100)))
    trial.hear([Said(0, "x"), Said(9, None)])
    trial.settle()
    trial.connection.execute("UPDATE alerts SET status = 'closed', reason = 'benign-expected'")
    trial.hear([Said(15, None)])
    trial.settle()
    rows = trial.connection.execute("SELECT status, reason, reopened, last_seen FROM alerts")
    assert rows.fetchall() == [("new", None, 1, 15)]


def test_a_closed_alert_that_ends_stays_closed():
    trial = Trial(absence(Quiet(5, 1, 0, 0, 100)))
    trial.hear([Said(0, "x"), Said(9, None)])
    trial.settle()
    trial.connection.execute("UPDATE alerts SET status = 'closed', reason = 'benign-expected'")
    trial.hear([Said(10, "x")])
    trial.settle()
    rows = trial.connection.execute("SELECT status, condition, last_seen FROM alerts")
    assert rows.fetchall() == [("closed", "recovered", 9)]
