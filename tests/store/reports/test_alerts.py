"""Alerts of a report: which belong to it, how they are counted, how long they took."""

from pathlib import Path

import pytest

from store.reports.decided import rank
from tests.store.reports.making import (
    DAY,
    HOUR,
    MONDAY,
    SECOND,
    action,
    alert,
    changing,
    database,
    figures,
    record,
    rule,
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    found = database(tmp_path / "t.db", [record(0)])
    with changing(found) as connection:
        assert rule(connection, "Guessing", ["attack.t1110.001"]) == 1
        assert rule(connection, "Scan", ["attack.t1595"]) == 2
    return found


def test_an_alert_belongs_to_the_period_in_which_it_began(path: Path):
    with changing(path) as connection:
        alert(connection, 1, -1)
        alert(connection, 1, 0)
        alert(connection, 1, 7 * DAY - 1, opened=9 * DAY)
        alert(connection, 1, 7 * DAY)
    found = figures(path)
    assert (found.kpi("alerts").now, found.kpi("alerts").before) == (2, 1)


def test_parts_of_others_and_what_was_taken_back_are_no_alerts(path: Path):
    with changing(path) as connection:
        first = alert(connection, 1, 0)
        alert(connection, 1, 1, merged_into=first)
        alert(connection, 1, 2, merged_into=0)
    assert figures(path).kpi("alerts").now == 1


def test_severities_and_statuses(path: Path):
    with changing(path) as connection:
        alert(connection, 1, 0, severity="critical")
        alert(connection, 1, 1, status="closed", reason="benign")
        alert(connection, 1, 2, status="escalated")
    rows = {row.severity: row for row in figures(path).severities}
    assert list(rows) == ["critical", "high", "medium", "low", "informational"]
    assert (rows["critical"].new, rows["critical"].total) == (1, 1)
    assert (rows["high"].closed, rows["high"].other, rows["high"].total) == (1, 1, 2)


def test_hidden_alerts_are_in_one_number_only(path: Path):
    with changing(path) as connection:
        connection.execute(
            "INSERT INTO silences (id, created, owner, reason, filter) "
            "VALUES (1, ?, 'a', 'b', 'c')",
            (MONDAY * SECOND,),
        )
        alert(connection, 1, 0, silence=1)
        alert(connection, 1, 1)
    found = figures(path)
    assert found.kpi("alerts").now == found.kpi("open_at_end").now == 1
    assert found.silences.hidden == found.silences.rows[0].hidden == 1


def test_times_are_from_the_alert_to_the_first_and_the_last_decision(path: Path):
    with changing(path) as connection:
        one = alert(connection, 1, 0, opened=HOUR, status="closed", reason="benign")
        action(connection, one, "acknowledge", 2 * HOUR)
        action(connection, one, "close", 3 * HOUR)
        action(connection, one, "close", 5 * HOUR)
    found = figures(path)
    assert found.kpi("time_to_detect_median").now == HOUR
    assert found.kpi("time_to_acknowledge_median").now == HOUR
    assert found.kpi("time_to_close_p90").now == 4 * HOUR


def test_what_was_undone_does_not_count(path: Path):
    with changing(path) as connection:
        one = alert(connection, 1, 0)
        taken_up = action(connection, one, "acknowledge", HOUR)
        action(connection, one, "undo", 2 * HOUR, undo_of=taken_up)
    assert figures(path).kpi("time_to_acknowledge_median").now is None


def test_what_was_done_again_counts(path: Path):
    with changing(path) as connection:
        one = alert(connection, 1, 0, status="closed", reason="benign")
        closed = action(connection, one, "close", HOUR)
        action(connection, one, "undo", 2 * HOUR, undo_of=closed)
        action(connection, one, "redo", 3 * HOUR)
    assert figures(path).kpi("time_to_close_median").now == 3 * HOUR - 60


def test_a_close_that_did_not_last_took_no_time(path: Path):
    with changing(path) as connection:
        one = alert(connection, 1, 0)
        action(connection, one, "close", HOUR)
    found = figures(path)
    assert found.kpi("time_to_close_median").now is None
    assert found.kpi("time_to_acknowledge_median").now == HOUR - 60


def test_the_backlog_is_that_of_the_periods_end(path: Path):
    with changing(path) as connection:
        old = alert(connection, 1, -20 * DAY, status="closed", reason="benign")
        action(connection, old, "close", -1)
        late = alert(connection, 1, -10 * DAY, status="closed", reason="benign")
        action(connection, late, "close", DAY)
        alert(connection, 1, -3 * DAY)
        alert(connection, 1, 6 * DAY)
    found = figures(path)
    assert (found.kpi("open_at_end").now, found.kpi("open_at_end").before) == (2, 2)
    assert found.kpi("oldest_open").now == 10 * DAY
    assert found.kpi("oldest_open").before == 10 * DAY


def test_rules_and_what_became_of_their_alerts(path: Path):
    with changing(path) as connection:
        for second, reason in enumerate(("benign", "false-positive", "true-positive", "duplicate")):
            alert(connection, 1, second, status="closed", reason=reason)
        alert(connection, 1, 10)
        alert(connection, 2, 11)
        alert(connection, 2, -DAY)
    first, other = figures(path).rules
    assert (first.rule, first.alerts, first.before, first.undecided) == ("Guessing", 5, 0, 1)
    assert (first.closed, first.harmless, first.harmless_percent) == (4, 2, 50.0)
    assert (other.rule, other.alerts, other.before) == ("Scan", 1, 1)


def test_techniques(path: Path):
    with changing(path) as connection:
        alert(connection, 1, 0)
        alert(connection, 1, 1)
        alert(connection, 2, 2)
        alert(connection, 2, -1)
    assert [(t.technique, t.alerts, t.before) for t in figures(path).techniques] == [
        ("T1110.001", 2, 0),
        ("T1595", 1, 1),
    ]


def test_the_gravest_come_first_and_closed_ones_behind_open_ones(path: Path):
    with changing(path) as connection:
        alert(connection, 1, 0, severity="low")
        alert(connection, 1, 1, severity="high", status="closed", reason="benign")
        alert(connection, 1, 2, severity="high")
    assert [each.alert for each in figures(path).incidents] == [3, 2, 1]


def test_alerts_about_an_offender(path: Path, tmp_path: Path):
    from tests.store.reports.making import MISSING

    path = database(tmp_path / "u.db", [record(5, MISSING, "192.0.2.7")])
    with changing(path) as connection:
        rule(connection, "Scan")
        alert(connection, 1, 5, address="192.0.2.7")
        alert(connection, 1, -5, address="192.0.2.7")
    (row,) = figures(path).offenders.top
    assert (row.failures, row.alerts, row.is_new) == (1, 1, True)


@pytest.mark.parametrize(
    ("values", "percent", "found"),
    [
        ([], 50, None),
        ([7], 90, 7),
        ([1, 2, 3, 4], 50, 2),
        ([3, 1, 2], 50, 2),
        ([*range(1, 11)], 90, 9),
    ],
)
def test_nearest_rank(values, percent, found):
    assert rank(values, percent) == found


def test_the_same_database_gives_the_same_figures(path: Path):
    with changing(path) as connection:
        alert(connection, 1, 0)
    assert figures(path) == figures(path, now=(MONDAY + 300 * DAY) * SECOND)
