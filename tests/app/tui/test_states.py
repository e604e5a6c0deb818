"""What each tab says where its data cannot be had."""

import sqlite3
import sys
from pathlib import Path

import pytest
from textual.pilot import Pilot

from app.importing.importing_command import import_command
from app.tui import BlotterApp
from store.database import tables
from store.database.connection import create
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

UPGRADING = """
import json, time
print(json.dumps({"upgrading": 2, "total": 8}), flush=True)
time.sleep(60)
"""


async def says(pilot: Pilot[int], tab: str, problem: str) -> None:
    """Wait until a tab says in its own place what is wrong."""
    await shows(pilot, _TABS[tab][0], problem)
    await until(pilot, lambda: f" {problem}" in screen_lines(pilot.app))
    await shows(pilot, "nothing read so far")


@pytest.mark.parametrize("tab", _TABS)
async def test_a_newer_database_is_said_to_be_newer(database, tab):
    connection = sqlite3.connect(database)
    connection.execute("PRAGMA user_version = 9999")
    connection.close()
    app = BlotterApp(database)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.press(tab)
        await says(pilot, tab, "test.db: made by a newer Blotter; update this one")


def aged(database: Path) -> Path:
    """The database as an older version would have left it: without a table."""
    connection = sqlite3.connect(database)
    connection.execute("DROP TABLE remarks")
    connection.execute("DELETE FROM _sqlite_migrations WHERE name = 'remarks'")
    connection.execute(f"PRAGMA user_version = {tables.CURRENT - 1}")
    connection.commit()
    connection.close()
    return database


@pytest.mark.parametrize("tab", _TABS)
async def test_of_an_older_database_is_said_what_brings_it_up_to_date(database, tab):
    app = BlotterApp(aged(database))
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.press(tab)
        await says(
            pilot,
            tab,
            "test.db: made by an older Blotter; `blotter`, opened once, brings it up to date",
        )


@pytest.mark.parametrize("tab", _TABS)
async def test_while_an_older_database_is_brought_up_to_date_each_tab_says_so(database, tab):
    app = BlotterApp(aged(database), import_command=[sys.executable, "-c", UPGRADING])
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.press(tab)
        await says(
            pilot, tab, "Made by an older Blotter: being brought up to date, then shown by itself."
        )
        await shows(pilot, "upgrading: step 3 of 8")


@pytest.mark.parametrize("tab", _TABS)
async def test_once_it_is_up_to_date_each_tab_shows_it_by_itself(database, tab):
    app = BlotterApp(aged(database))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(tab)
        await shows(pilot, "made by an older Blotter")
        create(database)
        await shows(pilot, "1,000 lines read", *_TABS[tab])


async def test_without_logs_the_app_still_brings_an_older_database_up_to_date(database):
    words = import_command(
        ["--import-only", "--follow", "--progress-json", "--db", str(aged(database)), "--"]
    )
    app = BlotterApp(database, import_command=words)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await shows(pilot, "3 alerts, 3 open", "1,000 lines read")
        await until(pilot, lambda: not running(app))


def running(app: BlotterApp) -> list[str]:
    """The imports that run beside an app."""
    return [one.group for one in app.workers if one.group == "import" and not one.is_finished]


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
        await shows(pilot, "1,000 lines read", *_TABS[tab])
    writer.execute("ROLLBACK")
    writer.close()
