"""What a key does with the value under the cursor, and how one gets about."""

import pytest

from app.screens.jump import JumpScreen
from app.screens.workbench import Workbench
from tests.app.tui.conftest import shows
from tests.widgets.harness import screen_lines, screen_text


def _filter(pilot) -> str:
    workbench = pilot.app.screen_stack[1]
    assert isinstance(workbench, Workbench)
    return workbench.filter.text()


async def _on_events(pilot) -> None:
    await pilot.press("4")
    await shows(pilot, "1,000 records", "▌11-20 03:28:48")


async def test_plus_keeps_what_has_the_value_under_the_cursor(opened):
    async with opened() as pilot:
        await _on_events(pilot)
        await pilot.press("plus")
        await shows(pilot, "ip:203.0.113.7", "799 records")


async def test_minus_leaves_out_what_has_it(opened):
    async with opened() as pilot:
        await _on_events(pilot)
        await pilot.press("minus")
        await shows(pilot, "-ip:203.0.113.7", "201 records")


async def test_the_cursor_moves_from_value_to_value(opened):
    async with opened() as pilot:
        await _on_events(pilot)
        await pilot.press("right", "plus")
        await shows(pilot, "user:root", "999 records")


async def test_only_puts_the_value_in_place_of_the_filter(opened):
    async with opened() as pilot:
        await _on_events(pilot)
        await pilot.press("slash", *"since:2026-11-20 outcome:success", "enter")
        await shows(pilot, "  1 record, newest first")
        await pilot.press("equals_sign")
        await shows(pilot, "since:2026-11-20 ip:203.0.113.7", "799 records")


async def test_a_time_begins_the_span(opened):
    async with opened() as pilot:
        await _on_events(pilot)
        await pilot.press("j", "j", "left", "left", "plus")
        await shows(pilot, "since:2026-11-20T03:28:46Z", "3 records")


async def test_an_empty_cell_is_no_value(opened):
    async with opened() as pilot:
        await _on_events(pilot)
        await pilot.press("j", "plus")
        await shows(pilot, "no value under the cursor")
        assert _filter(pilot) == ""


async def test_an_alert_offers_its_values(opened):
    async with opened() as pilot:
        await pilot.press("plus")
        await shows(pilot, "source.ip", "203.0.113.7", "rule-1")
        await pilot.press("enter")
        await shows(pilot, "[4 Events]", "ip:203.0.113.7", "799 records")


async def test_the_rule_of_an_alert_keeps_its_alerts(opened):
    async with opened() as pilot:
        await pilot.press("minus")
        await shows(pilot, "rule-1")
        await pilot.press("j", "minus")
        await shows(pilot, "[1 Alerts]", "-rule:rule-1", "2 alerts")


async def test_forward_returns_to_what_one_came_back_from(opened):
    async with opened() as pilot:
        await _on_events(pilot)
        await pilot.press("plus")
        await shows(pilot, "799 records")
        await pilot.press("q")
        await shows(pilot, "no filter", "1,000 records")
        await pilot.press("L")
        await shows(pilot, "ip:203.0.113.7", "799 records")


async def test_the_tree_holds_the_branch_that_one_left(opened):
    async with opened() as pilot:
        await _on_events(pilot)
        await pilot.press("plus")
        await shows(pilot, "799 records")
        await pilot.press("q")
        await shows(pilot, "1,000 records")
        await pilot.press("minus")
        await shows(pilot, "201 records")
        await pilot.press("B")
        await shows(pilot, "├ ip:203.0.113.7", "├ -ip:203.0.113.7")
        await pilot.press("k", "enter")
        await shows(pilot, "/  ip:203.0.113.7", "799 records")


async def test_a_time_can_be_gone_to(opened):
    async with opened() as pilot:
        await pilot.press("at")
        await shows(pilot, "Go to a time")
        await pilot.press(*"2026-11-20 03:20:00", "enter")
        await shows(pilot, "[4 Events]", "▌11-20 03:20:00", "1,000 records")


async def test_a_time_between_two_records_leads_to_the_later(opened):
    async with opened() as pilot:
        await _on_events(pilot)
        await pilot.press("slash", *"ip:198.51.100.23", "enter")
        await shows(pilot, "200 records")
        await pilot.press("at", *"2026-11-20 03:20:01", "enter")
        await shows(pilot, "▌11-20 03:20:04")


async def test_what_is_no_time_is_refused(opened):
    async with opened() as pilot:
        await pilot.press("at", *"soon", "enter")
        await shows(pilot, "'soon' is no time")
        assert isinstance(pilot.app.screen, JumpScreen)
        await pilot.press("escape")
        await shows(pilot, "[1 Alerts]", "3 alerts")
        assert isinstance(pilot.app.screen, Workbench)


async def test_what_was_read_and_the_filter_stand_over_a_record(opened):
    async with opened() as pilot:
        await _on_events(pilot)
        await pilot.press("plus")
        await shows(pilot, "799 records")
        await pilot.press("enter")
        await shows(pilot, "log.file.path", "1,000 lines read", "/  ip:203.0.113.7")


@pytest.mark.parametrize("key", ["5", "6", "8"])
async def test_where_the_filter_has_no_say_it_is_not_shown(opened, key):
    async with opened() as pilot:
        await pilot.press("slash", *"user:root", "enter")
        await shows(pilot, "/  user:root")
        await pilot.press(key)
        await shows(pilot, "the filter is not applied here")
        assert "user:root" not in "".join(screen_lines(pilot.app)[:3])


async def test_a_narrow_screen_keeps_the_counts(opened):
    async with opened((50, 12)) as pilot:
        await pilot.press("4")
        await shows(pilot, "1,000 lines read")
        assert "no filter" in screen_text(pilot.app)
