"""Pages, counts and neighbours of events."""

import sqlite3
from datetime import UTC

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store.filters.grammar import parse
from store.queries import events, order
from store.queries.conditions import events_where
from store.queries.events import EventRow
from store.queries.order import Key
from store.queries.where import Where
from tests.store.queries.scene import IN_TIME, SECOND, START, scans


def where(text: str) -> Where:
    return events_where(parse(text), START + 60 * SECOND, UTC)


def ids(rows: list[EventRow]) -> list[int]:
    return [row.id for row in rows]


def key(connection: sqlite3.Connection, event: int) -> Key:
    return events.rows(connection, [event])[0].key


def test_a_page_is_in_the_order_of_time(connection: sqlite3.Connection) -> None:
    assert ids(events.page(connection, limit=100)) == IN_TIME


def test_newest_first_is_the_reverse(connection: sqlite3.Connection) -> None:
    assert ids(events.page(connection, newest_first=True, limit=100)) == IN_TIME[::-1]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(size=st.integers(1, 5), newest_first=st.booleans(), forward=st.booleans())
def test_pages_put_together_are_the_list(
    connection: sqlite3.Connection, size: int, newest_first: bool, forward: bool
) -> None:
    wanted = IN_TIME[::-1] if newest_first else IN_TIME
    onward = forward != newest_first  # towards later events
    found: list[int] = []
    edge: Key | None = None
    while True:
        rows = events.page(
            connection,
            after=edge if onward else None,
            before=None if onward else edge,
            newest_first=newest_first if edge or forward else not newest_first,
            limit=size,
        )
        if edge is None and not forward:
            rows = rows[::-1]
        if not rows:
            break
        found = [*found, *ids(rows)] if forward else [*ids(rows), *found]
        edge = rows[-1 if forward else 0].key
    assert found == wanted


def test_the_latest_are_those_that_were_stored_last(connection: sqlite3.Connection) -> None:
    newest = connection.execute("SELECT max(id) FROM events").fetchone()[0]
    assert ids(events.latest(connection, Where(), 2)) == [newest - 1, newest]


def test_the_latest_of_a_filter(connection: sqlite3.Connection) -> None:
    where = Where("e.id < ?", (5,))
    assert ids(events.latest(connection, where, 2)) == [3, 4]


def test_a_page_between_two_events(connection: sqlite3.Connection) -> None:
    after, before = key(connection, 12), key(connection, 9)
    assert ids(events.page(connection, after=after, before=before, limit=9)) == [2, 8, 3]


def test_a_page_before_an_event_is_the_nearest(connection: sqlite3.Connection) -> None:
    assert ids(events.page(connection, before=key(connection, 9), limit=2)) == [8, 3]


def test_a_page_after_an_event_newest_first_is_the_nearest(connection: sqlite3.Connection) -> None:
    found = events.page(connection, after=key(connection, 9), newest_first=True, limit=2)
    assert ids(found) == [10, 4]


def test_a_page_of_a_filter(connection: sqlite3.Connection) -> None:
    assert ids(events.page(connection, where("user:root"), limit=3)) == [7, 8, 10]


def test_a_row_has_what_a_list_shows(connection: sqlite3.Connection) -> None:
    assert events.rows(connection, [7]) == [
        EventRow(
            7,
            START + 5 * SECOND,
            "system.auth",
            "failure",
            "login",
            "192.0.2.9",
            "root",
            "web1",
            None,
            None,
            "sshd",
            "Failed password for root",
        )
    ]


@pytest.mark.parametrize(
    ("event", "summary"),
    [
        (1, "GET /?q=1"),
        (2, "GET /wp-login.php"),
        (5, "\x1b[31mno \\xff log\x00"),
        (6, "client denied"),
        (11, "LogonType=3"),
    ],
)
def test_the_summary(connection: sqlite3.Connection, event: int, summary: str) -> None:
    assert events.rows(connection, [event])[0].summary == summary


def test_rows_that_are_gone_are_left_out(connection: sqlite3.Connection) -> None:
    assert ids(events.rows(connection, [3, 99, 1])) == [3, 1]


@pytest.mark.parametrize(("text", "number"), [("", 12), ("user:root", 4), ("ip:203.0.113.1", 0)])
def test_count(connection: sqlite3.Connection, text: str, number: int) -> None:
    assert events.count(connection, where(text)) == number


def test_counting_stops_at_the_limit(connection: sqlite3.Connection) -> None:
    assert events.count(connection, where("outcome:failure"), 3) == 3


@pytest.mark.parametrize(("text", "first", "last"), [("", 0, 50), ("user:root", 5, 45)])
def test_span(connection: sqlite3.Connection, text: str, first: int, last: int) -> None:
    wanted = (START + first * SECOND, START + last * SECOND)
    assert events.span(connection, where(text)) == wanted


def test_the_span_of_nothing(connection: sqlite3.Connection) -> None:
    assert events.span(connection, where("user:nobody")) is None


@pytest.mark.parametrize(
    ("event", "count", "wanted"),
    [
        (8, 1, [7, 8, 9]),
        (1, 3, [1, 2, 3, 4]),
        (7, 2, [7, 8, 9]),
        (12, 2, [10, 11, 12]),
        (4, 100, [1, 2, 3, 4, 5, 6]),
        (99, 2, []),
    ],
)
def test_around_stays_in_the_source(
    connection: sqlite3.Connection, event: int, count: int, wanted: list[int]
) -> None:
    assert ids(events.around(connection, event, count)) == wanted


def test_chunks_hold_everything_once(
    connection: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(order, "_AT_ONCE", 5)
    found = list(order.chunks(connection, where(""), None, newest_first=False))
    assert [len(chunk) for chunk in found] == [5, 5, 2]
    assert [event for chunk in found for event in chunk] == IN_TIME


@pytest.mark.parametrize("text", ["", "ip:192.0.2.1", "ip:192.0.2.0/24", "user:root", "since:1h"])
@pytest.mark.parametrize("kind", ["page", "later", "count", "stream"])
def test_every_list_walks_an_index(connection: sqlite3.Connection, text: str, kind: str) -> None:
    statements: list[str] = []
    connection.set_trace_callback(statements.append)
    condition = where(text)
    if kind == "page":
        events.page(connection, condition, limit=5)
    elif kind == "later":
        events.page(connection, condition, after=Key(START, 3), limit=5)
    elif kind == "count":
        events.count(connection, condition)
    else:
        list(order.chunks(connection, condition, None, newest_first=True))
    connection.set_trace_callback(None)
    assert statements
    assert not [plan for each in statements for plan in scans(connection, each)]
