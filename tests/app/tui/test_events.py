"""The Events tab beyond its list: bars, what stands around a record, and why."""

import sqlite3
from contextlib import closing

import pytest

from tests.app.tui.conftest import shows
from tests.widgets.harness import screen_lines


async def _on_events(pilot) -> None:
    await pilot.press("4")
    await shows(pilot, "1,000 records", "▌11-20 03:28:48")


async def test_a_bar_opens_exactly_the_records_that_it_counted(opened):
    async with opened() as pilot:
        await _on_events(pilot)
        await pilot.press("tab", "left")
        await shows(pilot, "⏎ opens them")
        line = next(line for line in screen_lines(pilot.app) if "opens them" in line)
        count = line.split(": ")[1].split()[0]
        await pilot.press("enter")
        await shows(pilot, "since:2026-11-20T03:", f"{count} records")


async def test_tab_leads_back_to_the_list(opened):
    async with opened() as pilot:
        await _on_events(pilot)
        await pilot.press("tab")
        await shows(pilot, "⏎ opens them")
        await pilot.press("tab", "j", "plus")
        await shows(pilot, "no value under the cursor")


async def test_a_wide_screen_always_shows_the_bars(opened):
    async with opened((160, 48)) as pilot:
        await pilot.press("4")
        await shows(pilot, "1,000 records", "╵03:12", "█")


async def test_what_stands_around_a_record_in_its_file(opened):
    async with opened() as pilot:
        await _on_events(pilot)
        await pilot.press("a")
        await shows(pilot, "1 In its file  101", "▌11-20 03:28:48")


async def test_what_the_same_address_did_around_it(opened):
    async with opened() as pilot:
        await _on_events(pilot)
        await pilot.press("j", "j", "a", "2")
        await shows(pilot, "2 The same address", "▌11-20 03:28:46", "203.0.113.7")


async def test_from_there_one_goes_to_the_place_among_all(opened):
    async with opened() as pilot:
        await _on_events(pilot)
        await pilot.press("j", "j", "a", "3")
        await shows(pilot, "3 The same user", "▌11-20 03:28:46")
        await pilot.press("k", "enter")
        await shows(pilot, "[4 Events]", "user:root", "999 records", "▌11-20 03:28:45")


async def test_in_the_file_one_stays_in_the_file(opened):
    async with opened() as pilot:
        await _on_events(pilot)
        await pilot.press("a")
        await shows(pilot, "▌11-20 03:28:48")
        await pilot.press("enter")
        await shows(pilot, "source:=/var/log/auth.log", "1,000 records", "▌11-20 03:28:48")


async def test_a_record_that_names_nobody_says_so(opened):
    async with opened() as pilot:
        await _on_events(pilot)
        await pilot.press("j", "a", "2")
        await shows(pilot, "2 The same address  0", "the record names none")


async def test_a_wide_screen_shows_all_three(opened):
    async with opened((160, 48)) as pilot:
        await pilot.press("4")
        await shows(pilot, "1,000 records")
        await pilot.press("a")
        await shows(pilot, "1 In its file  101", "2 The same address  ", "3 The same user  ")


async def test_a_value_around_it_can_be_kept(opened):
    async with opened() as pilot:
        await _on_events(pilot)
        await pilot.press("a")
        await shows(pilot, "1 In its file  101", "▌11-20 03:28:48")
        await pilot.press("plus")
        await shows(pilot, "[4 Events]", "ip:203.0.113.7", "799 records")


async def test_a_record_is_explained(opened):
    async with opened() as pilot:
        await _on_events(pilot)
        await pilot.press("x")
        await shows(
            pilot,
            "Format",
            "system.auth: read in full",
            "Nearest that do not",
            "✗ event.outcome is failure; here event.outcome is success",
        )


async def test_a_rule_that_matches_tells_what_held(opened):
    async with opened() as pilot:
        await _on_events(pilot)
        await pilot.press("j", "j", "x")
        await shows(pilot, "Rules that match: 3 of 3", "✓ source.ip is 203.0.113.7")


async def test_one_that_was_not_understood_is_explained(opened):
    async with opened() as pilot:
        await _on_events(pilot)
        await pilot.press("j", "x")
        await shows(pilot, "not understood: kept and searchable as text", "none fits")


@pytest.mark.parametrize(("key", "found"), [("a", "1 In its file"), ("x", "Rules that match")])
async def test_from_a_record_that_is_read_as_well(opened, key, found):
    async with opened() as pilot:
        await _on_events(pilot)
        await pilot.press("enter")
        await shows(pilot, "log.file.path")
        await pilot.press(key)
        await shows(pilot, found)
        await pilot.press("q")
        await shows(pilot, "log.file.path")


async def test_t_asks_for_a_time_as_well(opened):
    async with opened() as pilot:
        await _on_events(pilot)
        await pilot.press("t", *"2026-11-20 03:15", "enter")
        await shows(pilot, "▌11-20 03:15:00")


async def test_a_record_that_is_gone_is_said_to_be(opened, database):
    async with opened() as pilot:
        await _on_events(pilot)
        with closing(sqlite3.connect(database)) as connection, connection:
            connection.execute("DELETE FROM facts WHERE id = 1000")
        await pilot.press("x")
        await shows(pilot, "there is no record 1000")


async def test_rules_that_cannot_be_read_are_said_to_be(opened, database):
    async with opened() as pilot:
        await _on_events(pilot)
        with closing(sqlite3.connect(database)) as connection, connection:
            connection.execute("UPDATE rules SET spec = '{}'")
        await pilot.press("x")
        await shows(pilot, "the rules of this database cannot be read")


async def test_what_cannot_be_asked_of_events_is_said_on_a_page_too(opened, database):
    async with opened() as pilot:
        await _on_events(pilot)
        with closing(sqlite3.connect(database)) as connection, connection:
            connection.execute("ALTER TABLE hits RENAME TO lost")
        await pilot.press("i")
        await shows(pilot, "address 203.0.113.7")
        await pilot.press("3")
        await shows(pilot, "no such table")
