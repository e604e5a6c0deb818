"""The last gate before the terminal."""

from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.color import Color

from widgets.line_filter import CleanStream, TerminalSafe

_BLACK = Color(0, 0, 0)


@given(st.lists(st.text(), min_size=1, max_size=4))
def test_only_printable_text_of_the_same_width_passes(texts):
    segments = TerminalSafe().apply([Segment(text) for text in texts], _BLACK)
    assert all(segment.text.isprintable() for segment in segments)


@pytest.mark.parametrize("text", ["a\x1b[2Jb", "\u202eabc", "x\x9bm", "n\u00a0b"])
def test_widths_stay_as_they_were_counted(text):
    (segment,) = TerminalSafe().apply([Segment(text)], _BLACK)
    assert cell_len(segment.text) == cell_len(text)


def test_a_clean_line_is_passed_on_untouched():
    segments = [Segment("clean", Style(bold=True))]
    assert TerminalSafe().apply(segments, _BLACK) is segments


def test_a_stream_shows_controls_and_keeps_lines():
    out = StringIO()
    CleanStream(out).write("a\x1b]52;c;x\x07\nb")
    assert out.getvalue() == "a␛]52;c;x␇\nb"
