"""How far what is usual is known is told."""

from datetime import UTC

import pytest

from store.rules.series.states import states
from tests.store.rules.series.oracle import Quiet, Said, Usual
from tests.store.rules.series.trial import Trial, absence, baseline

HOUR = 3_600_000_000
DAY = 24 * HOUR
MONDAY = 20_003 * DAY
"""2024-10-07"""


@pytest.fixture
def trial():
    """A baseline of fifteen minutes with the hours from nine to ten of some days."""

    def trial_(days: int, each: int = 25, direction: str = "both") -> Trial:
        made = Trial(baseline(Usual(HOUR // 4, 4, 2, 3, 4, 20, direction)))
        for day in range(days):
            begin = MONDAY + day * DAY + 9 * HOUR
            made.hear([Said(begin + at * HOUR // 4, "x", each) for at in range(4)])
        made.settle()
        return known(made)

    return trial_


def known(trial: Trial) -> Trial:
    """The database knows the rules, too."""
    for number, rule, _ in trial.active:
        trial.connection.execute(
            "INSERT INTO rules (id, uuid, hash, active, title, severity, spec) "
            "VALUES (?, ?, '', 1, '', '', ?)",
            (number, rule.uuid, rule.to_json()),
        )
    return trial


def told(trial: Trial, uuid: str = "baseline") -> list[tuple[str, str]]:
    return [(each.level, each.told) for each in states(trial.connection, uuid, UTC, 10)]


def test_two_days_are_too_few(trial):
    assert told(trial(3)) == [("learning", "11 of 12 buckets of this hour")]


def test_three_days_are_provisional(trial):
    assert told(trial(4)) == [("provisional", "4 to 64 in 15 minutes")]


def test_two_weeks_are_enough(trial):
    assert told(trial(15)) == [("full", "9 to 49 in 15 minutes")]


def test_where_few_are_usual_that_is_told(trial):
    assert told(trial(15, 3)) == [("full", "0 to 14 in 15 minutes: too few for less to be unusual")]


def test_who_does_not_ask_for_less_is_not_told_of_it(trial):
    assert told(trial(15, 3, "high")) == [("full", "0 to 14 in 15 minutes")]


def test_a_silence_is_watched_once_its_group_is_known():
    made = Trial(absence(Quiet(HOUR, 1, HOUR, DAY, 0)))
    made.hear([Said(MONDAY + at * HOUR, "x") for at in range(10)])
    made.settle()
    before = told(known(made), "absence")
    made.hear([Said(MONDAY + at * HOUR, "x") for at in range(10, 25)])
    made.settle()
    assert (before, told(made, "absence")) == (
        [("learning", "9 of 24 hours")],
        [("watched", "")],
    )


def test_another_rule_has_no_groups_here(trial):
    assert told(trial(1), "other") == []


def test_nothing_is_learned_from_what_was_closed_as_a_true_positive(trial):
    made = trial(3)
    first = MONDAY + 9 * HOUR
    made.connection.execute(
        "INSERT INTO alerts (rule, grp, severity, first_seen, last_seen, opened_at, count, peak, "
        "evidence, status, reason) SELECT rule, id, 'low', ?, ?, 0, 1, 1, 0, 'closed', "
        "'true-positive' FROM groups",
        (first, first + HOUR - 1),
    )
    assert told(made) == [("learning", "7 of 12 buckets of this hour")]
