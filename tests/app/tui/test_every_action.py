"""Every action by its keys: what it changes, that it is taken back and made again, what follows."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import pytest
from textual.pilot import Pilot

from app.actor import who
from app.screens.alerts_pane import AlertsPane
from store import triage
from store.silences import Wish
from store.times import now
from store.triage import REASONS, cases
from store.triage.remarks import remark
from store.triage.silencing import silence
from tests.app.tui.conftest import shows

_STATE = (
    """SELECT id, status, reason, assignee, snoozed_until, notes, labels, case_id, part_of, silence
    FROM alerts""",
    "SELECT id, title, assignee, notes, pins, status FROM cases WHERE status <> 'withdrawn'",
    "SELECT id, filter, until FROM silences WHERE lifted IS NULL",
    "SELECT id, text FROM remarks WHERE status = 'given'",
    "SELECT id FROM handovers WHERE status <> 'withdrawn'",
)
"""All that decisions change."""


class Step(NamedTuple):
    """Keys, and what the screen says before anything else is pressed."""

    keys: tuple[str, ...]
    says: str


def _step(keys: str, says: str) -> Step:
    """Keys by their names, with blanks between; a text in double quotes is typed."""
    found: list[str] = []
    for at, part in enumerate(keys.split('"')):
        found += part if at % 2 else part.split()
    return Step(tuple(found), says)


_CASES = (_step("5", "# Case 1"),)
_SILENCES = (_step("8", "silence 1, in force"),)
_PAGE = (_step("2", "▌203.0.113.7"), _step("i", "first seen"), _step("6", "6 Notes"))
_EVENTS = (_step("4", "1,000 records"),)
_ACTIONS: dict[str, tuple[Step, ...]] = {
    "acknowledge": (_step("a", "acknowledged alert 1"),),
    "close": (_step("e", "Close alert 1"), _step("5", "closed alert 1 as duplicate")),
    "false positive": (
        _step("exclamation_mark", "It would hide"),
        _step("escape", "closed alert 1 as false-positive"),
    ),
    "reopen": (_step("G r", "opened again alert 3"),),
    "assign": (_step("A", "somebody else"), _step("1", "assigned alert 1")),
    "snooze": (_step("s", "an hour"), _step("1", "snoozed alert 1")),
    "tag": (_step("t", "Tags, a minus"), _step('"tor" enter', "tagged alert 1")),
    "note": (_step("n", "Note: alert 1"), _step('"seen" enter', "noted on alert 1")),
    "merge": (_step("M", "Merge into"), _step('"2" enter', "merged alert 1 into alert 2")),
    "merge marked": (_step("x x", "2 marked"), _step("M", "merged 2 alerts into alert 3")),
    "escalate": (_step("E", "a new case"), _step("2", "escalated alert 1 to case 1")),
    "escalate anew": (
        _step("E", "a new case"),
        _step("1", "Title of the new case"),
        _step("enter", "escalated alert 1 to case 2"),
    ),
    "silence": (_step("S", "It would hide"), _step('enter "ours" enter', "silence 2 until")),
    "close many": (_step("asterisk", "3 marked"), _step("e 3", "closed 2 alerts")),
    "repeat": (_step("a", "acknowledged alert 1"), _step("full_stop", "acknowledged alert 2")),
    "hand over": (_step("H", "# Hand-over"), _step("enter", "handed over")),
    "note a case": (*_CASES, _step("n", "Note: case 1"), _step('"seen" enter', "noted on case 1")),
    "assign a case": (*_CASES, _step("A", "Assign the case"), _step("1", "assigned case 1")),
    "close a case": (*_CASES, _step("e", "closed case 1")),
    "reopen a case": (
        *_CASES,
        _step("e", "closed case 1"),
        _step("r", "opened again case 1"),
    ),
    "open a case": (
        *_CASES,
        _step("N", "Title of"),
        _step('"Another" enter', "2 cases"),
    ),
    "pin": (*_EVENTS, _step("m", "pinned to case 1")),
    "pin to a new case": (
        *_CASES,
        _step("e", "closed case 1"),
        *_EVENTS,
        _step("m", "Title of a new case"),
        _step('"Third" enter', "opened case 2"),
    ),
    "lift a silence": (*_SILENCES, _step("d", "lifted silence 1")),
    "extend a silence": (
        *_SILENCES,
        _step("e", "for good"),
        _step("6", "silence 1, in force, for good"),
    ),
    "note on an address": (
        *_PAGE,
        _step("n", "Note on ip"),
        _step('"ours" enter', "noted on 203.0.113.7"),
    ),
    "strike a note": (*_PAGE, _step("d", "taken away: note 1")),
}
_BATCHES = {"repeat": 2, "reopen a case": 2, "pin to a new case": 2}
"""How often what was done there was decided; else once."""


@pytest.fixture
def prepared(database: Path) -> Path:
    """With a case, a silence, a note, and an alert that is closed."""
    cases.open_case(database, "Root was guessed", who())
    silence(
        database, Wish("ip:192.0.2.99", "eve", "a scanner", now() + 3_600_000_000), who(), now()
    )
    remark(database, "ip", "203.0.113.7", "our scanner", who())
    triage.close(database, [3], "benign", who())
    return database


def state(database: Path) -> list[list[tuple[object, ...]]]:
    with closing(sqlite3.connect(database)) as connection:
        return [connection.execute(f"{each} ORDER BY id").fetchall() for each in _STATE]


async def carry_out(pilot: Pilot[int], action: str) -> None:
    await shows(pilot, "3 alerts, 2 open")
    for keys, says in _ACTIONS[action]:
        await pilot.press(*keys)
        await shows(pilot, says)


async def _again(pilot: Pilot[int], key: str, times: int, says: str) -> None:
    """Press a key so often, and wait each time until it is said what came of it."""
    for _ in range(times):
        pilot.app.clear_notifications()
        await pilot.press(key)
        await shows(pilot, says)


@pytest.mark.parametrize("action", _ACTIONS)
async def test_it_is_taken_back_and_made_again(prepared, opened, action):
    before, times = state(prepared), _BATCHES.get(action, 1)
    async with opened() as pilot:
        await carry_out(pilot, action)
        after = state(prepared)
        assert (after != before) == (action != "reopen a case")
        await _again(pilot, "u", times, "taken back: ")
        assert state(prepared) == before
        await _again(pilot, "ctrl+r", times, "done again: ")
        assert state(prepared) == after


@pytest.mark.parametrize(("number", "reason"), list(enumerate(REASONS, 1)))
async def test_each_reason_has_its_key(opened, database, number, reason):
    async with opened() as pilot:
        await pilot.press("e", str(number))
        await shows(pilot, f"closed alert 1 as {reason}", "2 open")
    assert state(database)[0][0][1:3] == ("closed", str(reason))


@pytest.mark.parametrize(("number", "reason"), list(enumerate(REASONS)))
async def test_each_reason_is_reached_with_the_cursor(opened, database, number, reason):
    async with opened() as pilot:
        await pilot.press("e", *["j"] * number, "enter")
        await shows(pilot, f"closed alert 1 as {reason}")


_GOES_ON = ("acknowledge", "close", "false positive", "snooze", "merge", "escalate")
_STAYS = ("assign", "tag", "note", "silence")


def _on(pilot: Pilot[int]) -> Callable[[], object]:
    return lambda: pilot.app.screen.query_one(AlertsPane).spot


@pytest.mark.parametrize("action", _GOES_ON)
async def test_after_a_decision_one_stands_on_the_next_alert(prepared, opened, action):
    async with opened() as pilot:
        await carry_out(pilot, action)
        await shows(pilot, "▌▲ high")
        assert _on(pilot)() == 2


@pytest.mark.parametrize("action", _STAYS)
async def test_after_a_remark_one_stays_on_the_alert(prepared, opened, action):
    async with opened() as pilot:
        await carry_out(pilot, action)
        await shows(pilot, "▌■ crit")
        assert _on(pilot)() == 1
