"""The filter line, shared by every tab."""

from tests.app.tui.conftest import shows
from tests.widgets.harness import screen_text


async def test_a_typed_filter_narrows_and_back_widens_again(opened):
    async with opened() as pilot:
        await pilot.press("slash", *"ip:198.51.100.23", "enter")
        await shows(pilot, "ip:198.51.100.23", "1 alert", "▌○ low")
        await pilot.press("escape")
        await shows(pilot, "no filter", "3 alerts")


async def test_clearing_drops_the_filter(opened):
    async with opened() as pilot:
        await pilot.press("slash", *"status:closed", "enter")
        await shows(pilot, "No alert matches", "status:closed")
        await pilot.press("c")
        await shows(pilot, "no filter", "3 alerts")


async def test_a_mistake_is_pointed_at_and_the_old_filter_stays(opened):
    async with opened() as pilot:
        await pilot.press("slash", *"usr:root", "enter")
        await shows(pilot, "^ unknown key 'usr'; did you mean user:?")
        await pilot.press("escape")
        await shows(pilot, "no filter")
        assert "unknown key" not in screen_text(pilot.app)


async def test_a_condition_of_alerts_is_explained_on_events(opened):
    async with opened() as pilot:
        await pilot.press("4")
        await shows(pilot, "1,000 records")
        await pilot.press("slash", *"status:new", "enter")
        await shows(pilot, "an event's status is a number; see alerts")


async def test_sorting_keeps_the_cursor_on_its_record(opened):
    async with opened() as pilot:
        await pilot.press("4")
        await shows(pilot, "1,000 records")
        await pilot.press("j", "j", "s")
        await shows(pilot, "oldest first", "▌11-20 03:28:46")
        await pilot.press("G")
        await shows(pilot, "▌11-20 03:28:48")
        await pilot.press("g")
        await shows(pilot, "▌11-20 03:12:09")
