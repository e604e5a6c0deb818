"""Acknowledge, close with a reason, open again, take back."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from app.actor import who
from app.screens.alerts_pane import AlertsPane
from store import triage
from store.database.connection import Writer
from store.triage import Actor, cases, journal
from tests.app.tui.conftest import shows
from tests.app.tui.database import append, failed
from tests.widgets.harness import screen_lines, screen_text, until

BOB = Actor("bob", "lab")


def _states(database: Path) -> list[tuple[str, str | None]]:
    with closing(sqlite3.connect(database)) as connection:
        return connection.execute("SELECT status, reason FROM alerts ORDER BY id").fetchall()


async def test_acknowledging_goes_on_to_the_next_alert(opened, database):
    async with opened() as pilot:
        await pilot.press("a")
        await shows(pilot, "acknowledged alert 1, now below the new ones · u takes it back")
        await shows(pilot, " ack ", "▌▲ high")
        assert screen_lines(pilot.app)[9].startswith("▌▲ high")
    assert _states(database)[0] == ("acknowledged", None)


async def test_what_was_done_is_said_on_the_line_of_keys(opened):
    async with opened() as pilot:
        await shows(pilot, "2 counted")
        story = screen_lines(pilot.app)[20:23]
        await pilot.press("n", *"seen", "enter")
        await shows(pilot, "noted on alert 1")
        assert "noted on alert 1" in screen_lines(pilot.app)[23]
        assert screen_lines(pilot.app)[20] == story[0]
        assert "▌" not in "".join(screen_lines(pilot.app)[20:23])


def _says_only_the_last(text: str) -> bool:
    return "acknowledged alert 2" in text and "acknowledged alert 1" not in text


async def test_of_two_decisions_in_a_row_the_last_is_said(opened):
    async with opened() as pilot:
        await pilot.press("a", "a")
        await until(pilot, lambda: _says_only_the_last(screen_text(pilot.app)), 2)


@pytest.mark.parametrize(("key", "reason"), [("1", "true-positive"), ("4", "false-positive")])
async def test_closing_takes_two_keys(opened, database, key, reason):
    async with opened() as pilot:
        await pilot.press("e", key)
        await shows(pilot, f"closed alert 1 as {reason}", "▌▲ high", "2 open")
    assert _states(database)[0] == ("closed", reason)


async def test_closing_can_be_thought_better_of(opened, database):
    async with opened() as pilot:
        await pilot.press("e")
        await shows(pilot, "Close alert 1: Login after guessing", "Insufficient data")
        await pilot.press("escape")
        await shows(pilot, "▌■ crit", "3 open")
    assert _states(database)[0] == ("new", None)


async def test_undo_takes_decisions_back_one_by_one_and_says_which(opened, database):
    async with opened() as pilot:
        await pilot.press("a", "e", "3")
        await shows(pilot, "closed alert 2 as benign")
        await pilot.press("u")
        await shows(pilot, "taken back: close of alert 2")
        await pilot.press("u")
        await shows(pilot, "taken back: acknowledge of alert 1")
        await pilot.press("u")
        await shows(pilot, "nothing that could be undone")
    assert _states(database) == [("new", None)] * 3


async def test_a_closed_alert_can_be_opened_again(opened, database):
    triage.close(database, [2], "duplicate", who())
    async with opened() as pilot:
        await shows(pilot, "2 open")
        await pilot.press("G", "r")
        await shows(pilot, "opened again alert 2", "3 open")


async def test_a_decision_that_somebody_made_before_is_said_and_nothing_is_lost(opened, database):
    async with opened() as pilot:
        with Writer(database) as writer, writer.transaction() as connection:
            connection.execute("UPDATE alerts SET status = 'acknowledged' WHERE id = 1")
        await pilot.press("a")
        await shows(pilot, "alert 1 is acknowledged already")


async def test_a_busy_database_is_said_and_the_alert_stays(opened, database, monkeypatch):
    monkeypatch.setattr(journal, "WAIT", 0.05)
    async with opened() as pilot:
        with Writer(database) as writer, writer.transaction():
            await pilot.press("a")
            await until(pilot, lambda: len(pilot.app._notifications) > 0)
        await shows(pilot, "3 open")
    assert _states(database)[0] == ("new", None)


async def test_a_decision_is_kept_where_the_app_is_left_at_once(opened, database):
    async with opened() as pilot:
        pilot.app.screen.query_one(AlertsPane).action_acknowledge()
        pilot.app.exit()
    assert _states(database)[0] == ("acknowledged", None)


async def test_what_others_decide_shows_by_itself(opened, database):
    async with opened() as pilot:
        triage.close(database, [1, 2], "benign", who())
        await shows(pilot, "1 open", "○ low 1")


async def test_what_others_decide_about_a_case_shows_by_itself(opened, database):
    cases.open_case(database, "Root was guessed", BOB)
    async with opened() as pilot:
        await pilot.press("5")
        await shows(pilot, "1 case, 1 open", "# Case 1")
        cases.note_case(database, 1, "called ann", BOB)
        cases.open_case(database, "Another one", BOB)
        await shows(pilot, "2 cases, 2 open", "Another one")
        cases.close_case(database, 1, BOB)
        await shows(pilot, "2 cases, 1 open")


@pytest.mark.parametrize(("tab", "before", "after"), [("2", "799", "800"), ("6", "999", "1,000")])
async def test_what_is_imported_shows_by_itself(opened, database, tab, before, after):
    async with opened() as pilot:
        await pilot.press(tab)
        await shows(pilot, f" {before} ")
        append(database, [failed(2_000)])
        await shows(pilot, f" {after} ")


async def test_what_others_decide_shows_when_one_comes_back(opened, database, monkeypatch):
    async with opened() as pilot:
        await pilot.press("4")
        await shows(pilot, "1,000 records")
        triage.close(database, [1, 2], "benign", BOB)
        await until(pilot, lambda: "■ crit" not in screen_text(pilot.app))
        monkeypatch.setattr(pilot.app.screen, "freshen", lambda: None)
        await pilot.press("1")
        await shows(pilot, "3 alerts, 1 open")


async def test_who_decided_stands_in_the_story(opened, database):
    async with opened((160, 48)) as pilot:
        await shows(pilot, "▌■ crit")
        triage.note(database, [1], "asked the owner", BOB)
        await shows(pilot, "asked the owner", "bob@lab")
