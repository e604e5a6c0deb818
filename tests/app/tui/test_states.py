"""What each tab says where its data cannot be had."""

import sqlite3

import pytest
from textual.pilot import Pilot

from app.tui import BlotterApp
from tests.app.tui.conftest import shows
from tests.widgets.harness import screen_lines, until

_TABS = {
    "1": ("[1 Alerts]", "▌■ crit"),
    "2": ("[2 Top]", "▌203.0.113.7"),
    "3": ("[3 Live]", "Accepted password for root"),
    "4": ("[4 Events]", "▌11-20 03:28:48"),
    "5": ("[5 Cases]", "0 cases, 0 open"),
    "6": ("[6 Health]", "/var/log/auth.log"),
}
"""What each says of itself, and of the data that it reads."""


async def says(pilot: Pilot[int], tab: str, problem: str) -> None:
    """Wait until a tab says in its own place what is wrong; Live says it beside what comes."""
    await shows(pilot, _TABS[tab][0], problem)
    if tab != "3":
        await until(pilot, lambda: f" {problem}" in screen_lines(pilot.app))


@pytest.mark.parametrize("tab", _TABS)
async def test_a_newer_database_is_said_to_be_newer(database, tab):
    connection = sqlite3.connect(database)
    connection.execute("PRAGMA user_version = 9999")
    connection.close()
    app = BlotterApp(database)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.press(tab)
        await says(pilot, tab, "test.db: made by a newer Blotter; update this one")


@pytest.mark.parametrize("tab", _TABS)
async def test_what_is_no_database_is_said_to_be_none(tmp_path, tab):
    path = tmp_path / "no.db"
    path.write_bytes(b"not a database at all" * 100)
    app = BlotterApp(path)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.press(tab)
        await says(pilot, tab, "no.db: file is not a database")


@pytest.mark.parametrize("tab", _TABS)
async def test_a_tab_reads_while_somebody_writes(database, tab):
    writer = sqlite3.connect(database, isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    writer.execute("UPDATE alerts SET count = 77777")
    app = BlotterApp(database)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.press(tab)
        await shows(pilot, "999 of 1,000 lines read", *_TABS[tab])
    writer.execute("ROLLBACK")
    writer.close()
