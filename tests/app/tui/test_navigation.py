"""From an alert to its lines, from an address to its events, and back to the same place."""

from typing import Any

import pytest
from textual.pilot import Pilot

from app.screens.pane import ListPane
from app.screens.workbench import Workbench
from tests.app.tui.conftest import shows
from tests.widgets.harness import screen_text


def _key(pilot: Pilot[int]) -> Any:
    workbench = pilot.app.screen_stack[1]
    assert isinstance(workbench, Workbench)
    pane = workbench.pane
    assert isinstance(pane, ListPane)
    return pane.list.cursor_key


async def test_the_worst_alert_comes_first_with_its_evidence(opened):
    async with opened() as pilot:
        await shows(pilot, "▌■ crit", "sshd[998]: something no format understands")


async def test_an_alert_leads_to_exactly_its_events(opened):
    async with opened() as pilot:
        await pilot.press("j", "enter")
        await shows(pilot, "alert:2", "8 records", "[4 Events]")


async def test_back_returns_to_the_same_alert(opened):
    async with opened() as pilot:
        await pilot.press("j", "enter")
        await shows(pilot, "8 records")
        await pilot.press("q")
        await shows(pilot, "[1 Alerts]", "no filter")
        assert _key(pilot) == 2


@pytest.mark.parametrize("tab", "23456")
async def test_back_from_a_tab_that_was_chosen_leads_to_the_first_one(opened, tab):
    async with opened() as pilot:
        await pilot.press(tab, "q")
        await shows(pilot, "[1 Alerts]", "3 alerts")
        await pilot.press("q")
    assert pilot.app.return_value == 0


async def test_back_returns_to_the_same_event(opened):
    async with opened() as pilot:
        await pilot.press("4")
        await shows(pilot, "1,000 records")
        await pilot.press(*["pagedown"] * 20)
        key = _key(pilot)
        await pilot.press("p")
        await shows(pilot, "ip:")
        await pilot.press("backspace")
        await shows(pilot, "no filter", "1,000 records")
        assert _key(pilot) == key


async def test_an_event_leads_to_its_raw_record_and_fields(opened):
    async with opened() as pilot:
        await pilot.press("4")
        await shows(pilot, "1,000 records")
        await pilot.press("enter")
        await shows(pilot, "Nov 20 03:12:09 web1 sshd[999]", "source.ip", "/var/log/auth.log")


async def test_while_reading_the_next_record_comes_with_one_key(opened):
    async with opened() as pilot:
        await pilot.press("4")
        await shows(pilot, "1,000 records")
        await pilot.press("enter", "J")
        await shows(pilot, "record 999", "no format understands")
        await pilot.press("K")
        await shows(pilot, "record 1,000")


async def test_the_list_follows_the_record_that_is_read(opened):
    async with opened() as pilot:
        await pilot.press("4")
        await shows(pilot, "1,000 records")
        await pilot.press("enter", "J", "J")
        await shows(pilot, "record 998")
        await pilot.press("q")
        await shows(pilot, "[4 Events]")
        assert _key(pilot).id == 998


async def _cursor_on(pilot: Pilot[int], field: str) -> None:
    for _ in range(30):
        if f"▌{field}" in screen_text(pilot.app):
            return
        await pilot.press("j")
    raise AssertionError(f"no {field}:\n{screen_text(pilot.app)}")


async def test_a_value_can_be_kept_or_left_out(opened):
    async with opened() as pilot:
        await pilot.press("4")
        await shows(pilot, "1,000 records")
        await pilot.press("enter")
        await shows(pilot, "source.ip")
        await _cursor_on(pilot, "source.ip")
        await pilot.press("plus")
        await shows(pilot, "ip:203.0.113.7", "799 records")
        await pilot.press("q")
        await shows(pilot, "1,000 records")


async def test_leaving_out_a_value_negates_it(opened):
    async with opened() as pilot:
        await pilot.press("4")
        await shows(pilot, "1,000 records")
        await pilot.press("enter")
        await shows(pilot, "source.ip")
        await _cursor_on(pilot, "source.ip")
        await pilot.press("minus")
        await shows(pilot, "-ip:203.0.113.7", "201 records")


async def test_a_field_that_the_language_does_not_know_is_refused_in_words(opened):
    async with opened() as pilot:
        await pilot.press("4")
        await shows(pilot, "1,000 records")
        await pilot.press("enter")
        await shows(pilot, "▌@timestamp")
        await pilot.press("plus")
        await shows(pilot, "@timestamp cannot be filtered by")


async def test_an_address_leads_to_its_events(opened):
    async with opened() as pilot:
        await pilot.press("2")
        await shows(pilot, "▌203.0.113.7")
        await pilot.press("enter")
        await shows(pilot, "[4 Events]", "ip:203.0.113.7", "799 records")


async def test_an_address_leads_to_its_alerts(opened):
    async with opened() as pilot:
        await pilot.press("2")
        await shows(pilot, "▌203.0.113.7")
        await pilot.press("A")
        await shows(pilot, "[1 Alerts]", "group:=source.ip=203.0.113.7", "2 alerts")


async def test_the_filter_goes_along_from_tab_to_tab(opened):
    async with opened() as pilot:
        await pilot.press("2")
        await shows(pilot, "▌203.0.113.7")
        await pilot.press("j", "enter")
        await shows(pilot, "ip:198.51.100.23", "200 records")
        await pilot.press("1")
        await shows(pilot, "[1 Alerts]", "ip:198.51.100.23", "1 alert")


async def test_at_the_beginning_back_quits(opened):
    async with opened() as pilot:
        await pilot.press("q")
        await pilot.pause()
    assert pilot.app.return_value == 0
