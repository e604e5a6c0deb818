"""Letters that differ in case alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.rules.reading.folding import folded, has_cases


@pytest.mark.parametrize(
    ("one", "other"),
    [("Root", "rOOT"), ("MÜLLER", "müller"), ("ΣΑΣ", "σας"), ("Ж", "ж"), ("İ", "İ"), ("ẞ", "ß")],
)
def test_texts_that_differ_in_case_are_the_same(one, other):
    assert folded(one) == folded(other)


@given(st.text())
def test_a_text_keeps_its_length(text):
    assert len(folded(text)) == len(text)


@given(st.text())
def test_folding_twice_changes_nothing(text):
    assert folded(folded(text)) == folded(text)


@pytest.mark.parametrize(
    ("text", "expected"), [("abc", False), ("é", True), ("–", False), ("日本", False), ("aÄ", True)]
)
def test_letters_beyond_ascii_are_seen(text, expected):
    assert has_cases(text) is expected
