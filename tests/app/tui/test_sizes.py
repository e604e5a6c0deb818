"""Every screen survives every size of the terminal."""

import random

import pytest

from tests.app.tui.conftest import shows

_WAYS = {
    "top": ("2",),
    "live": ("3", "space", "k"),
    "events": ("4",),
    "bars": ("4", "tab"),
    "page": ("2", "i"),
    "around": ("4", "a"),
    "explanation": ("4", "x"),
    "record": ("4", "enter"),
    "places": ("4", "plus", "B"),
    "values": ("plus",),
    "time": ("at",),
    "typing": ("slash", "i"),
}


@pytest.mark.parametrize("way", _WAYS, ids=str)
async def test_a_screen_survives_every_size(opened, way):
    dice = random.Random(way)  # noqa: S311 - sizes are no secret
    async with opened() as pilot:
        for key in _WAYS[way]:
            await pilot.press(key)
            await pilot.pause(0.05)
        for _ in range(12):
            await pilot.resize_terminal(dice.randint(20, 400), dice.randint(5, 120))
            await pilot.press("tab", "down", "right", "left", "up")
            await pilot.pause()
        await pilot.resize_terminal(80, 24)
        await shows(pilot, "1,000 lines read")
