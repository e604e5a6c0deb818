"""Top lists in other orders, networks, and what is drawn beside them; counts against lists."""

from datetime import UTC

import pytest

from app.screens import filtering
from store.filters.edits import term_for
from store.filters.grammar import Filter, parse
from store.queries import alerts, events, tops
from store.queries.conditions import alerts_where, events_where
from store.queries.histogram import Scale, scale
from store.queries.histories import occurred, spans
from store.queries.networks import networks
from store.queries.where import EVERYTHING
from tests.store.queries.scene import SECOND, START

_FIELDS = {
    "ip": "source.ip",
    "user": "user.name",
    "path": "url.path",
    "agent": "user_agent.original",
    "host": "host.name",
}


def _where(text: str = ""):
    return events_where(parse(text), START, UTC)


def _of(by: str, value: str):
    return events_where(
        Filter((term_for(_FIELDS[by], value, cased=by in ("path", "agent")),)), START, UTC
    )


@pytest.mark.parametrize("by", list(tops.AXES))
@pytest.mark.parametrize("order", ["events", "failures", "alerts", "first_seen", "bytes"])
@pytest.mark.parametrize("text", ["", "id:1-100"])
def test_every_count_is_that_of_its_list(connection, by, order, text):
    found = tops.top(connection, by, _where(text), None, order)
    assert found
    for row in found:
        where = _of(by, row.value)
        assert row.events == events.count(connection, where)
        assert row.failures == events.failures(connection, where)
        assert (row.first_seen, row.last_seen) == events.span(connection, where)
        grouped = filtering.grouped_by(_FIELDS[by], row.value)
        assert row.alerts == len(alerts.listing(connection, alerts_where(grouped, START, UTC)))


@pytest.mark.parametrize("text", ["", "id:1-100"])
def test_orders_put_the_most_first(connection, text):
    by_alerts = tops.top(connection, "ip", _where(text), None, "alerts")
    assert [row.alerts for row in by_alerts] == sorted(
        (row.alerts for row in by_alerts), reverse=True
    )
    newest = tops.top(connection, "ip", _where(text), None, "first_seen")
    assert [row.first_seen for row in newest] == sorted(
        (row.first_seen for row in newest), reverse=True
    )
    (heaviest, *_) = tops.top(connection, "path", _where(text), 1, "bytes")
    assert heaviest.value == "/"


@pytest.mark.parametrize("text", ["", "id:1-100", "outcome:failure"])
def test_a_network_counts_what_came_from_its_addresses(connection, text):
    found = networks(connection, _where(text), 10)
    assert found
    for row in found:
        where = _where(f"{text} ip:{row.value}")
        assert row.events == events.count(connection, where)
        assert row.failures == events.failures(connection, where)


def test_networks_are_told_apart_by_version(connection):
    assert {row.value for row in networks(connection, EVERYTHING, 10)} == {
        "192.0.2.0/24",
        "2001:db8::/64",
    }


@pytest.mark.parametrize("by", list(tops.AXES))
def test_the_parts_of_a_picture_add_up_to_the_count(connection, by):
    found = {row.value: row.events for row in tops.top(connection, by)}
    within = scale(START, START + 60 * SECOND, 7)
    sums = dict.fromkeys(found, 0)
    for span in spans(within):
        for each in occurred(connection, by, list(found), EVERYTHING, span):
            sums[each.value] += each.events
    assert sums == found


def test_bytes_are_added_up(connection):
    (found,) = occurred(
        connection, "path", ["/"], EVERYTHING, Scale(START, 60 * SECOND, 1).bounds(0)
    )
    assert found.bytes == 12


def test_names_that_differ_in_letter_case_only_are_one_user(connection):
    rows = tops.top(connection, "user")
    assert len({row.value.lower() for row in rows}) == len(rows)
