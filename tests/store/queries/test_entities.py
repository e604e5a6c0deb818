"""What is known of one value."""

import sqlite3
from datetime import UTC

import pytest

from store.filters.grammar import parse
from store.queries import events, tops
from store.queries.conditions import events_where
from store.queries.entities import entity, neighbourhood
from tests.store.queries.scene import START, scans


def _where(text: str):
    return events_where(parse(text), START, UTC)


@pytest.mark.parametrize(
    ("by", "value", "text"),
    [
        ("ip", "192.0.2.9", "ip:192.0.2.9"),
        ("ip", "192.0.2.0/24", "ip:192.0.2.0/24"),
        ("ip", "scanner.example.com", "ip:scanner.example.com"),
        ("ip", "2001:db8::1", "ip:2001:db8::1"),
        ("user", "ROOT", "user:ROOT"),
        ("host", "web1", "host:web1"),
        ("path", "/wp-login.php", "path:=/wp-login.php"),
        ("agent", "curl/8", "agent:=curl/8"),
    ],
)
def test_what_tallies_say_is_what_the_events_are(connection, by, value, text):
    found = entity(connection, by, value, _where(text))
    assert found.events == events.count(connection, _where(text)) > 0
    assert found.failures == events.failures(connection, _where(text))
    assert (found.first_seen, found.last_seen) == events.span(connection, _where(text))


def test_events_that_are_not_in_the_tallies_yet_count_as_well(connection: sqlite3.Connection):
    copy = sqlite3.connect(":memory:")
    connection.backup(copy)
    copy.execute("UPDATE settings SET value = '0' WHERE key = 'tallied'")
    for table in ("addresses", "accounts", "hosts", "paths", "agents"):
        copy.execute(f"UPDATE {table} SET events = 0, failures = 0, first_seen = NULL")
    where = _where("id:7-12 host:web1")
    assert entity(copy, "host", "web1", where).events == events.count(connection, where)


def test_a_value_that_never_was_has_no_time(connection):
    found = entity(connection, "user", "nobody", _where("user:nobody"))
    assert (found.events, found.first_seen) == (0, None)


def test_the_network_of_an_address(connection):
    found = neighbourhood(connection, "192.0.2.9")
    assert found is not None
    assert (found.network, found.addresses) == ("192.0.2.0/24", 3)
    assert found.events == events.count(connection, _where("ip:192.0.2.0/24"))


def test_the_network_of_an_address_of_ipv6(connection):
    found = neighbourhood(connection, "2001:db8::1")
    assert found is not None
    assert (found.network, found.addresses, found.events) == ("2001:db8::/64", 1, 1)


def test_a_name_has_no_network(connection):
    assert neighbourhood(connection, "scanner.example.com") is None


def test_no_event_is_looked_at_without_its_block(connection):
    seen: list[str] = []
    connection.set_trace_callback(seen.append)
    entity(connection, "ip", "192.0.2.9", _where("ip:192.0.2.9"))
    tops.top(connection, "user", _where("ip:192.0.2.9"), 8)
    connection.set_trace_callback(None)
    assert [step for statement in seen for step in scans(connection, statement)] == []
