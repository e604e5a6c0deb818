"""Filters by what is known of addresses, and what documents say of it."""

from datetime import UTC

import pytest

from store.database.connection import reader
from store.filters.grammar import parse
from store.knowledge.files import Knowledge
from store.queries import belongings, documents
from store.queries.conditions import alerts_where, events_where
from store.queries.where import EVERYTHING
from store.times import iso
from tests.store.importing.running import copied, run, template
from tests.store.importing.test_knowing import request
from tests.store.knowledge.making import ASN, COUNTRY, mmdb

_RULE = """
title: A request
name: a_request
logsource: {category: webserver}
detection:
  request: {cs-method: GET}
  condition: request
---
title: An address asks
correlation:
  type: event_count
  rules: [a_request]
  group-by: [source.ip]
  timespan: 1m
  condition: {gte: 1}
level: low
"""


@pytest.fixture(scope="module")
def connection(tmp_path_factory):
    """Four addresses."""
    folder = tmp_path_factory.mktemp("known")
    database = copied(template(folder), folder)
    addresses = ["203.0.113.7", "198.51.100.2", "192.0.2.3", "8.8.8.8"]
    (folder / "a.log").write_bytes(b"".join(map(request, addresses, range(4))))
    (folder / "drop.txt").write_text("198.51.100.0/24\n")
    (folder / "rules").mkdir()
    (folder / "rules" / "each.yml").write_text(_RULE)
    databases = (mmdb(folder / "c.mmdb", COUNTRY), mmdb(folder / "a.mmdb", ASN))
    known = Knowledge(databases, (("drop", folder / "drop.txt"),))
    run(database, folder / "a.log", knowledge=known, rules=(folder / "rules",))
    connection = reader(database)
    yield connection
    connection.close()


@pytest.mark.parametrize(
    ("text", "sources"),
    [
        ("country:nl", ["203.0.113.7"]),
        ("country:(NL or SE)", ["203.0.113.7", "198.51.100.2"]),
        ("-country:*", ["192.0.2.3", "8.8.8.8"]),
        ("asn:64500", ["203.0.113.7"]),
        ("asn:64000-65000", ["203.0.113.7"]),
        ("org:*transit", ["203.0.113.7"]),
        ("city:Delft", ["203.0.113.7"]),
        ("list:drop", ["198.51.100.2"]),
        ("list:*", ["198.51.100.2"]),
        ("list:other", []),
        ("class:public", ["8.8.8.8"]),
        ("-class:documentation", ["8.8.8.8"]),
        ("source.as.number:64500", ["203.0.113.7"]),
        ("country:SE list:drop", ["198.51.100.2"]),
    ],
)
def test_events(connection, text, sources):
    where = events_where(parse(text), 0, UTC)
    assert [each["source.ip"] for each in documents.ecs(connection, where)] == sources


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("country:NL", "203.0.113.7"),
        ("list:drop", "198.51.100.2"),
        ("class:public", "8.8.8.8"),
        ("asn:64500", "203.0.113.7"),
    ],
)
def test_alerts_can_be_asked_the_same(connection, text, source):
    where = alerts_where(parse(text), 0, UTC)
    found = connection.execute(
        "SELECT g.field, g.value FROM alerts a JOIN alert_groups g ON g.alert = a.id "
        f"{where.clause()}",
        where.parameters,
    ).fetchall()
    assert found == [("source.ip", source)]


@pytest.mark.parametrize(
    ("by", "values"),
    [
        ("country", ["NL", "SE"]),
        ("city", ["Delft"]),
        ("asn", ["64500"]),
        ("org", ["Example Transit"]),
        ("list", ["drop"]),
        ("class", ["documentation", "public"]),
    ],
)
def test_events_are_counted_by_what_addresses_belong_to(connection, by, values):
    found = belongings.belongings(connection, by, EVERYTHING, None, "events")
    assert [row.value for row in found] == values


def test_what_is_counted_is_what_the_filter_of_the_value_finds(connection):
    for by in belongings.BELONGINGS:
        for row in belongings.belongings(connection, by, EVERYTHING, None):
            where = events_where(parse(f'{by}:"{row.value}"'), 0, UTC)
            times = sorted(each["@timestamp"] for each in documents.ecs(connection, where))
            assert row.events == len(times)
            assert (iso(row.first_seen), iso(row.last_seen)) == (times[0], times[-1])


def test_a_filter_decides_what_is_counted(connection):
    where = events_where(parse("ip:(203.0.113.7 or 8.8.8.8)"), 0, UTC)
    found = belongings.belongings(connection, "class", where, 1, "first_seen")
    assert [(row.value, row.events) for row in found] == [("public", 1)]


def test_what_no_file_tells_of_is_not_known(tmp_path):
    connection = reader(template(tmp_path))
    assert belongings.known(connection) == ()
    connection.close()


def test_what_files_tell_of_is_known(connection):
    assert belongings.known(connection) == tuple(belongings.BELONGINGS)


def test_what_a_document_says(connection):
    found = next(documents.ecs(connection, events_where(parse("ip:203.0.113.7"), 0, UTC)))
    assert {key: found[key] for key in found if key.startswith(("source.as", "source.geo"))} == {
        "source.geo.country_iso_code": "NL",
        "source.geo.city_name": "Delft",
        "source.as.number": 64500,
        "source.as.organization.name": "Example Transit",
    }


def test_a_document_says_nothing_of_an_address_that_nobody_knows(connection):
    found = next(documents.ecs(connection, events_where(parse("ip:8.8.8.8"), 0, UTC)))
    assert not any(key.startswith(("source.as", "source.geo")) for key in found)
