"""What values answer to rules' patterns is what SQLite says of them."""

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store.rules.matching.answers import Pattern, answered, patterns_of
from store.rules.matching.judge import Judge

NAME = "`message`"


def like(pattern: str) -> str:
    return f"{NAME} LIKE '{pattern}' ESCAPE '\\'"


def begins(*texts: str) -> Pattern:
    return Pattern(texts, is_begin=True, is_end=False)


HUNDRED = r"100\%%"


@pytest.mark.parametrize(
    ("predicates", "patterns"),
    [
        ([like("Git/%")], [begins("git/")]),
        ([like("%.php")], [Pattern((".php",), is_begin=False, is_end=True)]),
        ([like("%a%"), like("b%")], [Pattern(("a",), is_begin=False, is_end=False), begins("b")]),
        ([f"({NAME} IS NULL OR {like(HUNDRED)})"], [begins("100%")]),
        ([f"{NAME} IS NOT NULL"], []),
        (["`user.name`='a'"], []),
        ([f"{NAME}='a'"], None),
        ([f"{NAME}='::1'"], [Pattern(("::1",), is_begin=True, is_end=True)]),
        ([f"{NAME}='::1''a'"], None),
        ([like("fC%:%")], [begins("fc", ":")]),
        ([like("a%%b")], None),
        ([like("a_b")], None),
        ([f"fold({NAME}) LIKE '%a%' ESCAPE '\\'"], None),
        ([like("ä%")], None),
        ([like(f"{at}%") for at in range(65)], None),
    ],
)
def test_what_is_asked_of_a_column(predicates, patterns):
    found = patterns_of(predicates, "message")
    assert found == (None if patterns is None else tuple(patterns))


TEXTS = st.text(alphabet="aAbB \n", min_size=1, max_size=3).map(str.lower)
PATTERNS = st.builds(
    Pattern,
    st.lists(TEXTS | st.sampled_from(["k", "udc80", "5"]), min_size=1, max_size=3).map(tuple),
    st.booleans(),
    st.booleans(),
)
VALUES = (
    st.none() | st.text(alphabet="aAbB \n\0\u2400\u212a\udc80İk", max_size=6) | st.integers(0, 9)
)


@settings(max_examples=200, deadline=None)
@given(st.lists(PATTERNS, max_size=3), st.lists(VALUES))
def test_values_answer_what_sqlite_finds(patterns, values):
    bits = answered(patterns, values)
    assert [bit & 1 == 1 for bit in bits] == [value is None for value in values]
    for at, pattern in enumerate(patterns, 1):
        assert [bit >> at & 1 == 1 for bit in bits] == liked(pattern, values)


def liked(pattern: Pattern, values: Sequence[str | int | None]) -> list[bool]:
    judge = Judge(5.0)
    rows = [(None if value is None else str(value),) for value in values]
    before, behind = "%" * (not pattern.is_begin), "%" * (not pattern.is_end)
    found = set(
        judge.holds(judge.load(("message",), rows), like(before + "%".join(pattern.texts) + behind))
    )
    return [at in found for at in range(len(values))]
