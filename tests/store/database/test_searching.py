"""Texts and expressions are found in raw records, where they stand and nowhere else."""

import json
import re
import sqlite3
from itertools import accumulate
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.database import searching
from store.database.searching import Watch
from store.filters.expressions import compiled
from store.model import Record
from tests.store.database.making import packed_alone
from tests.store.database.test_evidence import lined


@given(st.lists(st.text("abAB", max_size=6), min_size=1), st.text("abAB", min_size=1, max_size=3))
def test_text_is_found_where_it_stands_and_nowhere_else(texts, needle):
    connection = packed_alone(lined(*(text.encode() for text in texts)))
    found = [
        connection.execute("SELECT has_text(?, ?)", (event, needle)).fetchone()[0]
        for event in range(1, len(texts) + 1)
    ]
    connection.close()
    assert found == [int(needle.lower() in text.lower()) for text in texts]


def has(records: list[Record], needle: str) -> list[int]:
    """The records that hold a text, counted from 1."""
    connection = packed_alone(records)
    rows = [
        event
        for event in range(1, len(records) + 1)
        if connection.execute("SELECT has_text(?, ?)", (event, needle)).fetchone()[0]
    ]
    connection.close()
    return rows


@pytest.mark.parametrize(
    ("needle", "expected"),
    [
        ("needle", [1, 3]),
        ("NEEDLE", [1, 3]),
        ("dleNee", []),
        ("dle\nNee", []),
        ("a\u00e9", [4]),
        ("%", [5]),
        ("_", []),
        ("\0", [5]),
        ("", [1, 2, 3, 4, 5]),
    ],
)
def test_text_is_taken_literally_and_without_case(needle, expected):
    records = lined(b"a Needle", b"needl", b"nEEDLE x", "A\u00e9".encode(), b"100%\0")
    assert has(records, needle) == expected


def test_text_that_reaches_over_two_records_is_not_found():
    assert has(lined(b"foo", b"bar", b"xoba"), "oba") == [3]


def test_bytes_that_are_not_utf_8_are_found_by_their_surrogates():
    block = searching._Block(b"a\xffb", [3], lambda: None)
    assert searching._Text("\udcff").records(block) == [0]


def answer(connection: sqlite3.Connection, function: str, number: int, wanted: str) -> Any:
    """What one of the SQL functions says."""
    return connection.execute(f"SELECT {function}(?, ?)", (number, wanted)).fetchone()[0]


def matching(texts: list[bytes], expression: str) -> list[int]:
    """The records that hold a match, counted from 1: by three functions that have to agree."""
    connection = packed_alone(lined(*texts))
    listed: list[int] = json.loads(answer(connection, "matches_in", 1, expression))
    numbers = range(1, len(texts) + 1)
    single = [each for each in numbers if answer(connection, "has_match", each, expression)]
    assert listed == single
    assert not listed or answer(connection, "holds_match", 1, expression)
    connection.close()
    return listed


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("union.{1,9}select", [1]),
        ("(?-i:union)", [2]),
        ("^sel", [3]),
        ("ion$", [2]),
        (r"\bon\b", [5]),
        (r"\Aselect\z", [3]),
        ("[^x]select", [1]),
        ("s.e", [4]),
        (r"\xff", [4]),
        ("nselect", []),
        ("ion|sel", [1, 2, 3]),
        ("", [1, 2, 3, 4, 5]),
    ],
)
def test_an_expression_is_found_within_one_record(expression, expected):
    texts = [b"UNION ALL SELECT", b"a union", b"select", b"s\xffe", b"on"]
    assert matching(texts, expression) == expected


_EXPRESSIONS = ["a", "ab", "^a", "b$", "a.b", "[^a]b", r"\bb", "a+b*", "(a|bb)a", r"\Ab", "ab|ba"]


@given(
    st.lists(st.text("abAB ", min_size=1, max_size=6), min_size=1), st.sampled_from(_EXPRESSIONS)
)
def test_expressions_mean_what_they_mean_elsewhere(texts, expression):
    plain = re.compile(expression, re.IGNORECASE)
    expected = [number for number, text in enumerate(texts, start=1) if plain.search(text)]
    assert matching([text.encode() for text in texts], expression) == expected


def test_utf_16_is_searched_by_expressions():
    connection = packed_alone(lined("ab".encode("utf-16-le"), b"xx"))
    connection.execute("CREATE TABLE sources (id INTEGER PRIMARY KEY, state TEXT)")
    connection.execute(
        """INSERT INTO sources SELECT source, '{"encoding": "utf-16-le"}' FROM blocks"""
    )
    assert answer(connection, "matches_in", 1, "^ab$") == "[1]"
    connection.close()


def test_a_common_text_is_found_in_each_of_many_records():
    connection = packed_alone(lined(*(b"needle %d" % each for each in range(300))))
    assert len(json.loads(answer(connection, "texts_in", 1, "needle"))) == 300
    assert answer(connection, "has_text", 300, "NEEDLE") == 1
    connection.close()


def test_who_watches_is_told_how_much_was_searched():
    told: list[int] = []
    connection = packed_alone(lined(b"12345", b"678"))
    searching.register(connection, Watch(told.append))
    for _ in range(2):
        answer(connection, "texts_in", 1, "nowhere")
    connection.close()
    assert told == [8]


def test_a_key_that_ends_a_search_is_noted():
    def press(_searched: int) -> None:
        raise KeyboardInterrupt

    watch = Watch(press)
    connection = packed_alone(lined(b"x"))
    searching.register(connection, watch)
    with pytest.raises(sqlite3.OperationalError):
        answer(connection, "has_text", 1, "y")
    connection.close()
    assert watch.interrupted


@given(
    st.dictionaries(st.integers(0, 199), st.text("abAB\n", max_size=6), max_size=30),
    st.sampled_from([*_EXPRESSIONS, "a$", r"\Aab\z", "(?-i:A)b"]),
)
def test_among_many_records_the_few_are_found(few, expression):
    block_of = [few.get(number, "x").encode() for number in range(200)]
    ends = list(accumulate(map(len, block_of)))
    block = searching._Block(b"".join(block_of), ends, lambda: None)
    wanted = searching._Expression(expression)
    alone = compiled(expression)
    expected = [number for number, raw in enumerate(block_of) if alone.search(raw)]
    assert list(wanted.records(block)) == expected
    assert wanted.occurs(block.data) or not expected


def test_what_is_found_often_is_looked_for_once(monkeypatch):
    looked = []
    records = searching._Expression.records

    def counted(self, block):
        looked.append(block)
        return records(self, block)

    monkeypatch.setattr(searching._Expression, "records", counted)
    connection = packed_alone(lined(*[b"needle"] * 100))
    assert answer(connection, "holds_match", 1, "n.edle|needle")
    assert len(json.loads(answer(connection, "matches_in", 1, "n.edle|needle"))) == 100
    connection.close()
    assert len(looked) == 1


def test_letters_that_other_alphabets_share_are_no_obstacle():
    assert matching([b"Kiss", "\u212aiss".encode(), b"x"], "kis{2}") == [1]
