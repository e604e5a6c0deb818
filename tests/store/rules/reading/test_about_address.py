"""What rules see of an address."""

from datetime import UTC
from ipaddress import ip_network
from typing import Any

import pytest
import yaml

from store.knowledge.address_book import BLANK, Entry, Written
from store.knowledge.atlas import Place
from store.rules.compiling.assembling import assemble
from store.rules.matching.batches import Batch, Contents
from store.rules.matching.matcher import Matcher
from store.rules.reading.about_address import ABOUT_ADDRESS
from store.rules.reading.fields import value_of
from tests.store.rules.making import WEB, record

BOOK = Written(
    [
        Entry(
            ip_network("203.0.113.0/24"),
            Place("NL", "Delft", 64500, "Example Transit"),
            ("drop", "tor-exits"),
        ),
        Entry(ip_network("198.51.100.0/24"), Place(), ("drop",)),
    ]
)


def from_address(address: str, **fields: Any) -> Any:
    """A record."""
    return record(WEB, source_ip=address, **fields)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("source.geo.country_iso_code", "NL"),
        ("source.geo.city_name", "Delft"),
        ("source.as.number", 64500),
        ("source.as.organization.name", "Example Transit"),
        ("source.class", "documentation"),
        ("threat.feed.name", "drop,tor-exits"),
    ],
)
def test_what_is_known_of_the_address(key, value):
    assert value_of(key, UTC, BOOK)(from_address("203.0.113.7")) == value


@pytest.mark.parametrize("key", sorted(ABOUT_ADDRESS - {"source.class"}))
def test_without_a_book_the_fields_are_absent(key):
    assert value_of(key, UTC, BLANK)(from_address("203.0.113.7")) is None


@pytest.mark.parametrize("key", sorted(ABOUT_ADDRESS))
@pytest.mark.parametrize("one", [record(WEB), from_address("host.example.com")], ids=["no", "name"])
def test_without_an_address_the_fields_are_absent(key, one):
    assert value_of(key, UTC, BOOK)(one) is None


def test_what_a_record_says_itself_counts():
    one = from_address("203.0.113.7")
    one = one._replace(fields={**one.fields, "source.geo.country_iso_code": "SE"})
    assert value_of("source.geo.country_iso_code", UTC, BOOK)(one) == "SE"


@pytest.mark.parametrize(
    ("selection", "address", "expected"),
    [
        ({"threat.feed.name": "drop"}, "203.0.113.7", True),
        ({"threat.feed.name": "Tor-Exits"}, "203.0.113.7", True),
        ({"threat.feed.name": "drop"}, "198.51.100.1", True),
        ({"threat.feed.name": "tor"}, "203.0.113.7", False),
        ({"threat.feed.name|startswith": "tor"}, "203.0.113.7", True),
        ({"threat.feed.name|endswith": "op"}, "203.0.113.7", True),
        ({"threat.feed.name|exists": True}, "198.51.100.1", True),
        ({"threat.feed.name|exists": True}, "192.0.2.1", False),
        ({"threat.feed.name": None}, "192.0.2.1", True),
        ({"source.as.number": 64500}, "203.0.113.7", True),
        ({"source.as.number|gte": 64501}, "203.0.113.7", False),
        ({"source.as.number": [1, "64500"]}, "203.0.113.7", True),
        ({"source.geo.country_iso_code": ["nl", "SE"]}, "203.0.113.7", True),
        ({"source.as.organization.name|contains": "transit"}, "203.0.113.7", True),
        ({"source.class": "private"}, "10.0.0.1", True),
        ({"source.class": "public"}, "10.0.0.1", False),
    ],
)
def test_a_rule_may_ask_for_it(tmp_path, selection, address, expected):
    detection = {"s": selection, "condition": "s"}
    text = {"title": "A", "logsource": {"category": "webserver"}, "detection": detection}
    path = tmp_path / "a.yml"
    path.write_text(yaml.safe_dump(text), encoding="utf-8")
    matcher = Matcher(assemble([path]).rules, UTC, book=BOOK)
    assert bool(matcher.hits(Batch([from_address(address)], Contents(UTC)))) is expected
    assert matcher.errors == {}
