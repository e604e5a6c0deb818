"""Decisions about cases."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from store import triage
from store.errors import ActionError
from store.times import now
from store.triage import cases
from tests.store.triage.making import ANN, ask, change, status


def make_records(path: Path) -> None:
    for number in (1, 2):
        change(path, f"INSERT INTO facts (id, second, stem) VALUES ({number}, 0, 1)")


def pins(path: Path) -> list[int]:
    ((text,),) = ask(path, "SELECT pins FROM cases WHERE id = 1")
    return [pin["event"] for pin in json.loads(str(text))]


def test_escalating_opens_a_case_and_acknowledges(path: Path) -> None:
    done = cases.escalate(path, [1, 2], ANN, title="Root was guessed")
    assert (done.alerts, done.about) == ((1, 2), "case 1")
    assert ask(path, "SELECT id, status FROM alerts WHERE case_id = 1") == [
        (1, "acknowledged"),
        (2, "acknowledged"),
    ]


def test_alerts_can_be_put_into_a_case_that_is_open(path: Path) -> None:
    cases.open_case(path, "Root was guessed", ANN)
    cases.escalate(path, [3], ANN, case=1)
    assert ask(path, "SELECT count(*) FROM cases") == [(1,)]


def test_taking_an_escalation_back_withdraws_its_case(path: Path) -> None:
    cases.escalate(path, [1], ANN, title="Root was guessed")
    triage.undo(path, ANN)
    assert (status(path), ask(path, "SELECT status FROM cases")) == ("new", [("withdrawn",)])


def test_pinning_keeps_the_order_and_takes_each_record_once(path: Path) -> None:
    make_records(path)
    cases.open_case(path, "Root was guessed", ANN)
    cases.pin(path, 1, [2, 2], ANN)
    cases.pin(path, 1, [1, 2], ANN)
    assert pins(path) == [2, 1]


@pytest.mark.parametrize(
    ("act", "words"),
    [
        (lambda p: cases.open_case(p, " ", ANN), "needs a title"),
        (lambda p: cases.escalate(p, [1], ANN, case=9), "no case 9"),
        (lambda p: cases.pin(p, 1, [99], ANN), "no record 99"),
        (lambda p: cases.note_case(p, 1, " ", ANN), "says nothing"),
        (lambda p: cases.reopen_case(p, 1, ANN), "is open"),
        (lambda p: cases.assign_case(p, 1, None, ANN), "assigned to nobody already"),
        (lambda p: cases.escalate(p, [99], ANN, title="x"), "no alert 99"),
    ],
)
def test_refuses(path: Path, act: Callable[[Path], object], words: str) -> None:
    cases.open_case(path, "Root was guessed", ANN)
    with pytest.raises(ActionError, match=words):
        act(path)
    assert ask(path, "SELECT count(*) FROM cases") == [(1,)]


def test_a_closed_case_takes_nothing_more(path: Path) -> None:
    cases.open_case(path, "Root was guessed", ANN)
    cases.close_case(path, 1, ANN)
    with pytest.raises(ActionError, match="case 1 is closed"):
        cases.escalate(path, [1], ANN, case=1)


def test_a_case_that_was_withdrawn_takes_nothing_more(path: Path) -> None:
    cases.open_case(path, "Root was guessed", ANN)
    triage.undo(path, ANN)
    with pytest.raises(ActionError, match="case 1 is withdrawn"):
        cases.close_case(path, 1, ANN)


def test_a_hand_over_can_be_taken_back(path: Path) -> None:
    cases.hand_over(path, "# Shift", now(), ANN)
    triage.undo(path, ANN)
    assert ask(path, "SELECT status FROM handovers") == [("withdrawn",)]


def test_actions_on_cases_are_none_on_alerts(path: Path) -> None:
    cases.open_case(path, "Root was guessed", ANN)
    assert ask(path, "SELECT kind, alert, number FROM actions") == [("case", 0, 1)]
