"""What to look at next."""

import pytest

from store.filters.grammar import parse
from store.rules.written.questions import filled, read

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
    assert filled(LOGINS, {"source.ip": "192.0.2.1"}) == "ip:192.0.2.1 action:login"


@pytest.mark.parametrize("name", ["a b", 'a"b', "a*", "a,b", "-x", "user:x"])
def test_a_value_stays_one_value(name):
    terms = parse(filled("user:{user.name} {user.name}", {"user.name": name}) or "").terms
    assert [(term.key, term.values[0].parts) for term in terms] == [
        ("user", (name,)),
        ("text", (name,)),
    ]


def test_what_an_alert_lacks_cannot_be_asked():
    assert filled(LOGINS, {"user.name": "carol"}) is None
