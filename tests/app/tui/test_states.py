"""What each tab says where its data cannot be had."""

import sqlite3

import pytest

from app.tui import BlotterApp
from tests.app.tui.conftest import shows

_TABS = ("1", "2", "3", "4", "5", "6")


@pytest.mark.parametrize("tab", _TABS)
async def test_a_newer_database_is_said_to_be_newer(database, tab):
    connection = sqlite3.connect(database)
    connection.execute("PRAGMA user_version = 9999")
    connection.close()
    app = BlotterApp(database)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.press(tab)
        await shows(pilot, "test.db: made by a newer Blotter; update this one")


@pytest.mark.parametrize("tab", _TABS)
async def test_what_is_no_database_is_said_to_be_none(tmp_path, tab):
    path = tmp_path / "no.db"
    path.write_bytes(b"not a database at all" * 100)
    app = BlotterApp(path)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.press(tab)
        await shows(pilot, "no.db: file is not a database")


@pytest.mark.parametrize("tab", _TABS)
async def test_a_tab_reads_while_somebody_writes(database, tab):
    writer = sqlite3.connect(database, isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    writer.execute("UPDATE alerts SET count = 77777")
    app = BlotterApp(database)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.press(tab)
        await shows(pilot, "999 of 1,000 lines read")
        if tab == "1":
            await shows(pilot, "3 alerts")
    writer.execute("ROLLBACK")
    writer.close()
