"""The tail: follows, stands still, counts."""

import pytest

from tests.widgets.harness import COLUMNS, rows, running, screen_lines, until
from widgets.tail_view import MOST_ROWS, TailView, frames_per_second


async def test_it_follows_the_newest_row():
    widget = TailView(COLUMNS)
    async with running(widget) as pilot:
        widget.feed(rows(0, 30))
        await until(pilot, lambda: "row 29" in screen_lines(pilot.app)[-1])
        assert screen_lines(pilot.app)[2:] == [f"{n:5} row {n}" for n in range(22, 30)]


async def test_standing_still_it_counts_what_comes():
    widget = TailView(COLUMNS)
    async with running(widget) as pilot:
        widget.feed(rows(0, 30))
        widget.toggle()
        widget.feed(rows(30, 1264))
        await until(pilot, lambda: "paused  +1,234 new" in screen_lines(pilot.app)[0])
        assert screen_lines(pilot.app)[-1] == "▌  29 row 29"


async def test_following_again_forgets_the_count():
    widget = TailView(COLUMNS)
    async with running(widget):
        widget.toggle()
        widget.feed(rows(0, 5))
        widget.toggle()
        assert (widget.following, widget.new) == (True, 0)


async def test_scrolling_up_stops_following_and_down_to_the_end_resumes():
    widget = TailView(COLUMNS)
    async with running(widget):
        widget.feed(rows(0, 30))
        widget.scroll_rows(-3)
        assert not widget.following
        widget.scroll_rows(3)
        assert widget.following


async def test_the_buffer_forgets_the_oldest():
    widget = TailView(COLUMNS)
    async with running(widget):
        widget.feed(rows(0, MOST_ROWS + 10))
        assert (len(widget.rows), widget.rows[0].key) == (MOST_ROWS, 10)


@pytest.mark.parametrize(("environment", "expected"), [({}, 8), ({"SSH_CONNECTION": "x"}, 4)])
def test_it_repaints_less_often_over_ssh(environment, expected):
    assert frames_per_second(environment) == expected
