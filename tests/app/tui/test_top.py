"""The Top tab: each number opens exactly what it counted."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.app.tui.conftest import shows
from tests.app.tui.database import append, failed
from tests.widgets.harness import screen_lines, screen_text


async def _on_top(pilot) -> None:
    await pilot.press("2")
    await shows(pilot, "▌203.0.113.7")


def _cells(pilot) -> list[str]:
    return next(line for line in screen_lines(pilot.app) if line.startswith("▌"))[1:].split()


async def test_events_open_the_records_that_were_counted(opened):
    async with opened() as pilot:
        await _on_top(pilot)
        count = _cells(pilot)[1]
        await pilot.press("right", "enter")
        await shows(pilot, "[4 Events]", "ip:203.0.113.7", f"{count} records")


async def test_failures_open_the_failures_that_were_counted(opened):
    async with opened() as pilot:
        await _on_top(pilot)
        count = _cells(pilot)[2]
        await pilot.press("right", "right", "enter")
        await shows(pilot, "[4 Events]", "outcome:failure", f"{count} records of {count} failures")


async def test_alerts_open_the_alerts_that_were_counted(opened):
    async with opened() as pilot:
        await _on_top(pilot)
        count = _cells(pilot)[3]
        await pilot.press("right", "right", "right", "enter")
        await shows(pilot, "[1 Alerts]", "group:=source.ip=203.0.113.7", f"{count} alerts")


async def test_the_last_time_it_was_seen_opens_its_records_there(opened):
    async with opened() as pilot:
        await _on_top(pilot)
        await pilot.press("j", "right", "right", "right", "right", "enter")
        await shows(pilot, "[4 Events]", "ip:198.51.100.23", "▌11-20 03:28:44")


@pytest.mark.parametrize("size", [(80, 24), (160, 48)])
async def test_each_row_has_its_picture(opened, size):
    async with opened(size) as pilot:
        await _on_top(pilot)
        await shows(pilot, "over time", "████")


async def test_networks_come_after_addresses(opened):
    async with opened() as pilot:
        await _on_top(pilot)
        await pilot.press("b")
        await shows(pilot, "network", "▌203.0.113.0/24", "2 by net")
        await pilot.press("enter")
        await shows(pilot, "ip:203.0.113.0/24", "799 records")


async def test_a_network_has_a_page(opened):
    async with opened() as pilot:
        await _on_top(pilot)
        await pilot.press("b")
        await shows(pilot, "▌203.0.113.0/24")
        await pilot.press("i")
        await shows(pilot, "799 records, 798 failures: network 203.0.113.0/24")


@pytest.fixture
def placed(database: Path) -> None:
    """The user's files say of an address where it is, and who warns of it."""
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.executescript(
            "INSERT INTO address_places SELECT id, 'NL', 'Delft', 64500, 'Example Transit' "
            "FROM addresses WHERE text = '203.0.113.7';"
            "INSERT INTO lists (id, name, path, entries, read_at) VALUES (1, 'drop', '', 1, 0);"
            "INSERT INTO listings SELECT id, 1, 0, NULL, '' FROM addresses "
            "WHERE text = '203.0.113.7'"
        )


@pytest.mark.parametrize(
    ("turns", "shown", "filter_"),
    [
        (6, ("country", "▌NL"), "country:NL"),
        (7, ("AS", "▌64500"), "asn:64500"),
        (8, ("list", "▌drop"), "list:drop"),
    ],
)
@pytest.mark.usefixtures("placed")
async def test_countries_networks_and_lists_come_last_where_files_tell_of_them(
    opened, turns, shown, filter_
):
    async with opened() as pilot:
        await _on_top(pilot)
        await pilot.press(*["b"] * turns)
        await shows(pilot, *shown)
        count = _cells(pilot)[1]
        await pilot.press("enter")
        await shows(pilot, filter_, f"{count} records")


@pytest.mark.usefixtures("placed")
async def test_a_country_can_be_left_out(opened):
    async with opened() as pilot:
        await _on_top(pilot)
        await pilot.press(*["b"] * 6)
        await shows(pilot, "▌NL")
        await pilot.press("minus")
        await shows(pilot, "-country:NL")


@pytest.mark.usefixtures("placed")
async def test_alerts_of_a_list_are_those_that_are_grouped_by_it(opened):
    async with opened() as pilot:
        await _on_top(pilot)
        await pilot.press(*["b"] * 8)
        await shows(pilot, "▌drop")
        await pilot.press("A")
        await shows(pilot, "[1 Alerts]", "group:=threat.feed.name=drop")


async def test_without_files_one_turns_back_to_addresses(opened):
    async with opened() as pilot:
        await _on_top(pilot)
        await pilot.press(*["b"] * 5)
        await shows(pilot, "by host")
        await pilot.press("b")
        await shows(pilot, "by ip", "▌203.0.113.7")


@pytest.mark.parametrize("by", ["user", "path", "agent", "host"])
async def test_there_is_a_list_of_everything_that_is_counted(opened, by):
    async with opened() as pilot:
        await _on_top(pilot)
        for _ in range(["net", "user", "path", "agent", "host"].index(by) + 1):
            await pilot.press("b")
        await shows(pilot, f"by {by}, most failures first")


@pytest.mark.parametrize(
    ("presses", "said"),
    [
        (1, "most events first"),
        (2, "most alerts first"),
        (3, "most bytes first"),
        (4, "the newest first"),
    ],
)
async def test_it_is_sorted_by_each_number(opened, presses, said):
    async with opened() as pilot:
        await _on_top(pilot)
        await pilot.press(*["s"] * presses)
        await shows(pilot, said, "203.0.113.7")


async def test_the_value_under_the_cursor_narrows_the_list(opened):
    async with opened() as pilot:
        await _on_top(pilot)
        await pilot.press("minus")
        await shows(pilot, "-ip:203.0.113.7", "[2 Top]", "▌198.51.100.23", "1 by ip")


async def test_what_comes_meanwhile_is_counted(opened, database):
    async with opened() as pilot:
        await _on_top(pilot)
        append(database, [failed(number, "192.0.2.44") for number in range(2_000, 2_003)])
        await shows(pilot, "192.0.2.44")


async def test_where_nothing_matches_it_says_what_to_do(opened):
    async with opened() as pilot:
        await pilot.press("2", "slash", *"user:nobody", "enter")
        await shows(pilot, "No record that matches names its address. c drops the filter")
        assert "over time" in screen_text(pilot.app)


async def test_where_no_record_has_the_field_it_says_so(opened):
    async with opened() as pilot:
        await pilot.press("2", *"bbb")
        await shows(pilot, "by path,", "No record so far names its path.")


async def test_help_is_in_the_key_line_of_a_narrow_screen(opened):
    async with opened() as pilot:
        await pilot.press("4")
        await shows(pilot, "? help", "x explain")
