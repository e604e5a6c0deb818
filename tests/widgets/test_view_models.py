"""The values that widgets draw."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.model import Severity
from widgets.view_models import clock, paragraphs, severity_mark, shown


@given(st.text())
def test_shown_text_always_prints(text):
    assert shown(text).isprintable()


def test_a_long_value_is_cut_with_an_ellipsis():
    assert shown("x" * 50, limit=10) == "xxxxxxxxx…"


def test_only_a_line_feed_ends_a_line_of_a_record():
    assert paragraphs("a\nb\rc\x0bd") == ("a", "b␍c␋d")


def test_of_a_text_that_is_too_long_is_said_how_much_more_there_is():
    assert paragraphs("ab\ncdef", 5) == ("ab", "cd", "… 2 characters more")
    assert paragraphs("ab\ncd", 5) == ("ab", "cd")


@pytest.mark.parametrize(
    ("long", "expected"), [(True, "2026-11-20 03:12:09"), (False, "11-20 03:12:09")]
)
def test_a_time_is_shown_to_the_second_in_utc(long, expected):
    assert clock(1_795_144_329_999_999, long=long) == expected


def test_each_severity_is_told_by_glyph_and_word():
    marks = {severity_mark(severity) for severity in Severity}
    assert len(marks) == len({mark.split()[0] for mark in marks}) == len(Severity)
