"""The texts without which an expression cannot match."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store.filters.literals import literals
from store.rules.matching.patterns import PatternError, compiled


@pytest.mark.parametrize(
    ("pattern", "texts"),
    [
        ("abc", ("abc",)),
        ("ABC", ("abc",)),
        ("a.bcd", ("bcd",)),
        ("(?:wget|curl)", ("wget", "curl")),
        (r"(?:^|[\s;])(?:wget|curl)\s+https?://", ("http",)),
        ("(abc)+d", ("abc",)),
        ("(abc)*d", ("d",)),
        ("(abc)?", ()),
        ("x{2,}", ("x",)),
        ("ab|cd", ("ab", "cd")),
        ("ab|c*", ()),
        ("cmd(?!line)", ("cmd",)),
        ("(?<!Program )Files", ("files",)),
        (r"\d{1,3}(?:\.\d{1,3}){3}", (".",)),
        (r"\$\{[a-z:]{1,20}jndi", ("jndi",)),
        ("(?i)select", ("elect",)),
        ("(?i:dro)p", ("dro",)),
        ("é", ()),
        ("", ()),
    ],
)
def test_texts(pattern, texts):
    assert literals(pattern, ignore_case=False) == texts


@pytest.mark.parametrize(
    ("pattern", "texts"),
    [
        ("=[^&]{1,80}[;|`] ?(?:ls|nc)$", (";ls", ";nc", "; ls", "; nc", "|ls", "|nc")),
        ("a[b-d]e", ("abe", "ace", "ade")),
        ("a[^b]c", ("a",)),
        ("(?:abcd|fghi)kl", ("abcdkl", "fghikl")),
        (r"https?://", ("http://", "https://")),
        (r"abcdef[gh]", ("abcdef",)),
        (r"a[\d]b", ("a",)),
        (r"x[a-z]y", ("x",)),
        ("a{1}b", ("ab",)),
        ("a{2}b", ("a",)),
        ("a\\bb", ("ab",)),
        ("[ab]{0,1}[cd]e", ("ce", "de", "ace", "ade", "bce", "bde")),
        ("(?i)[a-h][a-h][a-h]x", ("ax",)),
    ],
)
def test_what_can_be_written_out_is_where_many_texts_cost_no_more(pattern, texts):
    found = literals(pattern, ignore_case=False, spread=True)
    assert set(texts) <= set(found)
    assert len(found) <= 128


def test_what_the_engine_takes_for_a_letter_is_written_out_too():
    found = literals("kis", ignore_case=True, spread=True)
    assert set(found) == {
        "kis",
        "ki\u017f",
        "k\u0131s",
        "k\u0131\u017f",
        "ki\u0307s",
        "ki\u0307\u017f",
    }


@pytest.mark.parametrize(
    "pattern",
    ["[[:alpha:]]x", r"\Qa.b\Eabc", r"\pLabc", "(", "(?x) a b", "a" * 50_000 + "(", "((((" * 9000],
)
def test_of_what_may_mean_something_else_nothing_is_said(pattern):
    assert literals(pattern, ignore_case=False) == ()


def test_a_letter_that_is_the_same_as_others_is_left_out_where_case_is_ignored():
    assert literals("kiss", ignore_case=True) == ()
    assert literals("ask", ignore_case=True) == ("a",)


PARTS = st.sampled_from(
    [
        "a",
        "B",
        "k",
        "s",
        "i",
        "-",
        ".",
        r"\.",
        r"\d",
        "[ab]",
        "[i-k]",
        "[;sB]",
        "[^a]",
        "^",
        "$",
        r"\b",
        "é",
        "ſ",
        "(?i)",
        "1",
    ]
)
PATTERNS = st.recursive(
    PARTS,
    lambda inner: (
        st.builds("(?:{}{})".format, inner, inner)
        | st.builds("({}|{})".format, inner, inner)
        | st.builds("{}{}".format, inner, st.sampled_from(["?", "*", "+", "{2}", "{0,1}"])).map(
            "(?:{})".format
        )
        | st.builds("(?={}){}".format, inner, inner)
        | st.builds("(?!{}){}".format, inner, inner)
        | st.builds("(?i:{})".format, inner)
    ),
    max_leaves=6,
)
TEXTS = st.text("aAbBkK\u212asSſiİı-.1éÉ", max_size=8)


@settings(max_examples=2500, deadline=None)
@given(PATTERNS, TEXTS, st.booleans(), st.booleans())
def test_whatever_matches_holds_one_of_the_texts(pattern, text, ignore_case, spread):
    texts = literals(pattern, ignore_case=ignore_case, spread=spread)
    try:
        found = compiled(f"(?i){pattern}" if ignore_case else pattern).search(text)
    except PatternError:
        return
    if found is not None and texts:
        assert any(each in text.lower() for each in texts)


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_what_is_made_to_match_holds_one_of_the_texts(data):
    pattern = data.draw(
        st.sampled_from([r"(?:^|[\s;])(?:wget|curl)\s+https?://", r"(a|b(c|d))+e?", r"x{2,3}y|z"])
    )
    text = data.draw(st.from_regex(re.compile(pattern)))
    assert any(each in text.lower() for each in literals(pattern, ignore_case=False))
