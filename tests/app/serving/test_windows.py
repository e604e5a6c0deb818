"""What a window in a browser shows, and what can be done in it."""

import asyncio
import json
import re
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing, suppress
from pathlib import Path

import pytest
from aiohttp import ClientSession, ClientWebSocketResponse

from tests.app.serving.browser import CHROMIUM, browser
from tests.app.serving.conftest import Served

_ESCAPES = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]")


class Window:
    """A terminal as our page has one."""

    def __init__(self, socket: ClientWebSocketResponse) -> None:
        self._socket = socket
        self._seen = ""

    async def shows(self, text: str) -> None:
        """Wait until something was drawn."""
        async with asyncio.timeout(60):
            while text not in self._seen:
                drawn = (await self._socket.receive_bytes()).decode("utf-8", "replace")
                self._seen += _ESCAPES.sub("", drawn)

    async def press(self, keys: str) -> None:
        """Press keys."""
        await self._socket.send_str(json.dumps(["stdin", keys]))


@asynccontextmanager
async def window(served: Served) -> AsyncIterator[Window]:
    """A window that shows the alerts."""
    async with (
        ClientSession() as session,
        session.ws_connect(
            f"{served.origin}/ws?width=80&height=24", headers=served.passed
        ) as socket,
    ):
        opened = Window(socket)
        await opened.shows("3 alerts")
        yield opened


def statuses(database: Path) -> set[str]:
    """Of all alerts."""
    with closing(sqlite3.connect(database)) as connection:
        return {row[0] for row in connection.execute("SELECT status FROM alerts")}


def running(database: Path) -> list[Path]:
    """The processes of windows on a database."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            words = (process / "cmdline").read_bytes()
            if b"app.serving.window" in words and bytes(database) in words:
                found.append(process)
    return found


async def none_runs(database: Path) -> None:
    """Wait until no window is left."""
    async with asyncio.timeout(60):
        while running(database):
            await asyncio.sleep(0.1)


async def test_a_window_only_shows(serve, database):
    with serve() as served:
        async with window(served) as opened:
            await opened.press("a")
            await opened.shows("this window only shows")
    assert statuses(database) == {"new"}


async def test_a_window_that_may_decides(serve, database):
    with serve("--allow-decisions") as served:
        async with window(served) as opened:
            await opened.press("a")
            await opened.shows("acknowledged")
    assert "acknowledged" in statuses(database)


async def test_no_process_outlives_its_window(serve, database):
    with serve() as served:
        async with window(served):
            assert running(database)
        await none_runs(database)


async def test_no_process_outlives_the_server(serve, database):
    with serve() as served:
        async with window(served):
            assert running(database)
            served.process.terminate()
            await none_runs(database)
            assert served.process.wait(60) is not None


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
async def test_a_real_browser_shows_the_alerts(serve, tmp_path):
    with serve() as served:
        async with browser(tmp_path / "profile", served.address) as page, asyncio.timeout(90):
            while not await page.value("document.body.classList.contains('-first-byte')"):
                await asyncio.sleep(0.1)
            assert await page.value("location.href") == f"{served.origin}/"
            assert await page.value("document.cookie") == ""
            assert await page.value("window.open('https://example.com')") is None
