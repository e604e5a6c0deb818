"""Text that wraps and scrolls."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from tests.widgets.harness import running, screen_lines
from widgets import text_pane
from widgets.text_pane import TextPane, wrapped
from widgets.view_models import Line, Shown, Tone


def test_long_lines_are_folded_and_keep_their_tone():
    lines = wrapped([Line(Shown("abcdef"), Tone.BAD), Line(Shown(""))], 4)
    assert lines == [
        Line(Shown("abcd"), Tone.BAD),
        Line(Shown("ef"), Tone.BAD),
        Line(Shown("")),
    ]


@pytest.mark.parametrize(
    ("text", "width", "folded"),
    [
        ("one two three", 8, ["one two", "three"]),
        ("one two three", 7, ["one two", "three"]),
        ("  one two three", 9, ["  one two", "  three"]),
        ("a onetwothreefour", 8, ["a onetwo", "threefou", "r"]),
        ("one   two", 5, ["one", "two"]),
        ("日本語日本語", 5, ["日本", "語日", "本語"]),
        ("ab", 1, ["a", "b"]),
        ("日", 1, ["日"]),
        ("       x y", 5, ["", " x y"]),
    ],
)
def test_lines_are_folded_between_words_where_there_are_some(text, width, folded):
    assert [line.text for line in wrapped([Line(Shown(text))], width)] == folded


def test_a_line_goes_on_where_it_hangs():
    line = Line(Shown("key   one two three four"), hang=6)
    assert [part.text for part in wrapped([line], 14)] == [
        "key   one two",
        "      three",
        "      four",
    ]


def test_on_a_narrow_screen_it_hangs_nowhere():
    line = Line(Shown("key   one two three"), hang=6)
    assert [part.text for part in wrapped([line], 11)] == ["key   one", "two three"]


@given(st.text(st.characters(categories=["L", "N", "P", "S", "Zs"])), st.integers(2, 40))
def test_folded_lines_fit_and_lose_nothing_but_blanks(text, width):
    parts = [line.text for line in wrapped([Line(Shown(text))], width)]
    assert all(cell_len(part) <= width for part in parts)
    assert "".join(parts).replace(" ", "") == text.replace(" ", "")


async def test_it_scrolls_no_further_than_its_end():
    widget = TextPane(wrap=True)
    async with running(widget, (10, 3)) as pilot:
        widget.show([Line(Shown(str(number))) for number in range(5)])
        widget.page(1)
        widget.page(1)
        await pilot.pause()
        assert [line.strip() for line in screen_lines(pilot.app)] == ["2", "3", "4"]


async def test_without_wrapping_lines_are_cut():
    widget = TextPane(wrap=False)
    async with running(widget, (10, 2)) as pilot:
        widget.show([Line(Shown("x" * 20)), Line(Shown("next"))])
        await pilot.pause()
        assert [line.strip() for line in screen_lines(pilot.app)] == ["xxxxxxx…", "next"]


@pytest.mark.parametrize(("height", "second"), [(3, "next"), (9, "xxxxxxxx")])
async def test_where_nothing_is_asked_for_it_wraps_if_there_is_room(height, second):
    widget = TextPane()
    async with running(widget, (10, height)) as pilot:
        widget.show([Line(Shown("x" * 16)), Line(Shown("next"))])
        await pilot.pause()
        assert screen_lines(pilot.app)[1].strip() == second


async def test_a_text_that_is_told_anew_stays_where_it_was_read():
    widget = TextPane(wrap=False)
    async with running(widget, (20, 4)) as pilot:
        widget.show([Line(Shown(f"line {number}")) for number in range(9)])
        widget.scroll_rows(3)
        widget.show([Line(Shown(f"word {number}")) for number in range(9)], keep=True)
        await pilot.pause()
        assert screen_lines(pilot.app)[0].strip() == "word 3"
        widget.show([Line(Shown("short"))], keep=True)
        await pilot.pause()
        assert screen_lines(pilot.app)[0].strip() == "short"


def test_a_long_line_is_measured_about_once(monkeypatch):
    measured: list[int] = []

    def measure(text: str) -> int:
        measured.append(len(text))
        return cell_len(text)

    monkeypatch.setattr(text_pane, "cell_len", measure)
    folded = wrapped([Line(Shown("x" * 100_000))], 50)
    assert (len(folded), sum(measured) < 500_000) == (2000, True)


def test_marks_without_a_letter_fit_the_narrowest_screen():
    folded = wrapped([Line(Shown("x \u0301\u0301yz"))], 1)
    assert "".join(line.text for line in folded) == "x\u0301\u0301yz"
