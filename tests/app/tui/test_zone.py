"""The zone that times are drawn in: from the configuration, by key, and in every view."""

import pytest

from app.configuration.configured import AppWishes
from app.palette import Commands
from app.screens.workbench import Workbench
from app.tui import BlotterApp
from tests.app.tui.conftest import shows
from tests.app.tui.database import append, failed
from tests.app.tui.test_keys_at_once import bench
from tests.widgets.harness import screen_lines, screen_text, until

_BERLIN = "Europe/Berlin"


def _app(database, tz=_BERLIN):
    return BlotterApp(database, wishes=AppWishes(tz=tz))


@pytest.mark.parametrize(
    ("tab", "size", "texts"),
    [
        ("1", (80, 24), ("11-20 04:28", "seen", "times: Berlin")),
        ("1", (160, 48), ("2026-11-20 04:28 ", "last seen (Ber…)")),
        ("2", (160, 48), ("first seen (Berlin)", "last seen (Berlin)", "2026-11-20 04:12:09")),
        ("3", (80, 24), ("time", "04:28:48")),
        ("4", (80, 24), ("time (Berlin)", "11-20 04:28:48")),
        ("4", (160, 48), ("time (Berlin)", "2026-11-20 04:28:48")),
        ("6", (160, 48), ("last record (Berl…)", "2026-11-20 04:28:48")),
    ],
)
async def test_every_view_draws_times_in_the_zone(database, tab, size, texts):
    async with _app(database).run_test(size=size) as pilot:
        await shows(pilot, "3 alerts")
        await pilot.press(tab)
        await shows(pilot, *texts)
        assert "UTC)" not in screen_text(pilot.app)


async def test_without_a_choice_it_is_utc(database):
    async with _app(database, tz=None).run_test(size=(80, 24)) as pilot:
        await shows(pilot, "3 alerts", "11-20 03:28")
        assert "times:" not in screen_text(pilot.app)


async def test_a_record_tells_utc_beside(database):
    async with _app(database).run_test(size=(160, 48)) as pilot:
        await shows(pilot, "3 alerts")
        await pilot.press("4")
        await shows(pilot, "1,000 records")
        await pilot.press("enter")
        await shows(pilot, "2026-11-20 04:28:48 +01:00 (Berlin)", "▌@timestamp")
        await pilot.press("q")
        await shows(pilot, "[4 Events]", "2026-11-20T03:28:48.000000Z")


async def test_the_story_of_an_alert_tells_utc_beside(database):
    async with _app(database).run_test(size=(160, 48)) as pilot:
        await shows(pilot, "3 alerts", "UTC 2026-11-20 03:")


async def test_the_key_offers_zones_and_the_lists_follow(database):
    async with _app(database, tz="Asia/Kolkata").run_test(size=(80, 24)) as pilot:
        await shows(pilot, "3 alerts", "11-20 08:58")
        await pilot.press("ctrl+o")
        await shows(pilot, "Draw times in which zone? Now: Asia/Kolkata", "1   UTC", "this machine")
        await pilot.press("1")
        await shows(pilot, "11-20 03:28", "╵03:12")
        assert "times:" not in screen_lines(pilot.app)[1]


async def test_a_zone_can_be_typed(database):
    async with _app(database, tz=None).run_test(size=(80, 24)) as pilot:
        await shows(pilot, "3 alerts")
        await pilot.press("ctrl+o", "3", *"Asia/Kolkatta", "enter")
        await shows(pilot, "did you mean 'Asia/Kolkata'?")
        await pilot.press("backspace", "backspace", "a", "enter")
        await shows(pilot, "11-20 08:58", "times: Kolkata")


async def test_the_cursor_stays_on_its_row(database):
    async with _app(database).run_test(size=(80, 24)) as pilot:
        await shows(pilot, "3 alerts")
        await pilot.press("4")
        await shows(pilot, "1,000 records")
        await pilot.press("j", "j", "j")
        key = bench(pilot).pane.spot
        await pilot.press("ctrl+o", "1")
        await shows(pilot, "11-20 03:28:")
        assert bench(pilot).pane.spot == key


async def test_live_stays_paused_on_its_row(database):
    async with _app(database).run_test(size=(80, 24)) as pilot:
        await shows(pilot, "3 alerts")
        await pilot.press("3")
        await shows(pilot, "04:28:48", "following")
        await pilot.press("space", *["k"] * 30)
        append(database, [failed(2_000)])
        await shows(pilot, "paused  +1 new", "▌04:28:18")
        await pilot.press("ctrl+o", "1")
        await shows(pilot, "paused  +1 new", "▌03:28:18")


async def test_live_stays_paused_where_the_zone_changes_out_of_its_view(database):
    async with _app(database).run_test(size=(80, 24)) as pilot:
        await shows(pilot, "3 alerts")
        await pilot.press("3")
        await shows(pilot, "04:28:48", "following")
        await pilot.press("space", "k")
        await shows(pilot, "▌04:28:47")
        await pilot.press("1", "ctrl+o", "1")
        await shows(pilot, "[1 Alerts]", "11-20 03:28")
        await pilot.press("3")
        await shows(pilot, "paused", "▌03:28:47")


async def test_live_goes_on_following_in_another_zone(database):
    async with _app(database).run_test(size=(80, 24)) as pilot:
        await shows(pilot, "3 alerts")
        await pilot.press("3")
        await shows(pilot, "04:28:48", "■ 203.0.113.7")
        await pilot.press("ctrl+o", "1")
        await shows(pilot, "following", "03:28:48", "■ 203.0.113.7")
        append(database, [failed(2_000, user="carol")])
        await shows(pilot, "Failed password for carol")


async def test_an_open_record_is_drawn_anew(database):
    async with _app(database, tz=None).run_test(size=(160, 48)) as pilot:
        await shows(pilot, "3 alerts")
        await pilot.press("4")
        await shows(pilot, "1,000 records")
        await pilot.press("enter")
        await shows(pilot, "record 1,000")
        await pilot.press("ctrl+o", "3", *"Asia/Kolkata", "enter")
        await shows(pilot, "2026-11-20 08:58:48 +05:30 (Kolkata)")


async def test_the_palette_has_it(database):
    async with _app(database).run_test(size=(80, 24)) as pilot:
        await shows(pilot, "3 alerts")
        offered = [str(hit.prompt) async for hit in Commands(pilot.app.screen).discover()]
        assert "In which zone times are drawn  (^o)" in offered


async def test_going_to_a_time_reads_it_in_the_zone(database):
    async with _app(database).run_test(size=(80, 24)) as pilot:
        await shows(pilot, "3 alerts")
        await pilot.press("at")
        await shows(pilot, "Go to a time (Berlin)")
        await pilot.press(*"2026-11-20 04:20", "enter")
        await shows(pilot, "[4 Events]", "▌11-20 04:20:00")


async def test_a_time_that_clocks_showed_twice_is_pointed_out(database):
    async with _app(database).run_test(size=(80, 24), notifications=True) as pilot:
        await shows(pilot, "3 alerts")
        await pilot.press("at", *"2026-10-25 02:30", "enter")
        await shows(pilot, "Clocks showed that twice", "02:30:00 +02:00")


async def test_a_typed_filter_is_in_the_zone_and_stands_in_utc(database):
    async with _app(database).run_test(size=(80, 24)) as pilot:
        await shows(pilot, "3 alerts")
        await pilot.press("4", "slash", *"since:2026-11-20T04:28:40", "enter")
        await shows(pilot, "since:2026-11-20T03:28:40Z", "9 records")


async def test_a_filter_that_is_edited_means_what_it_meant(database):
    app = _app(database)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "3 alerts")
        await pilot.press("4", "slash", *"until:2026-11-20T04:12:19 ", "enter")
        await shows(pilot, "10 records")
        workbench = next(one for one in app.screen_stack if isinstance(one, Workbench))
        before = workbench.filter
        await pilot.press("slash", *" user:root", "enter")
        await until(pilot, lambda: workbench.filter != before)
        assert workbench.filter.terms[0] == before.terms[0]
