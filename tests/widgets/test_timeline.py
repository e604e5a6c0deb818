"""The timeline of the alerts."""

import pytest
from textual.app import App, ComposeResult

from store.model import Severity
from tests.widgets.harness import running, screen_lines
from widgets.timeline import MARGIN, Going, Timeline
from widgets.view_models import Shown

_MINUTE = 60_000_000


def going(buckets: int = 30) -> Going:
    """One low alert in the first bucket, two critical ones in the last."""
    low = (1, *(0,) * (buckets - 1))
    critical = (*(0,) * (buckets - 1), 2)
    totals = tuple(map(sum, zip(low, critical, strict=True)))
    by_severity = {Severity.LOW: low, Severity.CRITICAL: critical, Severity.HIGH: (0,) * buckets}
    return Going(0, _MINUTE, totals, by_severity, Shown("30m"))


async def test_it_draws_bars_a_row_for_each_severity_that_occurs_and_an_axis():
    widget = Timeline()
    async with running(widget) as pilot:
        widget.show(going())
        await pilot.pause()
        lines = screen_lines(pilot.app)
    assert lines[0].split() == ["2", "█"]
    assert [line.split()[0] for line in lines[2:5]] == ["crit", "low", "30m"]


async def test_it_points_at_a_time():
    widget = Timeline()
    async with running(widget) as pilot:
        widget.show(going())
        widget.mark(8 * _MINUTE + 1)
        await pilot.pause()
        assert screen_lines(pilot.app)[4].index("▲") == MARGIN + 8
        assert widget.marked_bucket() == 8


@pytest.mark.parametrize("at", [1, 3, 5])
async def test_a_time_of_the_axis_that_it_points_at_can_still_be_read(at):
    widget = Timeline()
    async with running(widget) as pilot:
        widget.show(going())
        widget.mark(at * _MINUTE)
        await pilot.pause()
        assert screen_lines(pilot.app)[4][MARGIN : MARGIN + 6] == "╵00:00"
        reversed_ = [bool(one.style and one.style.reverse) for one in widget.render_line(4)]
        assert reversed_.index(True) == at + 1  # behind the margin, which is one segment
        assert reversed_.count(True) == 1


async def test_a_time_out_of_sight_is_not_pointed_at():
    widget = Timeline()
    async with running(widget) as pilot:
        widget.show(going())
        widget.mark(99 * _MINUTE)
        await pilot.pause()
        assert "▲" not in screen_lines(pilot.app)[4]
        assert widget.marked_bucket() == 29


async def test_the_brush_reaches_from_one_end_to_the_other():
    widget = Timeline()
    async with running(widget) as pilot:
        widget.show(going())
        widget.show_brush((5, 2))
        await pilot.pause()
        assert screen_lines(pilot.app)[4][MARGIN + 2 : MARGIN + 6] == "┃━━┃"


async def test_a_sentence_in_place_of_bars():
    widget = Timeline()
    async with running(widget) as pilot:
        widget.say(Shown(" nothing here"))
        await pilot.pause()
        assert screen_lines(pilot.app)[0] == " nothing here"


async def test_another_width_has_room_for_other_bars():
    widget = Timeline()
    async with running(widget) as pilot:
        widget.show(going())
        await pilot.resize_terminal(60, 10)
        await pilot.pause()
        assert widget.buckets == 60 - MARGIN - 1


class Brushing(App[None]):
    """Notes what was brushed."""

    def __init__(self) -> None:
        super().__init__()
        self.timeline = Timeline()
        self.chosen: list[tuple[int, int]] = []

    def compose(self) -> ComposeResult:
        """The timeline alone."""
        yield self.timeline

    def on_timeline_brushed(self, event: Timeline.Brushed) -> None:
        """Note it."""
        self.chosen.append((event.first, event.last))


async def test_a_click_chooses_one_bucket_and_a_drag_several():
    app = Brushing()
    async with app.run_test(size=(40, 10)) as pilot:
        app.timeline.show(going())
        await pilot.click(app.timeline, offset=(MARGIN + 4, 1))
        await pilot.mouse_down(app.timeline, offset=(MARGIN + 9, 1))
        await pilot.hover(app.timeline, offset=(MARGIN + 7, 1))
        await pilot.mouse_up(app.timeline, offset=(MARGIN + 7, 1))
        await pilot.pause()
    assert app.chosen == [(4, 4), (7, 9)]
