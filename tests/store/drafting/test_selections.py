"""What a filter means as the detection of a rule."""

import pytest

from store.drafting.selections import Detection, detection
from store.errors import ActionError
from store.filters.grammar import parse


def selections(text: str) -> dict[str, object]:
    return detection(parse(text)).selections


@pytest.mark.parametrize(
    ("text", "selection"),
    [
        ("user:root", {"user.name": "root"}),
        ("user:root,admin*", {"user.name": ["root", "admin*"]}),
        (r"user:CORP\bob", {"user.domain": "CORP", "user.name": "bob"}),
        ("user:*", {"user.name|exists": True}),
        ('user:"a*b?"', {"user.name": r"a\*b\?"}),
        ("status:404", {"http.response.status_code": 404}),
        (
            "status:4xx",
            {"http.response.status_code|gte": 400, "http.response.status_code|lte": 499},
        ),
        ("ip:192.0.2.7", {"source.ip": "192.0.2.7"}),
        ("ip:192.0.2.0/24", {"source.ip|cidr": "192.0.2.0/24"}),
        ("ip:192.0.2.7,192.0.2.8", {"source.ip": ["192.0.2.7", "192.0.2.8"]}),
        (
            "ip:192.0.2.7,198.51.100.0/24",
            [{"source.ip": "192.0.2.7"}, {"source.ip|cidr": "198.51.100.0/24"}],
        ),
        ("ip:*.example.com", {"source.domain": "*.example.com"}),
        ("path:/wp-*", {"url.path": "/wp-*"}),
        ("outcome:failure", {"event.outcome": "failure"}),
        ('"a\\\\b*"', {"event.original|contains": r"a\\b\*"}),
        ("a*b", {"event.original": "*a*b*"}),
        ("country:NL", {"source.geo.country_iso_code": "NL"}),
        ("city:Delft", {"source.geo.city_name": "Delft"}),
        ("org:example*", {"source.as.organization.name": "example*"}),
        ("asn:64500", {"source.as.number": 64500}),
        ("asn:64500-64510", {"source.as.number|gte": 64500, "source.as.number|lte": 64510}),
        ("asn:64500,64501", {"source.as.number": [64500, 64501]}),
        ("asn:*", {"source.as.number|exists": True}),
        ("list:drop", {"threat.feed.name": "drop"}),
        ("list:*", {"threat.feed.name|exists": True}),
        ("class:bogon", {"source.class": "bogon"}),
        ('regex:"x{2}"', {"event.original|re|i|m": "x{2}"}),
    ],
)
def test_one_condition(text: str, selection: object) -> None:
    (found,) = selections(text).values()
    assert found == selection


def test_several_conditions() -> None:
    found = detection(parse("user:root -ip:192.0.2.7 user:r* since:2h"))
    assert found == Detection(
        {
            "user": {"user.name": "root"},
            "without_ip": {"source.ip": "192.0.2.7"},
            "user_2": {"user.name": "r*"},
        },
        "user and not without_ip and user_2",
        ("since:2h",),
    )


@pytest.mark.parametrize(
    "text", ["alert:1", "rule:x", "id:7", "status:new", "source:x user:y", "case:1"]
)
def test_what_a_rule_cannot_ask_for(text: str) -> None:
    with pytest.raises(ActionError, match="a rule cannot ask for"):
        detection(parse(text))


@pytest.mark.parametrize("text", ["", "since:2h", "-user:root"])
def test_a_rule_asks_for_something(text: str) -> None:
    with pytest.raises(ActionError, match="needs a condition"):
        detection(parse(text))
