"""What an example says is known of addresses."""

import pytest

from store.knowledge.atlas import Place
from store.rules.written.said import book


def test_networks_and_what_is_known_of_them():
    found = book({"203.0.113.0/24": {"country": "NL", "asn": 64500, "list": "drop"}})
    assert found.place("203.0.113.7") == Place("NL", None, 64500)
    assert found.lists("203.0.113.7") == ["drop"]


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        ([], "is a mapping of addresses"),
        ({7: {}}, "7 is no address"),
        ({"203.0.113.300": {}}, "does not appear to be"),
        ({"203.0.113.7/24": {}}, "host bits"),
        ({"203.0.113.7": "NL"}, "is a mapping of country"),
        ({"203.0.113.7": {"land": "NL"}}, "is a mapping of country"),
        ({"203.0.113.7": {"country": False}}, "country: is a text"),
        ({"203.0.113.7": {"asn": "AS1"}}, "asn: is a number"),
        ({"203.0.113.7": {"list": [1]}}, "list: is the name"),
    ],
)
def test_what_cannot_be_understood_is_said(value, problem):
    with pytest.raises(ValueError, match=problem):
        book(value)
