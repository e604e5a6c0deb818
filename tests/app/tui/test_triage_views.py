"""The triage views where there is little to show, little room, or hostile text in everything."""

import pytest

from app.tui import BlotterApp
from store import triage
from store.database.connection import Writer
from store.triage import Actor, cases
from tests.app.tui.conftest import shows
from tests.widgets.harness import screen_text, until

HOSTILE = "\x1b]52;c;eA==\x07[/red][@click=app.quit]x[/]\x9b2J\u202e\r\n\x00"
EVE = Actor(HOSTILE, HOSTILE, HOSTILE)


@pytest.mark.parametrize(
    ("tab", "title"),
    [
        *(("1", "[1 Alerts]"), ("2", "[2 Top]"), ("4", "[4 Events]")),
        *(("5", "[5 Cases]"), ("6", "[6 Health]")),
    ],
)
async def test_before_there_is_a_database_that_is_said(tmp_path, tab, title):
    app = BlotterApp(tmp_path / "none.db")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(tab)
        await shows(pilot, title, "No database yet")


@pytest.mark.parametrize("key", ["a", "e", "exclamation_mark", "n", "E", "M", "f", "z", "b", "v"])
async def test_without_alerts_no_key_does_harm(tmp_path, key):
    app = BlotterApp(tmp_path / "none.db")
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "No database yet")
        await pilot.press(key, "escape")
        await pilot.pause()
    assert app._exception is None


@pytest.fixture
def hostile(database):
    """Every text that an analyst or a log can write says something nasty."""
    with Writer(database) as writer, writer.transaction() as connection:
        connection.execute("UPDATE rules SET title = ?, error = ?", (HOSTILE, HOSTILE))
        connection.execute("UPDATE sources SET path = ?, format = ?, error = ?", (HOSTILE,) * 3)
    triage.assign(database, [1, 2, 3], HOSTILE, EVE)
    triage.note(database, [1, 2, 3], HOSTILE, EVE)
    cases.escalate(database, [1, 2], EVE, title=HOSTILE)
    cases.note_case(database, 1, HOSTILE, EVE)
    cases.pin(database, 1, [1, 999], EVE)
    return database


@pytest.mark.parametrize("size", [(80, 24), (160, 48)])
async def test_nothing_that_is_shown_is_obeyed(hostile, size):
    app = BlotterApp(hostile)
    views = (("v",), ("v", "enter"), ("A",), ("n",), ("S",), ("E",), ("H",), ("5",), ("6",))
    async with app.run_test(size=size, notifications=True) as pilot:
        await shows(pilot, "3 alerts")
        for keys in views:
            await pilot.press(*keys)
            await until(pilot, lambda: "\\u{9b}" in screen_text(app) or "␛" in screen_text(app))
            drawn = screen_text(app).replace("\n", "")
            assert [char for char in drawn if not char.isprintable()] == []
            if len(app.screen_stack) > 2:
                await pilot.press("escape")
    assert app._exception is None


_SIZES = (
    *((20, 5), (400, 120), (21, 60), (119, 7), (120, 8), (33, 9), (250, 5), (20, 120), (80, 6)),
    *((61, 13), (121, 48), (40, 10)),
)


async def test_any_size_can_be_drawn(database):
    cases.escalate(database, [1], Actor("ann", "desk"), title="Root was guessed")
    app = BlotterApp(database)
    keys = ("1", "5", "6", "v", "x", "b", "s", "S", "n", "H", "J")
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await shows(pilot, "3 alerts")
        for at, size in enumerate(_SIZES * 2):
            await pilot.resize_terminal(*size)
            await pilot.press(keys[at % len(keys)])
            await pilot.pause()
            await pilot.press("escape" if len(app.screen_stack) > 2 else "1")
        await pilot.resize_terminal(80, 24)
        await shows(pilot, "3 alerts")
    assert app._exception is None
