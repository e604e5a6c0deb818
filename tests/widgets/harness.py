"""What the tests of widgets share: a bare app, its screen as text, and waiting."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from textual.app import App, ComposeResult
from textual.pilot import Pilot
from textual.widget import Widget

from widgets.view_models import Column, Row, shown


class Bare(App[None]):
    """Shows one widget and remembers the messages that reach the app."""

    def __init__(self, widget: Widget) -> None:
        super().__init__()
        self.widget = widget
        self.heard: list[object] = []

    def compose(self) -> ComposeResult:
        """The widget, and nothing else."""
        yield self.widget


@asynccontextmanager
async def running(widget: Widget, size: tuple[int, int] = (40, 10)) -> AsyncIterator[Pilot[None]]:
    async with Bare(widget).run_test(size=size) as pilot:
        await pilot.pause()
        yield pilot


def screen_lines(app: App[Any]) -> list[str]:
    strips = app.screen._compositor.render_strips()
    return ["".join(segment.text for segment in strip).rstrip() for strip in strips]


def screen_text(app: App[Any]) -> str:
    return "\n".join(screen_lines(app))


async def until(pilot: Pilot[Any], holds: Callable[[], object], seconds: float = 30.0) -> None:
    """Wait for a predicate; the last thing on the screen tells why it never came."""
    end = asyncio.get_running_loop().time() + seconds
    while not holds():
        if asyncio.get_running_loop().time() > end:
            raise AssertionError(f"it never came:\n{screen_text(pilot.app)}")
        await pilot.pause(0.01)


COLUMNS = (Column("n", 4, right=True), Column("text", 0))


def rows(first: int, last: int) -> list[Row]:
    return [Row(number, (shown(number), shown(f"row {number}"))) for number in range(first, last)]
