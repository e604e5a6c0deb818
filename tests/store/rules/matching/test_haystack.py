"""Many texts are looked for in many others at once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.rules.matching.haystack import Needles

WORDS = st.text(st.sampled_from("ab%.$\\{("), min_size=1, max_size=3)
VALUES = st.lists(st.text(st.sampled_from("abAB%.$\\{(\n ä\0"), max_size=8), max_size=8)


@given(st.lists(WORDS, min_size=1, max_size=4), VALUES)
def test_a_value_holds_what_it_contains_in_any_case(words, values):
    wanted = [any(word in value.lower() for word in words) for value in values]
    assert Needles(words).holding(values) == wanted


@given(st.lists(WORDS, min_size=1, max_size=7), st.lists(VALUES, max_size=4))
def test_texts_that_many_values_hold_are_found_like_others(words, batches):
    needles = Needles(words)
    for values in batches:
        many = values * 40
        wanted = [any(word in value.lower() for word in words) for value in many]
        assert needles.holding(many) == wanted


@pytest.mark.parametrize("value", ["a\nb", "x a\nb y"])
def test_a_text_of_several_lines_is_found_by_its_longest(value):
    assert Needles(["a\nbcd", "longest\nx"]).holding([value, "bcd", "longest"]) == [
        *(False, True, True)
    ]


def test_a_find_does_not_reach_into_the_next_value():
    assert Needles(["ab"]).holding(["a", "b", "ab"]) == [False, False, True]


def test_what_is_no_utf8_is_looked_through_as_well():
    assert Needles(["a"]).holding(["\udcff", "\udcffa"]) == [False, True]


def test_nothing_holds_nothing():
    assert Needles(["a"]).holding([]) == []


@given(WORDS, st.lists(st.binary(max_size=6).map(lambda raw: raw.replace(b"\n", b"a")), max_size=6))
def test_bytes_hold_what_they_contain_in_any_case_of_ascii(word, raws):
    wanted = [word.encode() in raw.lower() for raw in raws]
    assert Needles([word]).among(raws) == wanted


def test_bytes_of_several_lines_are_one():
    assert Needles(["ab"]).among([b"x\nAB\n", b"a", b"b"]) == [True, False, False]
