"""Decisions about alerts, and taking them back."""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import pytest

from store import triage
from store.database.connection import Writer
from store.errors import ActionError
from store.times import now
from store.triage import REASONS, Actor, alerts, deciding
from store.triage.deciding import Kind, Thing
from tests.store.triage.making import ANN, BOB, ask, change, state, status

Decide: TypeAlias = Callable[[Path, list[int], Actor], object]


def test_acknowledge(path: Path) -> None:
    assert triage.acknowledge(path, [1], ANN).alerts == (1,)
    assert status(path) == "acknowledged"


def test_close_keeps_the_reason(path: Path) -> None:
    triage.close(path, [1], "benign", ANN)
    assert state(path)[0][1:3] == ("closed", "benign")


def test_reopen_drops_the_reason(path: Path) -> None:
    triage.close(path, [1], "benign", ANN)
    triage.reopen(path, [1], ANN)
    assert state(path)[0][1:3] == ("new", None)


def test_assign(path: Path) -> None:
    triage.assign(path, [1], "carol", ANN)
    assert state(path)[0][3] == "carol"


def notes(path: Path) -> object:
    return ask(path, "SELECT notes FROM alerts WHERE id = 1")[0][0]


def test_notes_follow_each_other(path: Path) -> None:
    triage.note(path, [1], "first", ANN)
    triage.note(path, [1], "sécond", BOB)
    assert notes(path) == '["first", "sécond"]'


def test_a_note_can_be_taken_back(path: Path) -> None:
    triage.note(path, [1], "first", ANN)
    triage.undo(path, ANN)
    assert notes(path) == "[]"


def test_an_empty_note_is_refused(path: Path) -> None:
    with pytest.raises(ActionError, match="says nothing"):
        triage.note(path, [1], " \n", ANN)


LATER = now() + 24 * 3_600_000_000


def wake(path: Path, at: int) -> list[int]:
    with Writer(path) as writer, writer.transaction() as connection:
        return triage.wake(connection, at)


def test_a_snoozed_alert_sleeps_until_its_time(path: Path) -> None:
    triage.snooze(path, [1], LATER, ANN)
    assert (wake(path, LATER - 1), status(path)) == ([], "snoozed")


def test_a_snoozed_alert_wakes_at_its_time(path: Path) -> None:
    triage.snooze(path, [1, 2], LATER, ANN)
    assert (wake(path, LATER), status(path)) == ([1, 2], "new")


def test_waking_is_written_down_as_the_programs_act(path: Path) -> None:
    triage.snooze(path, [1], LATER, ANN)
    wake(path, LATER)
    assert ask(path, "SELECT actor, verb FROM actions ORDER BY id")[-1] == ("blotter", "wake")


@pytest.mark.parametrize("decide", [triage.acknowledge, triage.reopen])
def test_who_is_decided_about_sleeps_no_longer(path: Path, decide: Decide) -> None:
    triage.snooze(path, [1], LATER, ANN)
    decide(path, [1], ANN)
    assert wake(path, LATER) == []


def test_nobody_is_snoozed_into_the_past(path: Path) -> None:
    with pytest.raises(ActionError, match="yet to come"):
        triage.snooze(path, [1], 5, ANN)


def test_a_closed_alert_is_not_snoozed(path: Path) -> None:
    triage.close(path, [1], "benign", ANN)
    with pytest.raises(ActionError, match="reopen it first"):
        triage.snooze(path, [1], LATER, ANN)


def test_there_are_six_reasons() -> None:
    assert len(REASONS) == 6


@pytest.mark.parametrize(
    ("prepare", "act", "words"),
    [
        (None, lambda p: triage.acknowledge(p, [99], ANN), "no alert 99"),
        (None, lambda p: triage.acknowledge(p, [], ANN), "no alert to acknowledge"),
        (None, lambda p: triage.reopen(p, [1], ANN), "new already"),
        (None, lambda p: triage.close(p, [1], "boring", ANN), "true-positive"),
        (None, lambda p: triage.assign(p, [1], None, ANN), "assigned to nobody already"),
        (None, lambda p: triage.undo(p, ANN), "ann has decided nothing"),
        (None, lambda p: triage.undo(p, ANN, 1), "alert 1: nothing"),
        ("status = 'closed'", lambda p: triage.acknowledge(p, [1], ANN), "reopen it first"),
        ("status = 'acknowledged'", lambda p: triage.acknowledge(p, [1], ANN), "already"),
        (
            "status = 'closed', reason = 'benign'",
            lambda p: triage.close(p, [1], "duplicate", ANN),
            r"closed already \(benign\)",
        ),
        ("merged_into = 2", lambda p: triage.acknowledge(p, [1], ANN), "part of alert 2"),
        ("merged_into = 0", lambda p: triage.acknowledge(p, [1], ANN), "was taken back"),
    ],
)
def test_refuses(
    path: Path, prepare: str | None, act: Callable[[Path], object], words: str
) -> None:
    if prepare:
        change(path, f"UPDATE alerts SET {prepare} WHERE id = 1")
    before = state(path)
    with pytest.raises(ActionError, match=words):
        act(path)
    assert (state(path), ask(path, "SELECT * FROM actions")) == (before, [])


def test_one_wrong_alert_and_none_is_changed(path: Path) -> None:
    with pytest.raises(ActionError, match="99"):
        triage.close(path, [1, 2, 99], "benign", ANN)
    assert status(path) == "new"


def test_an_alert_named_twice_is_changed_once(path: Path) -> None:
    assert triage.acknowledge(path, [2, 1, 2], ANN).alerts == (2, 1)
    assert ask(path, "SELECT count(*), count(DISTINCT batch) FROM actions") == [(2, 1)]


def test_undo_takes_back_a_whole_decision(path: Path) -> None:
    before = state(path)
    triage.close(path, [1, 2, 3], "benign", ANN)
    undone = triage.undo(path, ANN)
    assert (undone.verb, undone.alerts) == ("close", (1, 2, 3))
    assert state(path) == before


def test_undo_goes_further_back_each_time(path: Path) -> None:
    triage.acknowledge(path, [1], ANN)
    triage.close(path, [2], "benign", ANN)
    assert [triage.undo(path, ANN).verb for _ in range(2)] == ["close", "acknowledge"]


def test_undo_takes_back_ones_own_decision(path: Path) -> None:
    triage.acknowledge(path, [1], ANN)
    triage.acknowledge(path, [2], BOB)
    assert triage.undo(path, ANN).alerts == (1,)


def test_undo_of_an_alert_takes_back_anybodys(path: Path) -> None:
    triage.acknowledge(path, [1], ANN)
    assert triage.undo(path, BOB, 1).alerts == (1,)


def test_undo_is_refused_where_somebody_else_went_on(path: Path) -> None:
    triage.acknowledge(path, [1], ANN)
    triage.close(path, [1], "benign", BOB)
    with pytest.raises(ActionError, match="changed since: close by bob"):
        triage.undo(path, ANN)
    assert status(path) == "closed"


def test_undo_is_possible_once_the_other_has_taken_theirs_back(path: Path) -> None:
    triage.acknowledge(path, [1], ANN)
    triage.close(path, [1], "benign", BOB)
    triage.undo(path, BOB)
    triage.undo(path, ANN)
    assert status(path) == "new"


def test_undo_is_refused_where_new_evidence_opened_the_alert_again(path: Path) -> None:
    triage.close(path, [1], "benign", ANN)
    change(path, "UPDATE alerts SET status = 'new', reopened = 1, rev = rev + 1 WHERE id = 1")
    with pytest.raises(ActionError, match="it is new"):
        triage.undo(path, ANN)


def test_evidence_that_only_adds_up_does_not_stop_an_undo(path: Path) -> None:
    triage.close(path, [1], "benign", ANN)
    change(path, "UPDATE alerts SET count = 9, rev = rev + 1 WHERE id = 1")
    triage.undo(path, ANN)
    assert status(path) == "new"


def test_a_refused_undo_changes_none_of_its_alerts(path: Path) -> None:
    triage.acknowledge(path, [1, 2], ANN)
    triage.close(path, [1], "benign", BOB)
    with pytest.raises(ActionError):
        triage.undo(path, ANN)
    assert status(path, 2) == "acknowledged"


def test_every_change_raises_the_revision(path: Path) -> None:
    triage.acknowledge(path, [1], ANN)
    triage.undo(path, ANN)
    assert ask(path, "SELECT rev FROM alerts WHERE id = 1") == [(2,)]


def test_nothing_is_ever_removed(path: Path) -> None:
    triage.acknowledge(path, [1], ANN)
    first = ask(path, "SELECT * FROM actions")
    triage.undo(path, ANN)
    assert ask(path, "SELECT * FROM actions WHERE id = 1") == first


def test_decisions_survive_a_power_failure(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[int] = []

    def spy(connection: sqlite3.Connection, kind: Kind, number: int) -> Thing:
        seen.append(connection.execute("PRAGMA synchronous").fetchone()[0])
        return original(connection, kind, number)

    original = deciding.found
    monkeypatch.setattr(alerts, "found", spy)
    triage.acknowledge(path, [1], ANN)
    assert seen == [2]
