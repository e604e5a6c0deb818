"""What becomes of an analyst's decisions when alerts grow, and how changes are counted."""

import pytest

from store.model import Severity
from store.rules.alerting.changes import Changes
from store.rules.compiled import Reopen
from tests.store.rules.trial import BURST, CHAIN, EACH, Counts, Event, Law, Trial

PAIRS = Law(timespan=2, at_least=2, cooldown=3)
STATE = "id, status, reason, reopened"


def pair(ts: int) -> tuple[Event, Event]:
    """Two hits that make the count of `PAIRS` fire."""
    return Event(ts, "a"), Event(ts + 1, "a")


@pytest.fixture
def trial() -> Trial:
    """Alert 1 is the count's, alert 2 the single detection's."""
    begun = Trial(PAIRS)
    assert begun.hear(*pair(10), now=77) == Counts(opened=2)
    return begun


def test_a_new_alert_is_new(trial):
    assert trial.alerts(BURST, f"{STATE}, rev, opened_at") == [(1, "new", None, 0, 0, 77)]


def test_an_alert_that_grows_is_updated(trial):
    assert trial.hear(Event(12, "a")) == Counts(updated=2)


def test_growing_counts_as_a_revision(trial):
    trial.hear(Event(12, "a"))
    assert trial.alerts(BURST, "rev, opened_at") == [(1, 77)]


@pytest.mark.parametrize(
    "events",
    [(Event(12, "a"),), (Event(9, "a"),), pair(14), (Event(10, "a"),)],
    ids=["at its end", "at its beginning", "within the cooldown", "inside"],
)
def test_a_closed_alert_that_grows_is_new_again(trial, events):
    trial.set("status = 'closed', reason = 'benign'")
    assert trial.hear(*events) == Counts(opened=1, updated=1)
    assert trial.alerts(BURST, STATE) == [(1, "new", None, 1)]


def test_a_closed_alert_grows_by_what_repeats_an_attempt(trial):
    trial.set("status = 'closed', reason = 'benign'")
    trial.hear(Event(10, "a", 0))
    assert trial.alerts(BURST, "status, count, evidence") == [("new", 2, 3)]


def test_a_closed_alert_that_gets_a_late_hit_without_a_window_is_new_again():
    trial = Trial(Law(timespan=2, at_least=2, cooldown=20))
    trial.hear(*pair(0), *pair(15))
    trial.set("status = 'closed', reason = 'benign'")
    trial.hear(Event(8, "a"))
    assert trial.alerts(BURST, f"{STATE}, count") == [(1, "new", None, 1, 5)]


def test_a_closed_alert_stays_closed_when_another_opens(trial):
    trial.set("status = 'closed', reason = 'benign'")
    assert trial.hear(*pair(15)) == Counts(opened=2)
    assert trial.alerts(BURST, STATE) == [(1, "closed", "benign", 0), (3, "new", None, 0)]


def test_a_closed_alert_stays_closed_when_its_events_are_judged_again(trial):
    trial.set("status = 'closed', reason = 'benign'")
    trial.first = 1
    assert trial.hear(*pair(10)) == Counts()
    assert trial.alerts(BURST, STATE) == [(1, "closed", "benign", 0)]


@pytest.mark.parametrize("status", ["acknowledged", "new"])
def test_an_open_alert_that_grows_stays_as_it_is(trial, status):
    trial.set(f"status = '{status}', assignee = 'ann'")
    assert trial.hear(Event(12, "a")) == Counts(updated=2)
    assert trial.alerts(BURST, f"{STATE}, assignee") == [(1, status, None, 0, "ann")]


@pytest.fixture
def apart(trial: Trial) -> Trial:
    """Alerts 1 and 3 are the count's; a hit at 13 and one at 14 would join them."""
    assert trial.hear(*pair(16)) == Counts(opened=2)
    return trial


def test_two_alerts_joined_by_a_late_event_are_the_older_one(apart):
    assert apart.hear(*pair(13)) == Counts(updated=2)
    assert apart.alerts(BURST, "id, first_seen, last_seen, count, evidence") == [(1, 10, 17, 6, 6)]


def test_the_younger_of_two_joined_alerts_points_to_the_older(apart):
    apart.hear(*pair(13))
    rows = apart.connection.execute("SELECT merged_into, count FROM alerts WHERE id = 3")
    assert rows.fetchall() == [(1, 2)]


def test_of_joined_alerts_the_one_opened_first_survives(trial):
    trial.hear(*pair(4))
    trial.hear(*pair(7))
    assert trial.alerts(BURST, "id, first_seen, last_seen") == [(1, 4, 11)]


@pytest.mark.parametrize(
    ("older", "younger", "joined"),
    [
        ("acknowledged", "new", ("acknowledged", 0)),
        ("acknowledged", "closed", ("acknowledged", 0)),
        ("closed", "closed", ("new", 1)),
        ("closed", "new", ("new", 1)),
        ("closed", "acknowledged", ("new", 1)),
        ("new", "closed", ("new", 0)),
    ],
)
def test_joined_alerts_are_open(apart, older, younger, joined):
    apart.set(f"status = '{older}'")
    apart.set(f"status = '{younger}'", alert=3)
    apart.hear(*pair(13))
    assert apart.alerts(BURST, "status, reopened") == [joined]


def test_a_third_alert_can_be_joined_to_two(apart):
    apart.hear(*pair(13))
    apart.hear(*pair(4))
    apart.hear(*pair(7))
    assert apart.alerts(BURST, "id, first_seen, last_seen, count") == [(1, 4, 17, 10)]


def test_a_window_that_a_late_event_makes_earlier_reaches_the_rule_above():
    trial = Trial(Law(timespan=5, at_least=2, story=10))
    trial.hear(Event(5, "a"), Event(6, "a"), Event(10, "b"))
    trial.hear(Event(2, "a"))
    assert trial.alerts(CHAIN) == [(2, 10, 1, 4, 4)]


def test_each_group_has_its_own_alert(trial):
    assert trial.hear(*(event._replace(group="y") for event in pair(10))) == Counts(opened=2)
    assert len(trial.alerts(EACH)) == 2


def test_changes_add_up_to_distinct_alerts():
    whole = Changes(opened={1}, updated={7, 8})
    whole.add(Changes(opened={2, 8}, updated={1, 7, 9}))
    assert whole == Changes(opened={1, 2, 8}, updated={7, 9})


def test_what_became_a_part_of_another_is_not_counted():
    whole = Changes(opened={1, 2}, updated={7})
    whole.add(Changes(updated={1}, merged={2, 7}))
    assert whole == Changes(opened={1}, merged={2, 7})


CLOSED = "status = 'closed', reason = 'benign'"
WHOLE = "id, status, first_seen, last_seen, count, follows"


def closing(reopen: Reopen) -> Trial:
    """The count's alert from 10 to 11 is closed."""
    trial = Trial(PAIRS._replace(reopen=reopen))
    trial.hear(*pair(10))
    trial.set(CLOSED)
    return trial


def test_a_closed_alert_may_grow_and_stay_closed():
    trial = closing(Reopen.EXTEND)
    assert trial.hear(Event(12, "a")) == Counts(updated=2)
    assert trial.alerts(BURST, WHOLE) == [(1, "closed", 10, 12, 3, None)]


def test_a_closed_alert_may_stay_as_it_was_closed():
    trial = closing(Reopen.NEW)
    assert trial.hear(Event(12, "a")) == Counts(opened=1, updated=1)
    assert trial.alerts(BURST, WHOLE) == [
        (1, "closed", 10, 11, 2, None),
        (3, "new", 12, 12, 1, 1),
    ]


def test_what_goes_on_from_a_closed_alert_grows():
    trial = closing(Reopen.NEW)
    trial.hear(Event(12, "a"))
    assert trial.hear(Event(13, "a")) == Counts(updated=2)
    assert trial.alerts(BURST, WHOLE)[1:] == [(3, "new", 12, 13, 2, 1)]


def test_the_next_closed_alert_is_gone_on_from():
    trial = closing(Reopen.NEW)
    trial.hear(Event(12, "a"))
    trial.set(CLOSED, alert=3)
    trial.hear(Event(13, "a"))
    assert trial.alerts(BURST, WHOLE)[2:] == [(4, "new", 13, 13, 1, 3)]


def test_late_hits_in_a_closed_alert_are_a_part_of_it():
    trial = closing(Reopen.NEW)
    trial.hear(Event(10, "a"), Event(11, "a"))
    assert trial.alerts(BURST, WHOLE) == [(1, "closed", 10, 11, 2, None)]


def test_late_hits_before_a_closed_alert_are_an_alert_of_their_own():
    trial = closing(Reopen.NEW)
    trial.hear(*pair(7))
    assert trial.alerts(BURST, WHOLE)[0] == (3, "new", 7, 8, 2, None)


def test_what_is_far_from_a_closed_alert_does_not_go_on_from_it():
    trial = closing(Reopen.NEW)
    trial.hear(*pair(15))
    assert trial.alerts(BURST, WHOLE)[1:] == [(3, "new", 15, 16, 2, None)]


def test_a_batch_that_is_judged_again_opens_nothing_beside_a_closed_alert():
    trial = closing(Reopen.NEW)
    trial.first = 1
    assert trial.hear(*pair(10), Event(12, "a")) == Counts(opened=1, updated=1)
    trial.first = 1
    assert trial.hear(*pair(10), Event(12, "a")) == Counts()


STEPS = ((3, Severity.MEDIUM), (5, Severity.CRITICAL))


@pytest.mark.parametrize(
    ("hits", "severity"), [(2, "low"), (3, "medium"), (4, "medium"), (5, "critical")]
)
def test_an_alert_is_as_bad_as_its_count_says(hits, severity):
    whole, crumbs = (Trial(PAIRS._replace(severities=STEPS)) for _ in range(2))
    whole.hear(*(Event(ts, "a") for ts in range(hits)))
    for ts in range(hits):
        crumbs.hear(Event(ts, "a"))
    assert whole.alerts(BURST, "severity") == [(severity,)]
    assert crumbs.alerts(BURST, "severity") == [(severity,)]


def test_an_alert_never_becomes_less_bad():
    trial = Trial(PAIRS._replace(severities=STEPS))
    trial.hear(*pair(0))
    trial.set("severity = 'high'")
    trial.hear(Event(2, "a"))
    assert trial.alerts(BURST, "severity") == [("high",)]
