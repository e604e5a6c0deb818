"""The screens as pictures: what changes in them is seen in review."""

import pytest

from app.tui import BlotterApp
from store.database.connection import Writer
from store.silences import Wish
from store.triage import Actor, cases
from store.triage.silencing import silence
from tests.app.tui.conftest import at_once, shows
from tests.app.tui.database import BEGIN


@pytest.mark.parametrize("size", [(80, 24), (160, 48)], ids=["80x24", "160x48"])
async def test_alerts(opened, picture, size):
    async with opened(size) as pilot:
        await pilot.press("j")
        await shows(pilot, "▌▲ high", "Failed password for root")
        assert pilot.app.export_screenshot() == picture


@pytest.mark.parametrize("size", [(80, 24), (160, 48)], ids=["80x24", "160x48"])
async def test_events(opened, picture, size):
    async with opened(size) as pilot:
        await pilot.press("4")
        await shows(pilot, "1,000 records, newest first", "@timestamp")
        assert pilot.app.export_screenshot() == picture


EVE = Actor("eve", "soc1")
_HOUR = 3_600_000_000
_SIZES = pytest.mark.parametrize("size", [(80, 24), (160, 48)], ids=["80x24", "160x48"])


@_SIZES
async def test_sql_before_anything_is_asked(opened, picture, size):
    async with opened(size) as pilot:
        await pilot.press("7")
        await shows(pilot, "Ask in SQL.", "event_category", "Tab  SELECT")
        assert pilot.app.export_screenshot() == picture


@_SIZES
async def test_sql_with_an_answer(opened, picture, size):
    async with opened(size) as pilot:
        await pilot.press("7")
        await shows(pilot, "Ask in SQL.")
        query = "SELECT id, source_ip, user_name, raw_text(id) AS line FROM logins ORDER BY id"
        at_once(pilot, *query, "enter")
        await shows(pilot, "999 rows", "▌  1")
        await pilot.press("j", "right")
        await shows(pilot, "▌  2 203.0.113.7", "\n source_ip")
        assert pilot.app.export_screenshot() == picture


@_SIZES
async def test_sql_with_a_wrong_query(opened, picture, size):
    async with opened(size) as pilot:
        await pilot.press("7")
        await shows(pilot, "Ask in SQL.")
        at_once(pilot, *"SELECT sorce_ip FROM events", "enter")
        await shows(pilot, "did you mean source_ip?")
        assert pilot.app.export_screenshot() == picture


@_SIZES
async def test_silences(database, picture, size):
    for wish in (
        Wish("ip:203.0.113.7 outcome:failure", "eve", "our own scanner", BEGIN + 500_000 * _HOUR),
        Wish("host:backup1", "bob", "restored every night", None),
    ):
        silence(database, wish, EVE, BEGIN)
    async with BlotterApp(database).run_test(size=size) as pilot:
        await shows(pilot, "2 alerts", "lines read")
        await pilot.press("8")
        await shows(pilot, "2 silences")
        await pilot.press("j")
        await shows(pilot, "Guessed passwords 203.0.113.7")
        assert pilot.app.export_screenshot() == picture


@_SIZES
async def test_the_page_of_an_address(opened, database, picture, size):
    with Writer(database) as writer, writer.transaction() as connection:
        connection.execute(
            "INSERT INTO address_places SELECT id, 'NL', 'Delft', 64500, 'Example Transit' "
            "FROM addresses WHERE text = '203.0.113.7'"
        )
        connection.execute(
            "INSERT INTO lists VALUES (1, 'drop', '/d', 1795000000000000000, 1, 0, 0)"
        )
        connection.execute(
            "INSERT INTO listings SELECT id, 1, ?, NULL, '203.0.113.0/24' "
            "FROM addresses WHERE text = '203.0.113.7'",
            (BEGIN,),
        )
        connection.execute(
            "INSERT INTO remarks (at, owner, kind, value, text, status) "
            "VALUES (?, 'eve', 'ip', '203.0.113.7', 'The provider was written to.', 'given')",
            (BEGIN,),
        )
    async with opened(size) as pilot:
        await pilot.press("2")
        await shows(pilot, "▌203.0.113.7")
        await pilot.press("i")
        await shows(pilot, "note by eve: The provider", "✓ in", "╵03:12")
        await pilot.press("6")
        await shows(pilot, "6 Notes  1")
        if size[0] == 160:
            await shows(pilot, "4 Occurs with  2", "5 Newest records  200", "3 Alerts  2")
        assert pilot.app.export_screenshot() == picture


@_SIZES
async def test_a_record_that_is_pinned(opened, database, picture, size):
    cases.open_with(database, "Guessed passwords", [1000], EVE)
    async with opened(size) as pilot:
        await pilot.press("4")
        await shows(pilot, "1,000 records")
        await pilot.press("enter")
        await shows(pilot, "record 1,000  pinned to case 1", "log.file.path")
        assert pilot.app.export_screenshot() == picture
