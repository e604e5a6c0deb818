"""Conditions put together."""

import pytest

from store.filters.patterns import pattern
from store.queries.where import EVERYTHING, Where, all_of, any_of, bindable, like, negation

_A, _B = Where("a = ?", (1,)), Where("b = ?", (2,))


def test_all() -> None:
    assert all_of([_A, EVERYTHING, _B]) == Where("a = ? AND b = ?", (1, 2))


def test_any() -> None:
    assert any_of([_A, _B]) == Where("(a = ? OR b = ?)", (1, 2))


def test_any_with_everything_is_everything() -> None:
    assert any_of([_A, EVERYTHING]) == EVERYTHING


def test_a_negation_holds_where_there_is_no_value() -> None:
    assert negation(_A) == Where("(a = ?) IS NOT TRUE", (1,))


@pytest.mark.parametrize(
    ("where", "more", "clause"),
    [
        (EVERYTHING, (), ""),
        (_A, (), "WHERE a = ?"),
        (EVERYTHING, ("x",), "WHERE x"),
        (_A, ("x", "y"), "WHERE a = ? AND x AND y"),
    ],
)
def test_clause(where: Where, more: tuple[str, ...], clause: str) -> None:
    assert where.clause(*more) == clause


def test_what_is_special_to_like_is_escaped() -> None:
    assert like(pattern(["100%_\\", "x"])) == "100\\%\\_\\\\%x"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("plain", "plain"),
        ("漢", "漢"),
        ("a\udcff", "a\\xff"),
        ("\ud800", "\\xed\\xa0\\x80"),
        ("a\0b", "a\0b"),
    ],
)
def test_text_that_sqlite_would_refuse(text: str, wanted: str) -> None:
    assert bindable(text) == wanted
