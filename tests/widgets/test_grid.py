"""Tables of columns that nobody knew before."""

import pytest

from tests.widgets.harness import running, screen_lines, screen_text
from widgets.grid import Grid
from widgets.view_models import Shown, shown

_TITLES = [shown(name) for name in ("id", "a long title", "text", "last")]


def _rows(count: int) -> list[tuple[Shown, ...]]:
    return [tuple(map(shown, (at, f"value {at}", "x" * 60, f"end {at}"))) for at in range(count)]


async def test_as_many_columns_as_fit_are_shown():
    grid = Grid()
    async with running(grid, (40, 6)) as pilot:
        grid.fill(_TITLES, _rows(3))
        await pilot.pause()
        assert grid.in_view == (0, 2)
        assert "a long title" in screen_text(pilot.app)
        assert "end" not in screen_text(pilot.app)


async def test_the_view_follows_the_cursor():
    grid = Grid()
    async with running(grid, (40, 6)) as pilot:
        grid.fill(_TITLES, _rows(3))
        await pilot.pause()
        for _ in range(3):
            grid.move_cell(1)
        await pilot.pause()
        assert grid.at == 3
        assert "end 0" in screen_text(pilot.app)
        for _ in range(3):
            grid.move_cell(-1)
        await pilot.pause()
        assert grid.in_view[0] == 0


async def test_the_cursor_stays_within_the_columns():
    grid = Grid()
    async with running(grid, (40, 6)):
        grid.fill(_TITLES, _rows(1))
        grid.move_cell(99)
        assert grid.at == 3
        grid.move_cell(-99)
        assert grid.at == 0


async def test_numbers_stand_to_the_right():
    grid = Grid()
    async with running(grid, (40, 6)) as pilot:
        grid.fill([shown("number")], [(shown(7),)], numeric=[0])
        await pilot.pause()
        assert screen_lines(pilot.app)[1] == "▌     7"


async def test_a_long_text_in_the_last_column_takes_the_room_that_is_left():
    grid = Grid()
    async with running(grid, (70, 6)) as pilot:
        grid.fill([shown("id"), shown("text")], [(shown(1), shown("x" * 90))])
        await pilot.pause()
        assert "x" * 60 in screen_text(pilot.app)


async def test_it_is_filled_where_one_stood():
    grid = Grid()
    async with running(grid, (40, 6)):
        grid.fill(_TITLES, _rows(9), spot=(4, 1))
        assert (grid.cursor, grid.at) == (4, 1)


async def test_where_nothing_came_that_is_said():
    grid = Grid()
    async with running(grid, (40, 6)) as pilot:
        grid.say(shown("nothing"))
        grid.fill(_TITLES, [])
        await pilot.pause()
        assert "nothing" in screen_text(pilot.app)


@pytest.mark.parametrize("width", [1, 2, 5, 12, 200])
async def test_it_fits_any_width(width):
    grid = Grid()
    async with running(grid, (width, 6)) as pilot:
        grid.fill(_TITLES, _rows(3))
        for by in (1, 1, 1, -1, -1, -1):
            grid.move_cell(by)
            await pilot.pause()
        assert grid.at == 0


async def test_without_columns_nothing_breaks():
    grid = Grid()
    async with running(grid, (40, 6)):
        grid.move_cell(1)
        assert (grid.at, grid.in_view) == (0, (0, 0))
