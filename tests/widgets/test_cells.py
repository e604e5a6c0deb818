"""The cell under the cursor."""

import pytest

from tests.widgets.harness import running, screen_lines
from widgets.record_list import RecordList
from widgets.view_models import Column, Fit, Row, shown

_COLUMNS = (
    Column("a", 3, key="a"),
    Column("b", 3),
    Column("c", 3, key="c"),
    Column("wide", 5, fit=Fit.WIDE, key="w"),
    Column("d", 0, key="d"),
)
_ROWS = [Row(number, tuple(shown(text) for text in "abcwd")) for number in range(3)]


@pytest.mark.parametrize(("moves", "cell"), [(0, "a"), (1, "c"), (2, "d"), (5, "d"), (-3, "a")])
async def test_it_moves_over_columns_that_have_a_key(moves, cell):
    content = RecordList(_COLUMNS)
    async with running(content):
        content.replace(_ROWS)
        for _ in range(abs(moves)):
            content.move_cell(1 if moves > 0 else -1)
        assert content.cell == cell


async def test_it_begins_where_it_is_told_to():
    content = RecordList(_COLUMNS, cell="c")
    async with running(content):
        assert content.cell == "c"


async def test_a_column_that_has_no_place_here_is_left():
    content = RecordList(_COLUMNS, cell="w")
    async with running(content, (40, 10)) as pilot:
        assert content.cell == "a"
        await pilot.resize_terminal(120, 10)
        await pilot.pause()
        assert content.cell == "w"


async def test_without_keys_there_is_no_cell():
    content = RecordList((Column("a", 0),))
    async with running(content):
        content.replace([Row(1, (shown("x"),))])
        content.move_cell(1)
        assert content.cell == ""


async def test_it_is_drawn_apart_from_its_row():
    content = RecordList(_COLUMNS, cell="c")
    async with running(content) as pilot:
        content.replace(_ROWS)
        await pilot.pause()
        strip = content.render_line(1)
        reversed_ = [segment.text for segment in strip if segment.style and segment.style.reverse]
        assert reversed_ == ["c  "]
        assert screen_lines(pilot.app)[1].startswith("▌a")


async def test_a_list_can_be_centred_on_its_cursor():
    content = RecordList((Column("n", 0),))
    async with running(content, (20, 11)) as pilot:
        content.replace([Row(at, (shown(at),)) for at in range(100)], key=50)
        content.centre()
        await pilot.pause()
        assert screen_lines(pilot.app)[6] == "▌50"
