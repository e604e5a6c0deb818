"""Every tab as a picture where its data cannot be had, and the views that have no other picture."""

import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest

from app.tui import BlotterApp
from store.database.connection import create
from tests.app.tui.conftest import shows
from tests.app.tui.test_states import UPGRADING, aged

_SIZES = pytest.mark.parametrize("size", [(80, 24), (160, 48)], ids=["80x24", "160x48"])
_TABS = {"1": "alerts", "2": "top", "3": "live", "4": "events", "5": "cases", "6": "health"}
_STATES = {
    "none": ("No database yet.", "no database yet"),
    "newer": ("test.db: made by a newer Blotter", "nothing read so far"),
    "older": ("test.db: made by an older Blotter", "nothing read so far"),
    "upgrading": ("being brought up to date", "upgrading: step 3 of 8"),
}
"""What each tab says where its data cannot be had."""
_EMPTY = {
    "1": "No alerts yet.",
    "2": "Import a log",
    "3": "Waiting for new lines",
    "4": "Import",
    "5": "No case yet.",
}
"""What each says before anything was read; Health says sizes, which change with the tables."""


def in_state(database: Path, state: str) -> BlotterApp:
    """The app on a database that cannot be read."""
    if state == "none":
        database.unlink()
    elif state == "newer":
        with closing(sqlite3.connect(database)) as connection:
            connection.execute("PRAGMA user_version = 9999")
    else:
        aged(database)
    words = [sys.executable, "-c", UPGRADING] if state == "upgrading" else None
    return BlotterApp(database, import_command=words)


@_SIZES
@pytest.mark.parametrize("state", _STATES)
@pytest.mark.parametrize("tab", _TABS, ids=_TABS.values())
async def test_without_data(database, picture, tab, state, size):
    async with in_state(database, state).run_test(size=size) as pilot:
        await shows(pilot, *_STATES[state])
        await pilot.press(tab)
        await shows(pilot, f"[{tab} ", *_STATES[state])
        assert pilot.app.export_screenshot() == picture


@_SIZES
@pytest.mark.parametrize("tab", _EMPTY, ids=lambda tab: _TABS[tab])
async def test_before_anything_was_read(tmp_path, picture, tab, size):
    create(tmp_path / "test.db")
    async with BlotterApp(tmp_path / "test.db").run_test(size=size) as pilot:
        await shows(pilot, "0 lines read")
        await pilot.press(tab)
        await shows(pilot, f"[{tab} ", _EMPTY[tab])
        assert pilot.app.export_screenshot() == picture


@_SIZES
async def test_live_while_it_stands_still(opened, picture, size):
    async with opened(size) as pilot:
        await pilot.press("3")
        await shows(pilot, "■ 203.0.113.7")
        await pilot.press("space", "k", "k")
        await shows(pilot, "paused", "▌")
        assert pilot.app.export_screenshot() == picture


@_SIZES
async def test_what_stands_around_a_record(opened, picture, size):
    async with opened(size) as pilot:
        await pilot.press("4")
        await shows(pilot, "1,000 records")
        await pilot.press("a")
        await shows(pilot, "1 In its file  101", "11-20 03:28:48")
        if size[0] == 160:
            await shows(pilot, "2 The same address  101", "3 The same user  101")
        assert pilot.app.export_screenshot() == picture


@_SIZES
async def test_the_help(opened, picture, size):
    async with opened(size) as pilot:
        await pilot.press("question_mark")
        await shows(pilot, "Keys on Alerts")
        assert pilot.app.export_screenshot() == picture
