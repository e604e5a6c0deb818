"""The one-line bars."""

from tests.widgets.harness import running, screen_lines
from widgets.lines import KeyLine, StatusLine, TabLine
from widgets.view_models import Hint, Line, Shown


async def test_the_active_tab_is_told_without_colour():
    widget = TabLine([Shown("Alerts"), Shown("Live")])
    async with running(widget) as pilot:
        widget.activate(1)
        await pilot.pause()
        assert screen_lines(pilot.app)[0] == " 1 Alerts [2 Live]"


async def test_parts_of_the_status_stand_beside_each_other():
    widget = StatusLine()
    async with running(widget) as pilot:
        widget.show([Line(Shown("3 of 4")), Line(Shown("idle"))])
        await pilot.pause()
        assert screen_lines(pilot.app)[0] == " 3 of 4  idle"


async def test_a_hint_that_has_no_room_is_left_out_as_a_whole():
    widget = KeyLine()
    async with running(widget, (16, 2)) as pilot:
        widget.show([Hint(Shown("a"), Shown("acknow")), Hint(Shown("e"), Shown("close it"))])
        await pilot.pause()
        assert screen_lines(pilot.app)[0] == " a acknow"


async def test_a_hint_that_is_kept_has_the_room_of_others():
    widget = KeyLine()
    async with running(widget, (24, 2)) as pilot:
        hints = [Hint(Shown(key), Shown("it all")) for key in "abc"]
        widget.show([*hints, Hint(Shown("?"), Shown("help"), kept=True)])
        await pilot.pause()
        assert screen_lines(pilot.app)[0] == " a it all  ? help"
