"""A database, and the app on it."""

import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import TypeAlias

import pytest
from syrupy.assertion import SnapshotAssertion
from textual import events
from textual.keys import _character_to_key
from textual.pilot import Pilot

from app.screens import watch
from app.tui import BlotterApp
from tests.app.tui.database import build
from tests.app.tui.pictures import Svg
from tests.widgets.harness import screen_text, until

Opened: TypeAlias = AbstractAsyncContextManager[Pilot[int]]
Open: TypeAlias = Callable[..., Opened]


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("built") / "built.db"
    build(path)
    return path


@pytest.fixture
def database(built: Path, tmp_path: Path) -> Path:
    """A copy of the database that the test may change."""
    return Path(shutil.copy(built, tmp_path / "test.db"))


@pytest.fixture(autouse=True)
def colours(monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal with colours, whatever runs the tests, and a watch that looks often."""
    monkeypatch.setattr(watch, "PERIOD", 0.1)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLORTERM", "truecolor")
    monkeypatch.delenv("NO_COLOR", raising=False)


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where things lie that outlast a session: not with whoever runs the tests."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return tmp_path / "state" / "blotter"


@pytest.fixture
def picture(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    """What the screen is compared with."""
    return snapshot.use_extension(Svg)


@pytest.fixture
def opened(database: Path) -> Open:
    """Opens the app and waits for the alerts."""

    @asynccontextmanager
    async def run(size: tuple[int, int] = (80, 24)) -> AsyncIterator[Pilot[int]]:
        app = BlotterApp(database)
        async with app.run_test(size=size, notifications=True) as pilot:
            await until(pilot, lambda: "3 alerts" in screen_text(app))
            await until(pilot, lambda: "lines read" in screen_text(app))
            yield pilot

    return run


async def shows(pilot: Pilot[int], *texts: str) -> None:
    """Wait until the screen says all of these."""
    await until(pilot, lambda: all(text in screen_text(pilot.app) for text in texts))


def at_once(pilot: Pilot[int], *keys: str) -> None:
    """Press keys, none of which waits until anything came of the one before."""
    for key in keys:
        name = _character_to_key(key) if len(key) == 1 else key
        pilot.app.post_message(events.Key(name, key if len(key) == 1 else None))
