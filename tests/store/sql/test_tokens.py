"""The words of a query."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.sql.tokens import Part, named_selects, tokens, words


@given(st.text(max_size=200))
def test_the_tokens_together_are_the_query(query: str) -> None:
    assert "".join(one.text for one in tokens(query)) == query


@given(st.text(max_size=200))
def test_each_token_stands_where_it_says(query: str) -> None:
    assert all(query[one.start : one.end] == one.text for one in tokens(query))


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("'it''s'", Part.TEXT),
        ("'not closed", Part.TEXT),
        ('"a name"', Part.QUOTED),
        ("[a name]", Part.QUOTED),
        ("-- said\n", Part.COMMENT),
        ("/* said", Part.COMMENT),
        ("source_ip", Part.NAME),
        ("größe", Part.NAME),
        ("12.5e3", Part.NUMBER),
        ("<>", Part.SIGN),
    ],
)
def test_a_token_is_known_by_how_it_is_written(text: str, part: Part) -> None:
    assert next(tokens(text)).part is part


def test_words_are_neither_space_nor_comment() -> None:
    assert [one.text for one in words("SELECT -- all\n 1")] == ["SELECT", "1"]


def test_a_name_is_told_without_its_quotes() -> None:
    assert [one.name for one in words('"a" [b] `c` d')] == ["a", "b", "c", "d"]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("WITH x AS (SELECT 1), Y(a, b) AS NOT MATERIALIZED (SELECT 2) SELECT 1", {"x", "y"}),
        ("WITH RECURSIVE n(i) AS (SELECT 1) SELECT count(*) FROM n", {"n"}),
        ("SELECT a AS b FROM events AS e", set()),
        ("SELECT 'x AS (' -- y AS (", set()),
        ("x (", set()),
    ],
)
def test_selects_with_a_name_are_known(query: str, names: set[str]) -> None:
    assert named_selects(query) == names
