"""Which texts a value holds, asked at once for many values, is what SQLite says of each."""

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store.rules.matching.held_texts import holding, texts_asked_for
from store.rules.matching.judge import Judge

NAME = "`message`"


def like(text: str) -> str:
    return f"{NAME} LIKE '%{text}%' ESCAPE '\\'"


@pytest.mark.parametrize(
    ("predicates", "texts"),
    [
        ([like("Invalid User")], ("invalid user",)),
        ([f"(NOT COALESCE(({like('b')} OR {like('a')}), 0)) AND `user.name`='x'"], ("a", "b")),
        ([like(r"100\%"), like(r"a\_b"), like("it''s"), like(r"c\\d")], None),
        ([f"{NAME}='a'"], ()),
        ([f"{NAME} IS NULL OR {like('a')}"], ()),
        ([like("a"), f"{NAME} LIKE 'a%' ESCAPE '\\'"], ()),
        ([like("a%b")], ()),
        ([like("a_b")], ()),
        ([f"fold({NAME}) LIKE '%a%' ESCAPE '\\'"], ()),
        ([f"{NAME} REGEXP 'a'"], ()),
        ([like("ä")], ()),
        (["`user.name`='a'"], ()),
    ],
)
def test_what_is_asked_of_a_column(predicates, texts):
    found = texts_asked_for(predicates, "message")
    assert found == (("100%", "a_b", "c\\d", "it's") if texts is None else texts)


def test_a_text_that_speaks_of_the_column_is_no_question():
    said = f"`user.name`='{NAME} LIKE ''%a%'' ESCAPE ''\\'''"
    assert texts_asked_for([said], "message") == ()


def test_many_texts_are_not_looked_for_one_by_one():
    assert texts_asked_for([like(f"text {at:02}") for at in range(17)], "message") == ()


TEXTS = st.text(alphabet="aAbB \n", min_size=1, max_size=3).map(str.lower)
VALUES = (
    st.none() | st.text(alphabet="aAbB \n\0\u2400\u212a\udc80İk", max_size=6) | st.integers(0, 9)
)


@settings(max_examples=200, deadline=None)
@given(st.lists(TEXTS | st.sampled_from(["k", "udc80", "5"]), max_size=3), st.lists(VALUES))
def test_values_hold_what_like_finds_in_them(texts, values):
    assert holding(texts, values) == [liked(text, values) for text in texts]


def liked(text: str, values: Sequence[str | int | None]) -> list[bool]:
    judge = Judge(5.0)
    rows = [(None if value is None else str(value),) for value in values]
    found = set(judge.holds(judge.load(("message",), rows), like(text)))
    return [at in found for at in range(len(values))]
