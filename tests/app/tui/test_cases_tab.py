"""Cases, pinned records, hand-overs, and whether the watcher sees."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from app.tui import BlotterApp
from store import triage
from store.database.connection import Writer
from store.triage import Actor, cases
from tests.app.tui.conftest import at_once, shows
from tests.widgets.harness import screen_text, until

BOB = Actor("bob", "lab")
HOSTILE = "\x1b]52;c;eA==\x07 [/red] \x9b2J"


def asked(database: Path, sql: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(database)) as connection:
        return connection.execute(sql).fetchall()


@pytest.fixture
def case(database: Path) -> Path:
    cases.escalate(database, [1, 2], BOB, title="Root was guessed")
    return database


async def test_without_a_case_it_is_said_how_to_open_one(opened):
    async with opened() as pilot:
        await pilot.press("5")
        await shows(pilot, "[5 Cases]", "No case yet. E on an alert", "0 cases, 0 open")


async def test_a_case_is_opened_by_its_title(opened, database):
    async with opened() as pilot:
        await pilot.press("5", "N")
        await shows(pilot, "Title of the new case")
        await pilot.press(*"Root guessed", "enter")
        await shows(pilot, "opened case 1", "Root guessed", "1 case, 1 open")
        await pilot.press("u")
        await shows(pilot, "taken back: open case of case 1", "0 cases")


@pytest.mark.parametrize("size", [(80, 24), (160, 48)])
async def test_the_page_of_a_case_stands_beside_the_list(opened, case, size):
    async with opened(size) as pilot:
        await pilot.press("5")
        await shows(pilot, "Root was guessed", "# Case 1: Root was guessed", "- status: open")


async def test_enter_shows_the_alerts_of_the_case(opened, case):
    async with opened() as pilot:
        await pilot.press("5")
        await shows(pilot, "# Case 1")
        await pilot.press("enter")
        await shows(pilot, "[1 Alerts]", "case:1", "2 alerts")


async def test_a_record_is_pinned_and_shown_again(opened, case):
    async with opened((160, 48)) as pilot:
        await pilot.press("4")
        await shows(pilot, "1,000 records")
        await pilot.press("m")
        await shows(pilot, "pinned to case 1")
        await pilot.press("5")
        await shows(pilot, "## Evidence", "Record 1000", "Accepted password")
        await pilot.press("o")
        await shows(pilot, "[4 Events]", "id:1000", "1 record")


async def test_each_number_of_a_case_opens_what_it_counted(opened, case):
    async with opened() as pilot:
        await pilot.press("4")
        await shows(pilot, "1,000 records")
        await pilot.press("m")
        await shows(pilot, "pinned to case 1")
        await pilot.press("5")
        await shows(pilot, "# Case 1", "2    1     0")
        await pilot.press("right", "enter")
        await shows(pilot, "[4 Events]", "id:1000", "1 record")
        await pilot.press("5", "left", "enter")
        await shows(pilot, "[1 Alerts]", "case:1")


async def test_pinning_asks_to_which_case(opened, case):
    cases.open_case(case, "Another one", BOB)
    async with opened() as pilot:
        await pilot.press("4")
        await shows(pilot, "1,000 records")
        await pilot.press("m")
        await shows(pilot, "Pin to which case?", "Another one")
        await pilot.press("2")
        await shows(pilot, "pinned to case 1")


async def test_where_no_case_is_open_pinning_opens_one(opened):
    async with opened() as pilot:
        await pilot.press("m")
        await shows(pilot, "Pinning is for records")
        await pilot.press("4")
        await shows(pilot, "1,000 records")
        await pilot.press("m")
        await shows(pilot, "Title of a new case, with this record")
        await pilot.press(*"Guessed", "enter")
        await shows(pilot, "opened case 1")
        await pilot.press("5")
        await shows(pilot, "# Case 1: Guessed", "## Evidence", "1 case, 1 open")
        await pilot.press("u")
        await shows(pilot, "taken back", "0 cases")


async def test_among_several_cases_there_is_a_new_one(opened, case):
    cases.open_case(case, "Another one", BOB)
    async with opened() as pilot:
        await pilot.press("4")
        await shows(pilot, "1,000 records")
        await pilot.press("m")
        await shows(pilot, "Pin to which case?", "a new case …")
        await pilot.press("3")
        await shows(pilot, "Title of a new case, with this record")
        await pilot.press(*"Third", "enter")
        await shows(pilot, "opened case 3")


async def test_a_record_that_is_read_is_pinned_and_says_so(opened, case):
    async with opened() as pilot:
        await pilot.press("4")
        await shows(pilot, "1,000 records")
        await pilot.press("enter")
        await shows(pilot, "record 1,000")
        await pilot.press("m")
        await shows(pilot, "record 1,000  pinned to case 1")
        await pilot.press("m")
        await shows(pilot, "pinned to case 1 already")
        await pilot.press("u")
        await shows(pilot, "taken back: pin of case 1")
        await until(pilot, lambda: "record 1,000  pinned" not in screen_text(pilot.app))


async def test_a_record_is_pinned_from_live_where_that_stands_still(opened, case):
    async with opened() as pilot:
        await pilot.press("3")
        await shows(pilot, "[3 Live]", "as they come")
        await pilot.press("m")
        await shows(pilot, "Pinning is for records")
        await pilot.press("space")
        await shows(pilot, "paused")
        await pilot.press("m")
        await shows(pilot, "pinned to case 1")


async def test_a_record_is_pinned_from_what_stands_around_another(opened, case):
    async with opened() as pilot:
        await pilot.press("4")
        await shows(pilot, "1,000 records")
        await pilot.press("a")
        await shows(pilot, "1 In its file")
        await until(pilot, lambda: pilot.app.screen.event_here is not None)
        await pilot.press("m")
        await shows(pilot, "pinned to case 1")


async def test_a_case_without_pins_shows_no_records(opened, case):
    async with opened() as pilot:
        await pilot.press("5")
        await shows(pilot, "# Case 1")
        await pilot.press("o")
        await shows(pilot, "No record is pinned")


async def test_a_case_is_noted_assigned_closed_and_opened_again(opened, case):
    async with opened((160, 48)) as pilot:
        await pilot.press("5")
        await shows(pilot, "# Case 1")
        await pilot.press("n")
        await shows(pilot, "Note: case 1")
        await pilot.press(*"called ann", "enter")
        await shows(pilot, "noted on case 1", "called ann")
        await pilot.press("A")
        await shows(pilot, "Assign the case", "nobody")
        await pilot.press("2")
        await shows(pilot, "assigned to: bob")
        await pilot.press("e")
        await shows(pilot, "closed case 1", "1 case, 0 open")
        await pilot.press("r")
        await shows(pilot, "opened again case 1", "1 case, 1 open")


async def test_a_case_is_written_into_a_new_file_only(opened, case, tmp_path):
    page = tmp_path / "page.md"
    async with opened() as pilot:
        await pilot.press("5")
        await shows(pilot, "# Case 1")
        for said in ("written:", "there already"):
            await pilot.press("w")
            await shows(pilot, "Write the case into")
            at_once(pilot, *["backspace"] * 20, *str(page), "enter")
            await shows(pilot, said)
    assert page.read_text().startswith("# Case 1: Root was guessed\n")


async def test_nothing_in_a_case_is_markup_or_obeyed(opened, database):
    cases.escalate(database, [1], BOB, title=HOSTILE)
    cases.note_case(database, 1, HOSTILE, BOB)
    async with opened((160, 48)) as pilot:
        await pilot.press("5")
        await shows(pilot, "␛]52;c;eA==␇ [/red]", "# Case 1")
        assert "\x1b" not in screen_text(pilot.app)


async def test_a_shift_is_handed_over_once(opened, database):
    triage.close(database, [1], "benign", BOB)
    async with opened() as pilot:
        await pilot.press("H")
        await shows(pilot, "# Hand-over by", "- closed: 1 (benign 1)", "- never looked at: 2")
        await pilot.press("enter")
        await shows(pilot, "handed over; the next one begins here")
        await pilot.press("H")
        await shows(pilot, "# Hand-over by", "- closed: 0")
        await pilot.press("q")
    assert asked(database, "SELECT count(*) FROM handovers") == [(1,)]


async def test_a_hand_over_is_written_into_a_file(opened, tmp_path):
    page = tmp_path / "shift.md"
    async with opened() as pilot:
        await pilot.press("H")
        await shows(pilot, "# Hand-over by")
        await pilot.press("pagedown", "j", "k", "pageup", "w")
        await shows(pilot, "Write the page into")
        at_once(pilot, *["backspace"] * 20, *str(page), "enter")
        await shows(pilot, "written:")
    assert page.read_text().startswith("# Hand-over by")


@pytest.mark.parametrize("size", [(80, 24), (160, 48)])
async def test_health_shows_sources_rules_and_database(opened, size):
    async with opened(size) as pilot:
        await pilot.press("6")
        await shows(pilot, "[6 Health]", "/var/log/auth.log", "1 source, 0 with errors, 0 silent")
        await shows(pilot, "No source has fallen silent", "3 rules in force")


async def test_health_tells_what_is_wrong(opened, database):
    with Writer(database) as writer, writer.transaction() as connection:
        connection.execute("UPDATE sources SET error = ?, lost = 3", (HOSTILE,))
        connection.execute("UPDATE rules SET error = 'too slow' WHERE id = 1")
        connection.execute("INSERT INTO rule_costs VALUES (2, 0, 5000, 1, 1, 2)")
        connection.execute("UPDATE judged SET event = 1000")
    async with opened((160, 48)) as pilot:
        await pilot.press("6")
        await shows(pilot, "1 with errors", "␛]52;c;eA==␇ [/red]", "Login after guessing: too slow")
        await shows(pilot, "overran its time 2 times", "µs per 1,000 events", "MB of them free")
        assert "Notifications" not in screen_text(pilot.app)
        await pilot.press("J", "K", "enter")
        await shows(pilot, "[4 Events]", "source:/var/log/auth.log", "1,000 records")


async def test_who_may_only_look_writes_no_file_and_decides_nothing(case, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    app = BlotterApp(case, may_decide=False)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await shows(pilot, "3 alerts")
        await pilot.press("5")
        await shows(pilot, "# Case 1")
        await pilot.press("w")
        await shows(pilot, "Files are written at a terminal only")
        await pilot.press("e")
        await until(pilot, lambda: len(app._notifications) > 1)
        await pilot.press("H")
        await shows(pilot, "# Hand-over by")
        await pilot.press("w")
        await until(pilot, lambda: len(app._notifications) > 2)
        await pilot.press("q")
    assert list(tmp_path.glob("*.md")) == []
    assert asked(case, "SELECT status FROM cases") == [("open",)]
