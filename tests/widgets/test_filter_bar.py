"""The filter line."""

from textual.widgets import Input

from tests.widgets.harness import running, screen_lines, until
from widgets.filter_bar import FilterBar, Offer
from widgets.view_models import Shown


async def test_without_a_filter_it_says_how_to_begin():
    async with running(FilterBar(Shown("/"))) as pilot:
        assert screen_lines(pilot.app)[0] == " /  no filter    / to filter"


async def test_the_filter_in_force_and_its_matches_are_in_sight():
    bar = FilterBar(Shown("/"))
    async with running(bar) as pilot:
        bar.show("user:root", "12 records")
        await pilot.pause()
        assert screen_lines(pilot.app)[0] == " /  user:root  12 records"


async def test_a_mistake_is_pointed_at_and_forgiven_by_typing():
    bar = FilterBar(Shown("/"))
    async with running(bar) as pilot:
        bar.edit("usr:root ip:")
        await pilot.pause()
        bar.refuse("unknown key", 9)
        await pilot.pause()
        lines = screen_lines(pilot.app)
        assert lines[:2] == ["  usr:root ip:", "           ^ unknown key"]
        assert lines[1].index("^") == lines[0].index("ip:")
        await pilot.press("x")
        await until(pilot, lambda: not bar.has_class("-wrong"))


async def test_enter_submits_and_escape_cancels():
    bar = FilterBar(Shown("/"))
    async with running(bar) as pilot:
        bar.edit("a")
        await pilot.press("b", "escape")
        assert not bar.editing
        assert pilot.app.query_one(Input).value == "ab"


async def test_an_offer_for_what_stood_there_before_is_not_taken():
    bar = FilterBar(Shown("/"))
    async with running(bar) as pilot:
        bar.edit("us")
        bar.offer("us", [Offer(Shown("user:"), "user:")])
        await pilot.press("z", "tab")
        assert pilot.app.query_one(Input).value == "usz"


async def test_offers_are_taken_one_after_the_other():
    bar = FilterBar(Shown("/"))
    async with running(bar) as pilot:
        bar.edit("i")
        bar.offer("i", [Offer(Shown("ip:"), "ip:"), Offer(Shown("id:"), "id:")])
        await pilot.press("tab", "tab")
        assert pilot.app.query_one(Input).value == "id:"
