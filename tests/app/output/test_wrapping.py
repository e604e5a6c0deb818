"""Lines no wider than a terminal."""

from hypothesis import given
from hypothesis import strategies as st

from app.output.tables import cells
from app.output.wrapping import wrapped
from store.text import safe

some_text = st.text(st.sampled_from("ab \u4e2d\uff21\x1b\u0301"), max_size=120)


def test_words_stay_whole():
    assert wrapped("one two three", 8, " ") == [" one two", " three"]


def test_nothing_is_a_line():
    assert wrapped("", 80) == [""]


@given(some_text)
def test_no_line_is_too_wide_and_nothing_is_lost(text):
    lines = wrapped(text, 10)
    assert max(map(cells, lines)) <= 10
    assert "".join("".join(lines).split()) == "".join(safe(text).split())
