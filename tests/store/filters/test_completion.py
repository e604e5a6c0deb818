"""What is being typed at the end of a filter."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.filters import completion
from store.filters.grammar import parse


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", (None, "", 0)),
        ("us", (None, "us", 0)),
        ("-us", (None, "us", 1)),
        ("ip:1 us", (None, "us", 5)),
        ("user:", ("user", "", 5)),
        ("user:ro", ("user", "ro", 5)),
        ("-user:ro", ("user", "ro", 6)),
        ("user.name:ro", ("user", "ro", 10)),
        ('agent:"Mozilla Fi', ("agent", "Mozilla Fi", 6)),
        ("user:(root or ad", ("user", "ad", 14)),
        ("user:root,ad", ("user", "ad", 10)),
        ("path:=/wp", ("path", "/wp", 6)),
        ("nokey:x", (None, "nokey:x", 0)),
        ("user:root ", (None, "", 10)),
    ],
)
def test_the_last_word_is_what_is_typed(text, found):
    assert completion.unfinished(text) == found


def test_a_key_is_finished_with_a_colon():
    assert completion.taken("ip:1 us", completion.unfinished("ip:1 us"), "user") == "ip:1 user:"


def test_a_value_is_quoted_where_it_needs_that():
    word = completion.unfinished("-agent:mo")
    assert completion.taken("-agent:mo", word, "Mozilla 5") == '-agent:"Mozilla 5" '


def test_keys_that_begin_so_come_in_the_order_of_the_help():
    assert [key.name for key in completion.keys_like("s")] == [
        "status",
        "site",
        "source",
        "since",
        "severity",
        "silence",
    ]


@given(st.text(min_size=1))
def test_any_value_that_is_taken_can_be_read_back(value):
    word = completion.unfinished("user:")
    (term,) = parse(completion.taken("user:", word, value)).terms
    assert term.values[0].parts == (value,)


@given(st.text())
def test_any_text_has_a_last_word(text):
    word = completion.unfinished(text)
    assert 0 <= word.start <= len(text)
