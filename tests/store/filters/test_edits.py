"""Filters changed by keystrokes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.filters.edits import only, term_for, with_term, without
from store.filters.grammar import Filter, parse
from store.filters.keys import KEYS


def edited(text: str, term: str) -> str:
    return with_term(parse(text), parse(term).terms[0]).text()


@pytest.mark.parametrize(
    ("before", "term", "after"),
    [
        ("", "user:root", "user:root"),
        ("status:404", "user:root", "status:404 user:root"),
        ("user:root status:404", "user:root", "status:404 user:root"),
        ("-user:root", "user:root", "user:root"),
        ("user:root", "-user:root", "-user:root"),
        ("user:root", "-user:admin", "user:root -user:admin"),
        ("since:2h user:root", "since:7d", "user:root since:7d"),
        ("since:2h", "until:1h", "since:2h until:1h"),
    ],
)
def test_with_term(before: str, term: str, after: str) -> None:
    assert edited(before, term) == after


def test_without_takes_every_term_of_the_key() -> None:
    assert without(parse("user:a status:404 -user:b"), "user").text() == "status:404"


@pytest.mark.parametrize(
    ("key", "value", "text"),
    [
        ("source.ip", "2001:db8::1", "ip:2001:db8::1"),
        ("source.domain", "host 1.example.com", 'domain:"host 1.example.com"'),
        ("http.response.status_code", 404, "status:404"),
        ("http.response.status_code", 99, "99"),
        ("event.code", "4625", "code:4625"),
        ("url.path", "/a*b", 'path:"/a*b"'),
        ("winlog.event_data.TargetSid", "S-1-5-18", "S-1-5-18"),
        ("error.code", "-5:x", '"-5:x"'),
    ],
)
def test_term_for(key: str, value: str | int, text: str) -> None:
    assert Filter((term_for(key, value),)).text() == text


@given(st.sampled_from([ecs for key in KEYS.values() for ecs in key.ecs]), st.text(), st.booleans())
def test_any_value_survives_being_written(key: str, value: str, negated: bool) -> None:
    wanted = Filter((term_for(key, value, negated=negated),))
    assert parse(wanted.text()) == wanted


def test_only_keeps_the_span_of_time_and_nothing_else() -> None:
    before = parse("since:2h user:root until:1h -status:404")
    assert only(before, parse("ip:192.0.2.1").terms[0]).text() == "since:2h until:1h ip:192.0.2.1"


def test_case_counts_where_that_is_wanted_and_the_key_knows_it() -> None:
    assert term_for("url.path", "/Index", cased=True).text() == "path:=/Index"
    assert term_for("source.ip", "192.0.2.1", cased=True).text() == "ip:192.0.2.1"
