"""The Health tab: from each number to the records that it counted."""

import pytest

from tests.app.tui.conftest import shows


@pytest.mark.parametrize(
    ("keys", "records", "filter_"),
    [
        ((), "1,000 records", "source:/var/log/auth.log"),
        (("left",), "1 record", "parse:none"),
        (("left", "left"), "999 records", "-parse:none"),
    ],
)
async def test_each_number_opens_the_records_that_it_counted(opened, keys, records, filter_):
    async with opened() as pilot:
        await pilot.press("6")
        await shows(pilot, "1 source", "/var/log/auth.log", "999        1")
        await pilot.press(*keys, "enter")
        await shows(pilot, "[4 Events]", records, filter_)


async def test_a_source_becomes_the_filter_of_all_tabs(opened):
    async with opened() as pilot:
        await pilot.press("6")
        await shows(pilot, "1 source", "/var/log/auth.log")
        await pilot.press("minus", "4")
        await shows(pilot, "-source:/var/log/auth.log", "No record")


@pytest.mark.parametrize("tab", ["5", "6"])
async def test_where_nothing_has_a_page_no_key_is_offered_for_one(opened, tab):
    async with opened((160, 48)) as pilot:
        await shows(pilot, "i page")
        await pilot.press(tab)
        await shows(pilot, "? help")
        lines = pilot.app.screen.query("KeyLine").first()
        assert "page" not in [hint.label for hint in lines._hints]
