"""The list that holds a window of its rows."""

import pytest

from tests.widgets.harness import COLUMNS, rows, running, screen_lines
from widgets.record_list import MOST_ROWS, Edge, RecordList
from widgets.view_models import shown


class _Hearing(RecordList):
    """Remembers what it posts."""

    def __init__(self) -> None:
        super().__init__(COLUMNS)
        self.posted: list[object] = []

    def post_message(self, message):
        if isinstance(message, RecordList.Moved | RecordList.Wanted | RecordList.Opened):
            self.posted.append(message)
        return super().post_message(message)

    @property
    def wanted(self):
        return [(one.edge, one.key) for one in self.posted if isinstance(one, RecordList.Wanted)]


async def test_rows_stand_under_their_titles_with_a_cursor():
    widget = RecordList(COLUMNS)
    async with running(widget) as pilot:
        widget.replace(rows(0, 3))
        await pilot.pause()
        assert screen_lines(pilot.app)[:3] == ["    n text", "▌   0 row 0", "    1 row 1"]


async def test_without_rows_it_says_why():
    widget = RecordList(COLUMNS)
    async with running(widget) as pilot:
        widget.say(shown("Nothing here."))
        await pilot.pause()
        assert screen_lines(pilot.app)[1] == " Nothing here."


async def test_the_window_follows_the_cursor():
    widget = RecordList(COLUMNS)
    async with running(widget) as pilot:
        widget.replace(rows(0, 100))
        widget.move(20)
        await pilot.pause()
        assert screen_lines(pilot.app)[-1] == "▌  20 row 20"


async def test_a_page_is_a_screenful_less_one_row():
    widget = RecordList(COLUMNS)
    async with running(widget):
        widget.replace(rows(0, 100))
        widget.page(1)
        assert widget.cursor_key == 8


async def test_near_the_end_it_asks_for_the_rows_after():
    widget = _Hearing()
    async with running(widget):
        widget.replace(rows(0, 50), at_end=False)
        widget.stand_on(45)
    assert widget.wanted == [(Edge.AFTER, 49)]


async def test_it_asks_only_once():
    widget = _Hearing()
    async with running(widget):
        widget.replace(rows(0, 50), at_end=False)
        widget.stand_on(45)
        widget.move(1)
    assert len(widget.wanted) == 1


@pytest.mark.parametrize(
    ("at_start", "at_end", "go", "expected"),
    [
        (False, True, "first", [(Edge.FIRST, None)]),
        (True, False, "last", [(Edge.LAST, None)]),
        (True, True, "last", []),
    ],
)
async def test_the_ends_are_asked_for_where_they_are_not_loaded(at_start, at_end, go, expected):
    widget = _Hearing()
    async with running(widget):
        widget.replace(rows(0, 200), at_start=at_start, at_end=at_end, index=100)
        getattr(widget, go)()
    assert widget.wanted == expected


async def test_rows_before_keep_the_cursor_on_its_row():
    widget = RecordList(COLUMNS)
    async with running(widget):
        widget.replace(rows(50, 100), at_start=False, key=60)
        widget.extend(Edge.BEFORE, rows(0, 50), done=True)
        assert widget.cursor_key == 60


async def test_the_far_end_is_let_go_and_the_cursor_stays():
    widget = RecordList(COLUMNS)
    async with running(widget):
        widget.replace(rows(0, MOST_ROWS), at_end=False, index=MOST_ROWS - 1)
        widget.extend(Edge.AFTER, rows(MOST_ROWS, MOST_ROWS + 200), done=False)
        assert (widget.rows[0].key, len(widget.rows)) == (200, MOST_ROWS)
        assert widget.cursor_key == MOST_ROWS - 1


async def test_other_rows_keep_the_cursor_on_its_key():
    widget = RecordList(COLUMNS)
    async with running(widget):
        widget.replace(rows(0, 20), index=5)
        widget.replace(rows(3, 20), key=5)
        assert widget.cursor_key == 5


async def test_what_comes_above_the_first_row_is_seen():
    widget = RecordList(COLUMNS)
    async with running(widget) as pilot:
        widget.replace(rows(5, 9))
        widget.replace(rows(3, 9), key=widget.cursor_key)
        await pilot.pause()
        assert screen_lines(pilot.app)[1:4] == ["    3 row 3", "    4 row 4", "▌   5 row 5"]


async def test_what_comes_above_does_not_move_the_cursors_row_out_of_sight():
    widget = RecordList(COLUMNS)
    async with running(widget) as pilot:
        widget.replace(rows(50, 99))
        widget.replace(rows(0, 99), key=widget.cursor_key)
        await pilot.pause()
        assert "▌  50 row 50" in screen_lines(pilot.app)


async def test_a_row_above_that_goes_to_the_end_does_not_move_the_others_down():
    widget = RecordList(COLUMNS)
    async with running(widget) as pilot:
        widget.replace(rows(0, 100))
        widget.stand_on(50)
        widget.move(-3)
        await pilot.pause()
        before = screen_lines(pilot.app)
        widget.move(1)  # row 47 was decided about and goes to the end
        some = rows(0, 100)
        widget.replace([*some[:47], *some[48:], some[47]], key=widget.cursor_key)
        await pilot.pause()
        after = screen_lines(pilot.app)
        assert [line.startswith("▌") for line in after] == [line.startswith("▌") for line in before]
        assert after[1] == before[1]


async def test_a_click_moves_the_cursor():
    widget = RecordList(COLUMNS)
    async with running(widget) as pilot:
        widget.replace(rows(0, 5))
        await pilot.click(widget, offset=(3, 4))
        assert widget.cursor_key == 3


async def test_a_double_click_opens():
    widget = _Hearing()
    async with running(widget) as pilot:
        widget.replace(rows(0, 5))
        await pilot.click(widget, offset=(3, 2), times=2)
    assert [one.row.key for one in widget.posted if isinstance(one, RecordList.Opened)] == [1]
