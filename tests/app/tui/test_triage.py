"""Everything that can be decided about alerts, by its key."""

import sqlite3
from contextlib import closing
from pathlib import Path

from app.actor import who
from store import triage
from store.database.connection import Writer
from store.triage import Actor, journal
from store.triage import cases as store_cases
from tests.app.tui.conftest import shows
from tests.widgets.harness import screen_text, until

BOB = Actor("bob", "lab")


def asked(database: Path, sql: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(database)) as connection:
        return connection.execute(sql).fetchall()


def alert(database: Path, columns: str, number: int = 1) -> tuple[object, ...]:
    return asked(database, f"SELECT {columns} FROM alerts WHERE id = {number}")[0]


async def gone(pilot, text: str) -> None:
    await until(pilot, lambda: text not in screen_text(pilot.app))


async def test_a_note_is_typed(opened, database):
    async with opened() as pilot:
        await pilot.press("n")
        await shows(pilot, "Note: alert 1: Login after guessing")
        await pilot.press(*"asked ann: q", "enter")
        await shows(pilot, "noted on alert 1")
    assert alert(database, "notes") == ('["asked ann: q"]',)


async def test_an_empty_note_is_refused_and_can_be_left(opened, database):
    async with opened() as pilot:
        await pilot.press("n")
        await shows(pilot, "Note: alert 1")
        await pilot.press("enter")
        await shows(pilot, "Type something")
        await pilot.press("escape")
        await gone(pilot, "Note: alert 1")
    assert alert(database, "notes") == ("[]",)


async def test_tags_are_typed(opened, database):
    async with opened() as pilot:
        await pilot.press("t")
        await shows(pilot, "Tags, a minus")
        await pilot.press(*"tor scanner", "enter")
        await shows(pilot, "tagged alert 1", "tags tor scanner")
    assert alert(database, "labels") == ('["tor", "scanner"]',)


async def test_assigning_to_oneself_takes_two_keys(opened, database):
    async with opened((160, 48)) as pilot:
        await pilot.press("A")
        await shows(pilot, "Assign alert 1: Login", "somebody else", "nobody")
        await pilot.press("1")
        await shows(pilot, "assigned alert 1", f"assigned to {who().name}")
    assert alert(database, "assignee") == (who().name,)


async def test_assigning_to_somebody_new(opened, database):
    async with opened() as pilot:
        await pilot.press("A")
        await shows(pilot, "somebody else")
        await pilot.press("2")
        await shows(pilot, "Assign to whom?")
        await pilot.press(*"carol", "enter")
        await shows(pilot, "assigned alert 1")
    assert alert(database, "assignee") == ("carol",)


async def test_whoever_worked_here_is_offered(opened, database):
    triage.assign(database, [1], "carol", BOB)
    async with opened() as pilot:
        await pilot.press("A")
        await shows(pilot, "2   bob", "3   carol")


async def test_snoozing_takes_two_keys(opened, database):
    async with opened() as pilot:
        await pilot.press("s")
        await shows(pilot, "Snooze alert 1: Login", "an hour", "another time")
        await pilot.press("1")
        await shows(pilot, "snoozed alert 1", " snooze ")
    assert alert(database, "status") == ("snoozed",)


async def test_snoozing_until_a_time_that_is_typed(opened, database):
    async with opened() as pilot:
        await pilot.press("s", "6")
        await shows(pilot, "Until when?")
        await pilot.press(*"2020-01-01", "enter")
        await shows(pilot, "That time has passed")
        await pilot.press(*["backspace"] * 10, *"45m", "enter")
        await shows(pilot, "snoozed alert 1")
    assert alert(database, "status") == ("snoozed",)


async def test_a_false_positive_offers_a_silence_with_its_preview(opened, database):
    async with opened() as pilot:
        await pilot.press("j", "exclamation_mark")
        await shows(pilot, "It would hide 0 of 1 alert that meet it", "rule:rule-2", "203.0.113.7")
        await pilot.press("enter")
        await shows(pilot, "silence 1 until", "it hides 0")
    assert alert(database, "status, reason", 2) == ("closed", "false-positive")
    assert asked(database, "SELECT reason, owner, until > 0 FROM silences") == [
        ("false positive", who().name, 1)
    ]


async def test_a_false_positive_needs_no_silence(opened, database):
    async with opened() as pilot:
        await pilot.press("exclamation_mark")
        await shows(pilot, "It would hide")
        await pilot.press("escape")
        await shows(pilot, "2 open", "▌▲ high")
    assert asked(database, "SELECT 1 FROM silences") == []
    assert alert(database, "reason") == ("false-positive",)


async def test_a_silence_needs_a_reason_and_hides(opened, database):
    async with opened() as pilot:
        await pilot.press("j", "S")
        await shows(pilot, "It would hide")
        await pilot.press("enter", *"our scanner", "enter")
        await shows(pilot, "silence 1 until", "it hides 1", "2 alerts")
        await pilot.press("u")
        await shows(pilot, "taken back: silence of alert 2", "3 alerts")
    assert asked(database, "SELECT lifted IS NULL FROM silences") == [(0,)]


async def test_a_wrong_filter_of_a_silence_is_said(opened):
    async with opened() as pilot:
        await pilot.press("S")
        await shows(pilot, "It would hide")
        await pilot.press("up", *" bogus:1")
        await shows(pilot, "unknown key")


async def test_a_silence_that_hides_a_true_positive_asks_twice(opened, database):
    triage.close(database, [2], "true-positive", BOB)
    async with opened() as pilot:
        await shows(pilot, "2 open")
        await pilot.press("G", "S")
        await shows(pilot, "1 of them were closed as true positives!")
        await pilot.press(*"ours", "enter")
        await shows(pilot, "Enter silences all the same")
        await pilot.press("enter")
        await shows(pilot, "silence 1 until")
    assert asked(database, "SELECT count(*) FROM silences") == [(1,)]


async def test_merging_what_is_marked(opened, database):
    async with opened() as pilot:
        await pilot.press("x", "x")
        await shows(pilot, "2 marked")
        await pilot.press("M")
        await shows(pilot, "merged 2 alerts into alert 3", "with 1, 2")
        await pilot.press("enter")
        await shows(pilot, "[4 Events]", "alert:(3 or 1 or 2)", "13 records")
    assert alert(database, "status, reason, part_of") == ("closed", "duplicate", 3)


async def test_merging_one_asks_into_which(opened, database):
    async with opened() as pilot:
        await pilot.press("M")
        await shows(pilot, "Merge into which alert?")
        await pilot.press("2", "enter")
        await shows(pilot, "merged alert 1 into alert 2")
    assert alert(database, "part_of") == (2,)


async def test_merging_into_no_number(opened):
    async with opened() as pilot:
        await pilot.press("M")
        await shows(pilot, "Merge into which")
        await pilot.press(*"two", "enter")
        await shows(pilot, "'two' is no number")


async def test_escalating_opens_a_case_with_a_title(opened, database):
    async with opened() as pilot:
        await pilot.press("E")
        await shows(pilot, "Title of the new case", "Login after guessing 203.0.113.7")
        await pilot.press("enter")
        await shows(pilot, "escalated alert 1 to case 1", " ack ")
    assert alert(database, "case_id, status") == (1, "acknowledged")


async def test_escalating_to_a_case_that_is_open(opened, database):
    store_cases.open_case(database, "Root was guessed", BOB)
    async with opened() as pilot:
        await pilot.press("E")
        await shows(pilot, "a new case", "1 Root was guessed (0 alerts)")
        await pilot.press("2")
        await shows(pilot, "escalated alert 1 to case 1")
    assert asked(database, "SELECT count(*) FROM cases") == [(1,)]


async def test_marks_make_a_decision_about_many(opened, database):
    async with opened() as pilot:
        await pilot.press("x", "j", "x")
        await shows(pilot, "2 marked")
        await pilot.press("e", "3")
        await shows(pilot, "closed 2 alerts as benign", "1 open")
        await gone(pilot, "marked")
        await pilot.press("u")
        await shows(pilot, "taken back: close of 2 alerts", "3 open")
        await pilot.press("ctrl+r")
        await shows(pilot, "done again: close of 2 alerts", "1 open")


async def test_a_range_is_marked(opened):
    async with opened() as pilot:
        await pilot.press("x", "G", "X")
        await shows(pilot, "3 marked")


async def test_all_that_the_filter_leaves_are_marked(opened, database):
    async with opened() as pilot:
        await pilot.press("slash", *"user:root severity:low", "enter")
        await shows(pilot, "1 alert,")
        await pilot.press("asterisk")
        await shows(pilot, "1 marked")
        await pilot.press("asterisk")
        await gone(pilot, "marked")
        await pilot.press("asterisk", "e", "6")
        await shows(pilot, "closed alert 3 as insufficient-data")


async def test_of_many_those_are_left_for_which_it_makes_no_sense(opened, database):
    triage.close(database, [2], "benign", BOB)
    async with opened() as pilot:
        await shows(pilot, "2 open")
        await pilot.press("asterisk")
        await shows(pilot, "3 marked")
        await pilot.press("e", "1")
        await shows(pilot, "closed 2 alerts as true-positive; 1 left", "0 open")
    assert alert(database, "reason", 2) == ("benign",)


async def test_a_mark_goes_away_with_a_second_look(opened):
    async with opened() as pilot:
        await pilot.press("x")
        await shows(pilot, "1 marked")
        await pilot.press("k", "x")
        await gone(pilot, "marked")


async def test_a_decision_is_repeated(opened, database):
    async with opened() as pilot:
        await pilot.press("full_stop")
        await shows(pilot, "Nothing was decided so far")
        await pilot.press("e", "2")
        await shows(pilot, "closed alert 1 as true-positive-no-impact", "2 open")
        await pilot.press("full_stop")
        await shows(pilot, "closed alert 2 as true-positive-no-impact", "1 open")


async def test_by_rule_a_decision_is_about_the_whole_group(opened, database):
    async with opened() as pilot:
        await pilot.press("v")
        await shows(pilot, "by rule", "▸ 203.0.113.7")
        await pilot.press("v")
        await shows(pilot, "by group", "2 open", "Guessed passwords, L")
        await pilot.press("a")
        await shows(pilot, "acknowledged 2 alerts")
    assert [row[0] for row in asked(database, "SELECT status FROM alerts ORDER BY id")] == [
        *("acknowledged", "acknowledged", "new")
    ]


async def test_a_group_is_unfolded_and_folded(opened):
    async with opened() as pilot:
        await pilot.press("v", "v")
        await shows(pilot, "by group", "▸ 203.0.113.7", "Enter unfolds")
        await pilot.press("enter")
        await shows(pilot, "▾ 203.0.113.7")
        await pilot.press("j", "a")
        await shows(pilot, "acknowledged alert 1")
        await pilot.press("g", "enter")
        await shows(pilot, "▸ 203.0.113.7")


async def test_somebody_elses_decision_is_told_and_stays(opened, database, monkeypatch):
    """The screen has not been drawn anew yet when the key comes."""
    async with opened() as pilot:
        pane = pilot.app.screen.pane
        monkeypatch.setattr(pane, "freshen", lambda: None)
        triage.close(database, [1], "benign", BOB)
        await pilot.press("a")
        await shows(pilot, "alert 1 was changed meanwhile: close by bob@lab")
        monkeypatch.undo()
        pane.freshen()
        await shows(pilot, "2 open")
    assert alert(database, "status, reason") == ("closed", "benign")


async def test_ones_own_decisions_never_collide_however_fast_the_keys_come(opened, database):
    async with opened() as pilot:
        await pilot.press("A")
        await shows(pilot, "somebody else")
        await pilot.press("1", "a")
        await shows(pilot, "acknowledged alert 1")
    assert alert(database, "status, assignee") == ("acknowledged", who().name)


async def test_a_busy_database_is_told_and_the_key_can_be_repeated(opened, database, monkeypatch):
    monkeypatch.setattr(journal, "WAIT", 0.05)
    async with opened() as pilot:
        with Writer(database) as writer, writer.transaction():
            await pilot.press("e", "3")
            await shows(pilot, "The database is busy, nothing was changed")
        await pilot.press("g", "full_stop")
        await shows(pilot, "closed alert 1", "2 open")


async def test_the_story_scrolls(opened):
    async with opened() as pilot:
        await shows(pilot, "2 counted")
        await pilot.press("J", "J", "J")
        await gone(pilot, "2 counted")
        await pilot.press("K", "K", "K")
        await shows(pilot, "2 counted")


async def test_a_story_that_fits_stays(opened):
    async with opened((160, 48)) as pilot:
        await shows(pilot, "2 counted")
        await pilot.press("J", "J", "J")
        await pilot.pause()
        assert "2 counted" in screen_text(pilot.app)


async def test_the_story_says_what_happened_and_what_to_look_at(opened, database):
    spec = """{"tags": [], "description": "Somebody guesses.", "falsepositives": ["A typo"],
        "next": [["All of the address", "ip:{source.ip}"]]}"""
    with Writer(database) as writer, writer.transaction() as connection:
        connection.execute("UPDATE rules SET spec = ?", (spec,))
    async with opened((160, 48)) as pilot:
        await shows(pilot, "What happened", "Somebody guesses.", "It may be harmless", "A typo")
        await shows(pilot, "Look next at (f)", "1 All of the address: ip:203.0.113.7")
        await pilot.press("f")
        await shows(pilot, "Look next at")
        await pilot.press("1")
        await shows(pilot, "[4 Events]", "ip:203.0.113.7")


async def test_a_rule_that_names_nothing_to_look_at(opened):
    async with opened() as pilot:
        await pilot.press("f")
        await shows(pilot, "names nothing to look at")
