"""The page of an address, user, host, agent or path."""

from pathlib import Path

import pytest

from app.actor import who
from app.lanes import Lanes
from app.screens.desk import Desk
from app.screens.entity import EntityScreen
from app.tui import BlotterApp
from store.database.connection import Writer
from store.triage import Actor, cases
from store.triage.remarks import remark
from tests.app.tui.conftest import shows
from tests.widgets.harness import screen_lines, screen_text


async def _page(pilot) -> None:
    await pilot.press("2")
    await shows(pilot, "▌203.0.113.7")
    await pilot.press("i")
    await shows(pilot, "799 records, 798 failures: address 203.0.113.7")


async def test_an_address_has_a_page_with_first_and_last_seen(opened):
    async with opened() as pilot:
        await _page(pilot)
        await shows(pilot, "first seen 2026-11-20 03:12:10  last seen 2026-11-20 03:28:48 UTC")


async def test_it_tells_of_the_network(opened):
    async with opened() as pilot:
        await _page(pilot)
        await shows(pilot, "network 203.0.113.0/24: 1 address, 799 records")


async def test_a_bar_opens_exactly_the_records_that_it_counted(opened):
    async with opened() as pilot:
        await _page(pilot)
        await shows(pilot, "2 Sessions")
        await pilot.press("1", "left", "left")
        await shows(pilot, "⏎ opens them")
        line = next(line for line in screen_lines(pilot.app) if "opens them" in line)
        count = line.split(": ")[1].split()[0]
        await pilot.press("enter")
        await shows(pilot, "[4 Events]", "since:2026-11-20T03:", f"{count} records")


async def test_a_bar_opens_with_the_mouse_as_well(opened):
    async with opened() as pilot:
        await _page(pilot)
        await shows(pilot, "╵03:12")
        await pilot.double_click("Bars", offset=(10, 1))
        await shows(pilot, "[4 Events]", "since:2026-11-20T03:12")


async def test_a_session_opens_exactly_its_records(opened):
    async with opened() as pilot:
        await _page(pilot)
        await shows(pilot, "✓ in")
        row = next(line for line in screen_lines(pilot.app) if line.startswith("▌"))
        count = row.split()[3]
        await pilot.press("enter")
        await shows(pilot, "[4 Events]", f"{count} records")


async def test_the_failures_of_a_session_open_exactly_these(opened):
    async with opened() as pilot:
        await _page(pilot)
        await shows(pilot, "✓ in")
        await pilot.press("right", "enter")
        await shows(pilot, "[4 Events]", "798 records of 798 failures")


async def test_the_failures_of_what_occurs_with_it_open_these(opened):
    async with opened() as pilot:
        await _page(pilot)
        await pilot.press("4")
        await shows(pilot, "▌user       root")
        await pilot.press("right", "right", "enter")
        await shows(pilot, "ip:203.0.113.7 user:root", "798 records of 798 failures")


async def test_its_alerts_are_listed_and_lead_to_their_records(opened):
    async with opened() as pilot:
        await _page(pilot)
        await pilot.press("3")
        await shows(pilot, "3 Alerts  2", "Guessed passwords")
        await pilot.press("enter")
        await shows(pilot, "[4 Events]", "alert:1", "2 records")


async def test_what_occurs_with_it_leads_to_both(opened):
    async with opened() as pilot:
        await _page(pilot)
        await pilot.press("4")
        await shows(pilot, "user       root", "host       web1")
        await pilot.press("enter")
        await shows(pilot, "ip:203.0.113.7 user:root", "799 records")


async def test_from_what_occurs_with_it_one_goes_on_to_its_page(opened):
    async with opened() as pilot:
        await _page(pilot)
        await pilot.press("4")
        await shows(pilot, "▌user       root")
        await pilot.press("i")
        await shows(pilot, "999 records, 998 failures: user root", "2 Sessions  1")


async def test_its_newest_records_lead_to_the_same_place_among_all(opened):
    async with opened() as pilot:
        await _page(pilot)
        await pilot.press("5")
        await shows(pilot, "5 Newest records  200", "▌11-20 03:28:48")
        await pilot.press("j", "j", "enter")
        await shows(pilot, "[4 Events]", "799 records", "▌11-20 03:28:45")


async def test_all_its_records_are_one_key_away(opened):
    async with opened() as pilot:
        await _page(pilot)
        await pilot.press("o")
        await shows(pilot, "[4 Events]", "ip:203.0.113.7", "799 records")


@pytest.mark.parametrize(
    ("key", "found"), [("plus", "ip:203.0.113.7"), ("minus", "-ip:203.0.113.7")]
)
async def test_the_page_itself_is_a_value(opened, key, found):
    async with opened() as pilot:
        await _page(pilot)
        await pilot.press(key)
        await shows(pilot, f"/  {found}")


async def test_back_returns_to_where_one_was(opened):
    async with opened() as pilot:
        await _page(pilot)
        await pilot.press("q")
        await shows(pilot, "[2 Top]", "▌203.0.113.7")


async def test_tab_goes_through_the_parts(opened):
    async with opened() as pilot:
        await _page(pilot)
        for title in ("3 Alerts", "4 Occurs with", "5 Newest records", "6 Notes", "2 Sessions"):
            await pilot.press("tab", *(["tab"] if title == "2 Sessions" else []))
            await shows(pilot, title)


async def test_a_wide_screen_shows_all_parts_at_once(opened):
    async with opened((160, 48)) as pilot:
        await pilot.press("2")
        await shows(pilot, "▌203.0.113.7")
        await pilot.press("i")
        await shows(
            pilot, "2 Sessions  ", "3 Alerts  2", "4 Occurs with  2", "5 Newest records  200"
        )


async def test_a_record_leads_to_the_page_of_its_host(opened):
    async with opened() as pilot:
        await pilot.press("4")
        await shows(pilot, "1,000 records")
        await pilot.press("enter")
        await shows(pilot, "host.name")
        for _ in range(30):
            if "▌host.name" in screen_text(pilot.app):
                break
            await pilot.press("j")
        await pilot.press("i")
        await shows(pilot, "host web1")


async def test_what_has_no_page_says_so(opened):
    async with opened() as pilot:
        await pilot.press("4")
        await shows(pilot, "1,000 records")
        await pilot.press("left", "i")
        await shows(pilot, "event.outcome has no page of its own")


def test_news_before_the_page_is_drawn_does_no_harm(tmp_path: Path):
    screen = EntityScreen(Desk(tmp_path, Lanes(tmp_path), who()), "source.ip", "192.0.2.1")
    screen.show_status([])
    assert not screen.query("#status")


async def test_a_note_is_written_shown_and_taken_back(opened):
    async with opened() as pilot:
        await _page(pilot)
        await pilot.press("6")
        await shows(pilot, "6 Notes  0", "no note; n writes one")
        await pilot.press("n")
        await shows(pilot, "Note on ip 203.0.113.7")
        await pilot.press(*"our scanner", "enter")
        await shows(pilot, "noted on 203.0.113.7", "6 Notes  1", "note by ")
        await pilot.press("u")
        await shows(pilot, "taken back", "6 Notes  0")
        await pilot.press("ctrl+r")
        await shows(pilot, "6 Notes  1")


async def test_a_note_outlasts_the_page_and_is_taken_away(opened, database):
    remark(database, "ip", "203.0.113.7", "our scanner", who())
    async with opened() as pilot:
        await _page(pilot)
        await shows(pilot, ": our scanner")
        await pilot.press("6")
        await shows(pilot, "our scanner")
        await pilot.press("d")
        await shows(pilot, "taken away: note 1", "6 Notes  0")


async def test_a_long_note_is_read_to_its_end(opened, database):
    remark(database, "ip", "203.0.113.7", "word " * 60 + "the end", who())
    async with opened() as pilot:
        await _page(pilot)
        await pilot.press("6")
        await shows(pilot, "6 Notes  1", "the end")


async def test_where_no_note_is_none_is_taken_away(opened):
    async with opened() as pilot:
        await _page(pilot)
        await pilot.press("d")
        await shows(pilot, "6 shows the notes")


async def test_who_may_only_look_writes_no_note(database):
    app = BlotterApp(database, may_decide=False)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await _page(pilot)
        await pilot.press("n")
        await shows(pilot, "Note on ip")
        await pilot.press(*"mine", "enter")
        await shows(pilot, "this window only shows")


async def test_where_an_address_is_and_who_warns_of_it_is_told(opened, database):
    with Writer(database) as writer, writer.transaction() as connection:
        connection.execute(
            "INSERT INTO address_places SELECT id, 'NL', 'Delft', 64500, 'Example Transit' "
            "FROM addresses WHERE text = '203.0.113.7'"
        )
        connection.execute(
            "INSERT INTO lists VALUES (1, 'drop', '/d', 1795000000000000000, 1, 0, 0)"
        )
        connection.execute(
            "INSERT INTO listings SELECT id, 1, 1795100000000000, NULL, '203.0.113.0/24' "
            "FROM addresses WHERE text = '203.0.113.7'"
        )
    async with opened() as pilot:
        await _page(pilot)
        await shows(pilot, "NL, Delft  AS64500 Example Transit  documentation address")
        await shows(pilot, "on drop since 2026-11-19 14:53 (203.0.113.0/24; list of 2026-11-18)")


async def test_one_of_its_records_is_pinned(opened, database):
    cases.open_case(database, "Guessed", who())
    async with opened() as pilot:
        await _page(pilot)
        await pilot.press("5")
        await shows(pilot, "▌11-20 03:28:48")
        await pilot.press("m")
        await shows(pilot, "pinned to case 1")


async def test_without_a_record_under_the_cursor_nothing_is_pinned(opened):
    async with opened() as pilot:
        await _page(pilot)
        await pilot.press("m")
        await shows(pilot, "No record under the cursor")


@pytest.mark.parametrize("size", [(80, 24), (160, 48)])
async def test_hostile_notes_are_drawn_and_not_obeyed(opened, database, size):
    hostile = "\x1b]52;c;eA==\x07[/red]\u202e\r\n\x00"
    remark(database, "ip", "203.0.113.7", hostile, Actor(hostile, hostile))
    async with opened(size) as pilot:
        await _page(pilot)
        await pilot.press("6")
        await shows(pilot, "6 Notes  1", "␛]52;c;")
        drawn = screen_text(pilot.app).replace("\n", "")
        assert [char for char in drawn if not char.isprintable()] == []
