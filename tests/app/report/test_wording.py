"""The sentences that a report begins with, and the decision that it asks for."""

from dataclasses import replace
from datetime import UTC
from pathlib import Path
from typing import Any

import pytest

from app.report.document import length
from app.report.naming import title, when
from app.report.wording import decision, summary
from store.reports.figures import Figures, Quiet, Trouble
from store.reports.periods import Instant, Period, containing
from tests.store.reports.making import (
    DAY,
    MISSING,
    MONDAY,
    SECOND,
    alert,
    changing,
    database,
    figures,
    record,
    rule,
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    found = database(tmp_path / "t.db", [record(0, MISSING), record(7 * DAY - 1)])
    with changing(found) as connection:
        rule(connection, "Guessing")
    return found


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("day", "on Monday, 9 November 2026"),
        ("week", "in week 46 of 2026 (9 to 15 November)"),
        ("month", "in November 2026"),
    ],
)
def test_when(kind, said: str):
    assert when(containing(kind, MONDAY * SECOND, UTC), UTC) == said


def test_when_in_any_time():
    span = Period("span", Instant(MONDAY * SECOND), Instant((MONDAY + 5400) * SECOND))
    assert when(span, UTC) == "from 2026-11-09 00:00 to 2026-11-09 01:30"


def test_a_week_over_the_end_of_a_month():
    week = containing("week", (MONDAY + 21 * DAY) * SECOND, UTC)
    assert title(week, UTC) == "week 49 of 2026 (30 November to 6 December)"


def test_a_quiet_week(path: Path):
    assert summary(figures(path), UTC) == (
        "No alert began in week 46 of 2026 (9 to 15 November); the week before had none.",
        "1 address failed, 1 of them never seen before, the worst was 192.0.2.1 with 1 failure.",
        "No alert is open; all 2 records of 1 log were read.",
    )
    assert decision(figures(path)) == "None: nothing waits for a decision."


def test_grave_alerts_that_wait_come_first(path: Path):
    with changing(path) as connection:
        alert(connection, 1, 0, severity="low")
        alert(connection, 1, 1, severity="critical", address="192.0.2.1")
        alert(connection, 1, -1)
    found = figures(path)
    assert summary(found, UTC)[0] == (
        "2 alerts began in week 46 of 2026 (9 to 15 November), 1 of them high or critical; "
        "the week before had 1."
    )
    assert "the gravest alert is number 2, Guessing (192.0.2.1)." in summary(found, UTC)[1]
    assert decision(found) == (
        "Who looks into 1 alert (high or critical) that nobody has taken up; "
        "begin with alert 2, Guessing."
    )


def coverage(found: Figures, **changes: Any) -> Figures:
    return replace(found, coverage=replace(found.coverage, **changes))


def test_then_what_is_not_seen(path: Path):
    quiet = Quiet("/logs/a.log", Instant(0))
    found = coverage(figures(path), silent=(quiet,), silent_logs=1)
    assert decision(found) == "Who finds out why /logs/a.log says nothing any more."
    assert "to be trusted with care: 1 log silent." in summary(found, UTC)[2]
    trouble = (Trouble("/logs/b.evtx", "chunk 3 is damaged"),)
    found = coverage(figures(path), damaged=trouble, damaged_logs=1)
    assert decision(found) == "Who mends /logs/b.evtx: chunk 3 is damaged."
    found = coverage(figures(path), rule_errors=trouble, failed_rules=1)
    assert decision(found) == "Who mends the rule /logs/b.evtx: chunk 3 is damaged."


def test_then_rules_that_cry_wolf(path: Path):
    with changing(path) as connection:
        for second in range(3):
            alert(connection, 1, second, status="closed", reason="false-positive")
    assert decision(figures(path)) == (
        "Whether the rule Guessing is to be tuned: 3 of 3 closed alerts harmless."
    )


def test_then_what_was_left(path: Path):
    with changing(path) as connection:
        alert(connection, 1, -20 * DAY, severity="low")
    assert decision(figures(path)) == "When 1 open alert will be closed, the oldest first."


def test_then_silences_that_end(path: Path):
    with changing(path) as connection:
        connection.execute(
            "INSERT INTO silences (created, until, owner, reason, filter) "
            "VALUES (0, ?, 'ann', 'known', 'ip:192.0.2.1')",
            ((MONDAY + 9 * DAY) * SECOND,),
        )
    assert decision(figures(path)) == "Whether 1 silence that ends soon goes on."


def test_long_and_hostile_names_are_cut(tmp_path: Path):
    name = "\x1b[31m" + "a" * 500
    path = database(tmp_path / "t.db", [record(0, MISSING, None), record(1)])
    with changing(path) as connection:
        rule(connection, name)
        alert(connection, 1, 0)
    sentence = decision(figures(path))
    assert len(sentence) < 200
    assert "\x1b" not in sentence


@pytest.mark.parametrize(
    ("seconds", "says"),
    [
        (0, "0 s"),
        (45, "45 s"),
        (435, "7 min 15 s"),
        (3_600, "1 h"),
        (11_040, "3 h 4 min"),
        (86_399, "23 h 59 min"),
        (183_845, "2 d 3 h"),
        (172_860, "2 d"),
    ],
)
def test_a_length_of_time_is_told_in_two_units(seconds, says):
    assert length(seconds) == says
