"""What is silenced: listed, lifted, extended, and what each silence hides."""

import sqlite3

import pytest

from app.tui import BlotterApp
from store.silences import Wish
from store.times import now
from store.triage import Actor
from store.triage.silencing import silence
from tests.app.tui.conftest import shows
from tests.app.tui.test_keys import _check
from tests.widgets.harness import screen_text, until

EVE = Actor("eve", "soc1")
DAY = 24 * 3_600_000_000


@pytest.fixture
def silenced(database):
    """One silence that hides an alert, and one that hides none."""
    wish = Wish("ip:203.0.113.7 outcome:failure", "eve", "our own scanner", now() + 30 * DAY)
    silence(database, wish, EVE, now())
    silence(database, Wish("ip:192.0.2.1", "bob", "nobody's business", None), EVE, now())
    return database


async def _open(database, pilot) -> None:
    await pilot.press("8")
    await shows(pilot, "2 silences  2 in force  1 alert hidden", "▌  2 in force for good")


async def _ask(pilot, filter_: str) -> None:
    """Begin to silence what a filter finds, where nothing is silenced."""
    await pilot.press("slash", *filter_, "enter")
    await shows(pilot, f"/  {filter_}")
    await pilot.press("8")
    await shows(pilot, "Nothing is silenced")
    await pilot.press("N")


@pytest.fixture
def run(silenced):
    def opened(size=(80, 24)):
        return BlotterApp(silenced).run_test(size=size, notifications=True)

    return opened


async def test_where_nothing_is_silenced_that_is_said(opened):
    async with opened() as pilot:
        await pilot.press("8")
        await shows(pilot, "Nothing is silenced. N silences something")


@pytest.mark.parametrize("size", [(80, 24), (160, 48)])
async def test_owner_reason_end_and_what_is_hidden_are_told(run, silenced, size):
    async with run(size) as pilot:
        await _open(silenced, pilot)
        await pilot.press("j")
        await shows(
            pilot,
            "silence 1, in force, until ",
            "hides ip:203.0.113.7 outcome:failure",
            "why: our own scanner",
            "by eve, ",
            "1 alert hidden by it",
            "2 Guessed passwords 203.0.113.7",
        )


async def test_enter_shows_the_alerts_that_are_hidden(run, silenced):
    async with run() as pilot:
        await _open(silenced, pilot)
        await pilot.press("j", "enter")
        await shows(pilot, "[1 Alerts]", "silence:1", "1 alert,", "Guessed passwords")


async def test_a_silence_that_hides_nothing_says_so(run, silenced):
    async with run() as pilot:
        await _open(silenced, pilot)
        await pilot.press("enter")
        await shows(pilot, "silence 2 hides nothing")


async def test_all_that_is_hidden_is_a_key_away(run, silenced):
    async with run() as pilot:
        await _open(silenced, pilot)
        await pilot.press("o")
        await shows(pilot, "[1 Alerts]", "silence:*", "1 alert,")


async def test_a_silence_is_lifted_and_that_is_taken_back(run, silenced):
    async with run() as pilot:
        await _open(silenced, pilot)
        await pilot.press("j", "d")
        await shows(
            pilot, "lifted silence 1; 1 shown again", "silence 1, lifted", "0 alerts hidden"
        )
        await pilot.press("u")
        await shows(pilot, "silence 1, in force", "1 alert hidden")


async def test_a_silence_is_lifted_once(run, silenced):
    async with run() as pilot:
        await _open(silenced, pilot)
        await pilot.press("d")
        await shows(pilot, "silence 2, lifted")
        await until(pilot, lambda: "▌  2 lifted" in screen_text(pilot.app))
        await pilot.press("d")
        await shows(pilot, "was lifted already")


async def test_a_silence_is_extended_and_that_is_taken_back(run, silenced):
    async with run() as pilot:
        await _open(silenced, pilot)
        await pilot.press("e")
        await shows(pilot, "Silence 2 until", "a week from now", "for good")
        await pilot.press("2")
        await shows(pilot, "silence 2, in force, until ")
        await pilot.press("u")
        await shows(pilot, "silence 2, in force, for good")


async def test_another_time_is_typed(run, silenced):
    async with run() as pilot:
        await _open(silenced, pilot)
        await pilot.press("e", "5")
        await shows(pilot, "Until when?")
        await pilot.press(*"2020-01-01", "enter")
        await shows(pilot, "That time has passed.")
        await pilot.press("ctrl+u", *"2090-01-01", "enter")
        await shows(pilot, "silence 2, in force, until 2090-01-02")


async def test_something_is_silenced_from_here(opened):
    async with opened() as pilot:
        await _ask(pilot, "ip:198.51.100.23")
        await shows(pilot, "It would hide 1 alert", "ip:198.51.100.23")
        await pilot.press(*"ours", "enter")
        await shows(pilot, "silence 1 until ", "1 alert hidden by it")


async def test_a_silence_without_a_reason_asks_for_one(opened):
    async with opened() as pilot:
        await _ask(pilot, "ip:198.51.100.23")
        await shows(pilot, "It would hide 1 alert")
        await pilot.press("enter")
        await shows(pilot, "Say why: whoever sees it next has to know.")


async def test_a_silence_by_what_anybody_can_say_is_warned_of(opened):
    async with opened() as pilot:
        await _ask(pilot, "agent:*")
        await shows(pilot, "Anybody can say what agent: asks for")


async def test_who_may_only_look_lifts_nothing(silenced):
    app = BlotterApp(silenced, may_decide=False)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await _open(silenced, pilot)
        await pilot.press("d")
        await shows(pilot, "this window only shows", "▌  2 in force")


async def test_every_command_is_offered(run, silenced):
    async with run() as pilot:
        await _open(silenced, pilot)
        await _check(pilot)


async def test_the_palette_leads_there(run):
    async with run() as pilot:
        await shows(pilot, "2 alerts")
        await pilot.press("colon", *"what is silenced")
        await shows(pilot, "What is silenced, and until when")
        await pilot.press("enter")
        await shows(pilot, "2 silences")


async def test_without_a_database_that_is_said(tmp_path):
    app = BlotterApp(tmp_path / "none.db")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("8")
        await shows(pilot, "No database yet.")
        await pilot.press("d", "e", "enter")
    assert app._exception is None


async def test_a_newer_database_is_said_to_be_newer(database):
    connection = sqlite3.connect(database)
    connection.execute("PRAGMA user_version = 9999")
    connection.close()
    async with BlotterApp(database).run_test(size=(80, 24)) as pilot:
        await pilot.press("8")
        await shows(pilot, "test.db: made by a newer Blotter; update this one")


@pytest.mark.parametrize("size", [(80, 24), (160, 48), (20, 5)])
async def test_hostile_text_is_drawn_and_not_obeyed(database, size):
    hostile = "\x1b]52;c;eA==\x07[/red]\u202e\r\n\x00"
    wish = Wish("ip:203.0.113.7", hostile, hostile, None)
    silence(database, wish, Actor(hostile, hostile), now())
    app = BlotterApp(database)
    async with app.run_test(size=size, notifications=True) as pilot:
        await pilot.press("8")
        await until(pilot, lambda: vars(app.screen).get("_silences"))
        await pilot.pause()
        drawn = screen_text(app).replace("\n", "")
        assert [char for char in drawn if not char.isprintable()] == []
    assert app._exception is None


async def test_a_word_that_names_no_rule_is_told(opened):
    async with opened() as pilot:
        await _ask(pilot, "rule:login-after-gessing")
        await shows(pilot, "No rule is called 'login-after-gessing'; did you mean")
