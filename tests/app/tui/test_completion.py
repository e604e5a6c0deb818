"""Keys and values are offered while a filter is typed."""

from tests.app.tui.conftest import shows
from tests.widgets.harness import screen_text


async def test_keys_are_offered_and_taken_with_tab(opened):
    async with opened() as pilot:
        await pilot.press("slash", *"us")
        await shows(pilot, "Tab  user:")
        await pilot.press("tab", *"ro")
        await shows(pilot, "Tab  root")
        await pilot.press("tab", "enter")
        await shows(pilot, "/  user:root", "3 alerts")


async def test_values_come_one_after_the_other(opened):
    async with opened() as pilot:
        await pilot.press("slash", *"ip:")
        await shows(pilot, "Tab  203.0.113.7  198.51.100.23")
        await pilot.press("tab", "tab")
        await shows(pilot, "  ip:198.51.100.23")
        await pilot.press("enter")
        await shows(pilot, "/  ip:198.51.100.23", "1 alert")


async def test_offers_go_away_with_the_line(opened):
    async with opened() as pilot:
        await pilot.press("slash", *"us")
        await shows(pilot, "Tab  user:")
        await pilot.press("escape")
        await shows(pilot, "no filter")
        assert "Tab  user:" not in screen_text(pilot.app)


async def test_where_there_is_nothing_to_offer_tab_does_nothing(opened):
    async with opened() as pilot:
        await pilot.press("slash", *"user:zz", "tab", *"y", "enter")
        await shows(pilot, "/  user:zzy")


async def test_on_live_the_records_follow_what_is_typed(opened):
    async with opened() as pilot:
        await pilot.press("3")
        await shows(pilot, "Accepted password for root")
        await pilot.press("slash", *"outcome:success")
        await shows(pilot, "Accepted password for root")
        for _ in range(200):
            if "Failed" not in screen_text(pilot.app):
                break
            await pilot.pause(0.02)
        assert "Failed password" not in screen_text(pilot.app)
        await pilot.press("escape")
        await shows(pilot, "no filter", "Failed password")
