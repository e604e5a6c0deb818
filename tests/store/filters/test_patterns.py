"""Values with wildcards."""

import pytest

from store.errors import FilterError
from store.filters.grammar import Filter, Term, parse
from store.filters.patterns import Pattern, exactly, pattern


@pytest.mark.parametrize(
    ("parts", "text"),
    [
        (["root"], "root"),
        ([""], '""'),
        (["a b"], '"a b"'),
        (['say "x"'], r'"say \"x\""'),
        (["C:\\x"], "C:\\x"),
        (["C:\\x y"], r'"C:\\x y"'),
        (["a*b"], '"a*b"'),
        (["/wp-", ""], "/wp-*"),
        (["", ""], "*"),
        (["/a b/", ".php"], '"/a b/"*.php'),
    ],
)
def test_text(parts: list[str], text: str) -> None:
    assert pattern(parts).text() == text


def test_wildcards_in_a_row_are_one() -> None:
    assert pattern(["a", "", "", "b"]) == Pattern(("a", "b"))


@pytest.mark.parametrize(
    ("value", "exact", "anything"),
    [
        (exactly("a"), True, False),
        (exactly(""), True, False),
        (pattern(["", ""]), False, True),
        (pattern(["a", ""]), False, False),
    ],
)
def test_kinds(value: Pattern, exact: bool, anything: bool) -> None:
    assert (value.exact, value.anything) == (exact, anything)


def test_an_equals_sign_before_a_value_says_that_its_case_counts():
    (term,) = parse("path:=/Index.html").terms
    assert term.values == (exactly("/Index.html", cased=True),)
    assert Filter((term,)).text() == "path:=/Index.html"


def test_a_value_that_begins_with_an_equals_sign_is_quoted():
    term = Term("user", (exactly("=x"),))
    assert term.text() == 'user:"=x"'
    assert parse(term.text()).terms == (term,)


@pytest.mark.parametrize("text", ["path:=/a*", "ip:=192.0.2.1", "status:=404", "since:=2h"])
def test_it_is_for_names_as_they_stand_only(text):
    with pytest.raises(FilterError):
        parse(text)
