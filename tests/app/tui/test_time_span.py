"""The timeline: what it counts, zoom, pan and brush."""

import pytest

from app.screens import time_span
from app.screens.time_span import closer, in_words, moved, span_of, wider, within
from store.filters.grammar import parse
from store.queries.timeline import Span
from tests.app.tui.conftest import shows
from widgets.timeline import MARGIN, Timeline

SECOND, MINUTE = 1_000_000, 60_000_000
NOW = 1_795_144_329_000_000


def test_the_span_is_what_the_filter_says() -> None:
    extent = Span(NOW - 10 * MINUTE, NOW)
    text = "since:2026-11-20T03:00:00 until:2026-11-20T04:00:00"
    assert span_of(parse(text), extent, NOW).length == 60 * MINUTE


def test_without_bounds_it_is_that_of_the_alerts() -> None:
    extent = Span(NOW - 10 * MINUTE, NOW)
    assert span_of(parse("ip:192.0.2.1"), extent, NOW) == extent


def test_one_bound_is_enough() -> None:
    extent = Span(NOW - 10 * MINUTE, NOW)
    assert span_of(parse("since:1m"), extent, NOW) == Span(NOW - MINUTE, NOW)


def test_closer_stays_inside_and_around_the_time() -> None:
    whole = Span(0, 100 * MINUTE)
    assert closer(whole, 50 * MINUTE) == Span(25 * MINUTE, 75 * MINUTE)
    assert closer(whole, 0) == Span(0, 50 * MINUTE)
    assert closer(whole, 100 * MINUTE) == Span(50 * MINUTE, 100 * MINUTE)


def test_closer_ends_at_a_minute() -> None:
    assert closer(Span(0, MINUTE), 0).length == MINUTE


def test_wider_and_moved() -> None:
    assert wider(Span(10, 20)) == Span(5, 25)
    assert moved(Span(0, 10 * SECOND), 1) == Span(5 * SECOND, 15 * SECOND)
    assert moved(Span(0, 10 * SECOND), -1) == Span(-5 * SECOND, 5 * SECOND)


def test_a_span_in_the_filter_replaces_the_one_before_and_leaves_nothing_out() -> None:
    found = within(parse("ip:192.0.2.1 since:2h"), Span(NOW + 1, NOW + SECOND + 1))
    assert found.text() == "ip:192.0.2.1 since:2026-11-20T03:12:09Z until:2026-11-20T03:12:11Z"
    assert time_span.without(found) == parse("ip:192.0.2.1")


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(1, "1s"), (119, "119s"), (120, "2m"), (7200, "2h"), (86_400, "24h"), (172_800, "2d")],
)
def test_in_words(seconds: int, words: str) -> None:
    assert in_words(seconds * SECOND) == words


async def test_zooming_filters_every_tab_and_back_zooms_out(opened):
    async with opened() as pilot:
        await shows(pilot, "17m ")
        await pilot.press("z")
        await shows(pilot, "since:2026-11-20T03:2", "1 alert,", " 8m ")
        await pilot.press("4")
        await shows(pilot, "since:2026-11-20T03:2", "501 records")
        await pilot.press("1", "q")
        await shows(pilot, "no filter", "3 alerts")


async def test_zooming_out_drops_the_bounds_where_all_alerts_are_in_sight(opened):
    async with opened() as pilot:
        await shows(pilot, "17m ")
        await pilot.press("z")
        await shows(pilot, "since:2026-11-20T03:2", " 8m ")
        await pilot.press("Z")
        await shows(pilot, "since:", " 17m ")
        await pilot.press("Z")
        await shows(pilot, "no filter", "3 alerts")


async def test_panning_shows_what_was_before_and_after(opened):
    async with opened() as pilot:
        await shows(pilot, "17m ")
        await pilot.press("z")
        await shows(pilot, "1 alert,", " 8m ")
        for _ in range(2):
            await pilot.press("less_than_sign")
        await shows(pilot, "2 alerts", "Guessed passwords")
        await pilot.press("greater_than_sign", "greater_than_sign")
        await shows(pilot, "1 alert,", "Login after guessing")


async def test_brushing_chooses_a_part_and_shows_what_the_bar_counted(opened):
    async with opened() as pilot:
        await shows(pilot, "17m ")
        await pilot.press("b", *["less_than_sign"] * 8)
        await shows(pilot, "begin here")
        await pilot.press("space", "right", "right", "right", "enter")
        await shows(pilot, "2 alerts", "since:2026-11-20T03:12:09")


async def test_brushing_can_be_thought_better_of(opened):
    async with opened() as pilot:
        await shows(pilot, "17m ")
        await pilot.press("b", "left", "space", "left", "escape")
        await shows(pilot, "no filter", "ack")
        assert pilot.app.screen.query_one(Timeline).brush is None


async def test_the_mouse_brushes_too(opened):
    async with opened() as pilot:
        await shows(pilot, "17m ")
        timeline = pilot.app.screen.query_one(Timeline)
        await pilot.mouse_down(timeline, offset=(6, 2))
        await pilot.hover(timeline, offset=(9, 2))
        await pilot.mouse_up(timeline, offset=(9, 2))
        await shows(pilot, "2 alerts", "since:2026-11-20T03:12:09")


def _said(timeline: Timeline, low: int, high: int) -> str:
    """The filter from the beginning of a bucket to the end of another."""
    going = timeline.going
    assert going is not None
    span = Span(going.first + low * going.step, going.first + (high + 1) * going.step)
    return within(parse(""), span).text()


async def test_keys_brush_from_the_begin_of_one_bucket_to_the_end_of_another(opened):
    async with opened((160, 48)) as pilot:
        await shows(pilot, "17m ", "▌■ crit")
        timeline = pilot.app.screen.query_one(Timeline)
        at = timeline.marked_bucket()
        await pilot.press("b", *["less_than_sign"] * 2, "space", *["right"] * 3, "left")
        await shows(pilot, "begin here", "alerts at once at most")
        assert timeline.brush == (at - 20, at - 18)
        wanted = _said(timeline, at - 20, at - 18)
        await pilot.press("enter")
        await shows(pilot, f"/  {wanted}")


async def test_the_mouse_brushes_from_the_begin_of_one_bucket_to_the_end_of_another(opened):
    async with opened((160, 48)) as pilot:
        await shows(pilot, "17m ", "▌■ crit")
        timeline = pilot.app.screen.query_one(Timeline)
        wanted = _said(timeline, 20, 24)
        await pilot.mouse_down(timeline, offset=(MARGIN + 24, 2))
        await pilot.hover(timeline, offset=(MARGIN + 20, 2))
        assert timeline.brush == (24, 20)
        await pilot.mouse_up(timeline, offset=(MARGIN + 20, 2))
        await shows(pilot, f"/  {wanted}")


async def test_a_brush_that_is_left_chooses_nothing(opened):
    async with opened() as pilot:
        await shows(pilot, "17m ")
        await pilot.press("b", "left", "space", "left", "escape", "4")
        await shows(pilot, "no filter", "1,000 records")


async def test_a_filter_without_alerts_has_no_timeline(opened):
    async with opened() as pilot:
        await pilot.press("slash", *"ip:192.0.2.77", "enter")
        await shows(pilot, "no alerts in this view", "No alert matches")


async def test_bars_are_counted_anew_for_another_size(opened):
    async with opened() as pilot:
        await shows(pilot, "17m ")
        timeline = pilot.app.screen.query_one(Timeline)
        await pilot.resize_terminal(120, 30)
        await shows(pilot, "3 alerts", "▌■ crit")

        async def fits() -> None:
            going = timeline.going
            while going is None or len(going.totals) != timeline.buckets:
                await pilot.pause(0.01)
                going = timeline.going

        await fits()
        assert timeline.buckets > 100
