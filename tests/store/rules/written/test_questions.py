"""What to look at next."""

import pytest

from store.filters.grammar import parse
from store.rules.written.questions import filled, read

BEGIN = 1_795_144_329_000_000
"""2026-11-20 03:12:09 UTC"""
LOGINS = "ip:{source.ip} action:login"


def test_questions_are_titles_and_filters():
    assert read([{"title": "Logins", "filter": LOGINS}]) == (("Logins", LOGINS),)


@pytest.mark.parametrize(
    "value",
    ["a", ["a"], [{"title": "a"}], [{"title": "a", "filter": ""}], [{"title": 1, "filter": "a"}]],
)
def test_anything_else_is_no_list_of_questions(value):
    with pytest.raises(ValueError, match="is a list of mappings"):
        read(value)


@pytest.mark.parametrize(
    "text", ["ipp:{source.ip}", "status:x", 'user:"{user.name}"', "since:{user.name}"]
)
def test_a_filter_has_to_make_sense_with_any_value(text):
    with pytest.raises(ValueError, match="the filter"):
        read([{"title": "Logins", "filter": text}])


def test_placeholders_become_the_values_of_an_alert():
    assert filled(LOGINS, {"source.ip": "192.0.2.1"}, 0) == "ip:192.0.2.1 action:login"


@pytest.mark.parametrize("name", ["a b", 'a"b', "a*", "a,b", "-x", "user:x"])
def test_a_value_stays_one_value(name):
    terms = parse(filled("user:{user.name} {user.name}", {"user.name": name}, 0) or "").terms
    assert [(term.key, term.values[0].parts) for term in terms] == [
        ("user", (name,)),
        ("text", (name,)),
    ]


def test_what_an_alert_lacks_cannot_be_asked():
    assert filled(LOGINS, {"user.name": "carol"}, 0) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("category:iam since:24h", "category:iam since:2026-11-19T03:12:09Z"),
        ("since:1h until:2m", "since:2026-11-20T02:12:09Z until:2026-11-20T03:10:09Z"),
        ("(since:1h or user:a)", "(since:2026-11-20T02:12:09Z or user:a)"),
        ("-since:1h", "-since:2026-11-20T02:12:09Z"),
    ],
)
def test_spans_count_back_from_the_alert(text, expected):
    assert filled(text, {}, BEGIN) == expected
    parse(expected)


@pytest.mark.parametrize(
    "text", ["since:2026-11-20", "since:yesterday", '"a since:2h b"', "path:/since:2h", "since:2h5"]
)
def test_other_times_and_texts_stay_as_they_are(text):
    assert filled(text, {}, BEGIN) == text


def test_a_value_is_no_span():
    assert filled("{user.name}", {"user.name": "since:2h"}, BEGIN) == '"since:2h"'
