"""Values with wildcards."""

import pytest

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
