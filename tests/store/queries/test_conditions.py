"""Which events, and which alerts, a filter selects."""

import sqlite3
from datetime import UTC

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store.errors import FilterError
from store.filters.edits import term_for
from store.filters.grammar import Filter, parse
from store.filters.keys import KEYS
from store.queries.conditions import alerts_where, events_where
from tests.store.queries.scene import SECOND, START

_NOW = START + 60 * SECOND


def events(connection: sqlite3.Connection, text: str) -> list[int]:
    where = events_where(parse(text), _NOW, UTC)
    rows = connection.execute(f"SELECT e.id FROM events e {where.clause()}", where.parameters)
    return sorted(row[0] for row in rows)


def alerts(connection: sqlite3.Connection, text: str) -> list[int]:
    where = alerts_where(parse(text), _NOW, UTC)
    rows = connection.execute(
        f"SELECT a.id FROM alerts a {where.clause('a.merged_into IS NULL')}", where.parameters
    )
    return sorted(row[0] for row in rows)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("", [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]),
        ("ip:192.0.2.1", [1, 2]),
        ("ip:::ffff:192.0.2.1", [1, 2]),
        ("ip:192.0.2.0/28", [1, 2, 7, 8, 9, 10, 12]),
        ("ip:192.0.2.*", [1, 2, 3, 7, 8, 9, 10, 12]),
        ("ip:2001:db8::/32", [4]),
        ("ip:::/64", []),
        ("ip:::/0", [4]),
        ("ip:2001:DB8:0::1", [4]),
        ("ip:scanner.example.com", [6]),
        ("domain:*.example.com", [6]),
        ("domain:*", [6]),
        ("ip:(192.0.2.1 or 2001:db8::1)", [1, 2, 4]),
        ("-ip:192.0.2.0/24", [4, 5, 6, 11]),
        ("ip:*", [1, 2, 3, 4, 6, 7, 8, 9, 10, 12]),
        ("-ip:*", [5, 11]),
        ("status:404", [2, 3]),
        ("status:2xx", [1, 4]),
        ("status:200-403", [1, 4]),
        ("-status:200", [2, 3, 5, 6, 7, 8, 9, 10, 11, 12]),
        ("user:root", [7, 8, 10, 11]),
        ("user:ROOT", [7, 8, 10, 11]),
        ("user:alice", [4]),
        (r"user:corp\root", [11]),
        ("user:a*", [4, 9]),
        ("target:svc", [11]),
        ("-user:*", [1, 2, 3, 5, 6]),
        ("action:login", [7, 8, 9, 10, 11, 12]),
        ("outcome:failure", [2, 3, 7, 8, 9, 11, 12]),
        ("outcome:success", [1, 4, 10]),
        ("outcome:(failure or success)", [1, 2, 3, 4, 7, 8, 9, 10, 11, 12]),
        ("-outcome:failure", [1, 4, 5, 6, 10]),
        ("dataset:apache.*", [1, 2, 3, 4, 6]),
        ("-dataset:*", [5]),
        ("category:web", [1, 2, 3, 4]),
        ("host:web1", [7, 8, 9, 10, 12]),
        ("host:dc?", []),
        ("site:www.example.com", [1, 2, 3, 4]),
        ("path:/wp-*", [2, 3]),
        ("path:/index.html", [4]),
        ('path:"/wp-admin/100%_sure"', [3]),
        ("path:*100%_*", [3]),
        ("path:*100%%*", []),
        ("method:get path:/", [1]),
        ("agent:curl*", [1, 2, 3, 4]),
        ("code:4625", [11]),
        ("event:ah01630", [6]),
        ("program:sshd", [7, 8, 9, 10, 12]),
        ("channel:security", [11]),
        ("module:authz_core", [6]),
        ("source:auth.log", [7, 8, 9, 10, 11, 12]),
        ("source:/var/log/auth.log", [7, 8, 9, 10, 11, 12]),
        ("source:*access*", [1, 2, 3, 4, 5, 6]),
        ("source:access", []),
        ("parse:none", [5]),
        ("id:3", [3]),
        ("id:3-5,9", [3, 4, 5, 9]),
        ("since:20s", [5, 6, 11]),
        ("since:2026-11-18T11:06:50Z until:2026-11-18T11:07:00Z", [2, 8]),
        ("until:2026-11-18", [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]),
        ("since:2026-11-19", []),
        ("failed", [7, 8, 9, 12]),
        ('"failed password for r"', [7, 8]),
        ("failed root", [7, 8]),
        ("for*root", [7, 8, 10]),
        ("root*for", []),
        ("(admin or late)", [3, 9, 12]),
        ("-password", [1, 2, 3, 4, 5, 6, 11]),
        ("*", [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]),
        ("-*", []),
        ('""', [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]),
        ("rule:rule-brute", [7, 8, 9]),
        ('rule:"brute force"', [7, 8, 9]),
        ("rule:*", [2, 3, 7, 8, 9, 10]),
        ("alert:1", [7, 8, 9]),
        ("alert:2,3", [2, 3]),
        ("-alert:1 user:root", [10, 11]),
        ("severity:low", [2, 3]),
        ("severity:low -path:/wp-login.php", [3]),
    ],
)
def test_events(connection: sqlite3.Connection, text: str, wanted: list[int]) -> None:
    assert events(connection, text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("", [1, 2, 3]),
        ("status:new", [1, 2, 3]),
        ("status:closed", []),
        ("-status:closed", [1, 2, 3]),
        ("status:404", [2, 3]),
        ("severity:high", [1]),
        ("severity:(high or low)", [1, 2, 3]),
        ("rule:rule-detection", [2, 3]),
        ("rule:odd*", [2, 3]),
        ("alert:2", [2]),
        ("ip:192.0.2.9", [1]),
        ("ip:192.0.2.0/24", [1, 2, 3]),
        ("ip:192.0.2.1", [2]),
        ("-ip:192.0.2.9", [2, 3]),
        ("host:web1", [1, 2]),
        ("user:root", [1]),
        ("path:/wp-*", [2, 3]),
        ("password", [1]),
        ("id:8", [1]),
        ("reason:*", []),
        ("-assignee:*", [1, 2, 3]),
        ("since:45s", [1, 3]),
        ("until:2026-11-18T11:06:50Z", [1]),
        ("since:2026-11-18 until:2026-11-18", [1, 2, 3]),
    ],
)
def test_alerts(connection: sqlite3.Connection, text: str, wanted: list[int]) -> None:
    assert alerts(connection, text) == wanted


def test_the_state_of_an_alert_is_no_condition_on_events() -> None:
    with pytest.raises(FilterError) as caught:
        events_where(parse("user:root status:new"), _NOW, UTC)
    assert caught.value.column == len("user:root ")


def test_states_and_numbers_do_not_mix() -> None:
    with pytest.raises(FilterError, match="not both"):
        alerts_where(parse("status:new,404"), _NOW, UTC)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(
    key=st.sampled_from([ecs for key in KEYS.values() for ecs in key.ecs]),
    value=st.text() | st.sampled_from(["\ud800", "\udcff", "a\x00b", "%_\\*", "'; DROP TABLE x"]),
    negated=st.booleans(),
)
def test_any_value_is_only_a_value(
    connection: sqlite3.Connection, key: str, value: str, negated: bool
) -> None:
    filter_ = Filter((term_for(key, f"{value}qzq", negated=negated),))
    where = events_where(filter_, _NOW, UTC)
    sql = f"SELECT count(*) FROM events e {where.clause()}"
    assert connection.execute(sql, where.parameters).fetchone()[0] == (12 if negated else 0)
    assert "qzq" not in where.sql
    whole = alerts_where(filter_, _NOW, UTC)
    connection.execute(f"SELECT a.id FROM alerts a {whole.clause()}", whole.parameters).fetchall()


@pytest.mark.parametrize(
    "text", ["ip:192.0.2.1", "ip:192.0.2.0/28", "user:root", "since:20s", "id:3"]
)
def test_the_common_filters_use_an_index(connection: sqlite3.Connection, text: str) -> None:
    where = events_where(parse(text), _NOW, UTC)
    rows = connection.execute(
        f"EXPLAIN QUERY PLAN SELECT e.id FROM events e {where.clause()}", where.parameters
    )
    assert not [row[3] for row in rows if row[3].startswith("SCAN e") and "INDEX" not in row[3]]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("group:192.0.2.9", [1]),
        ("group:source.ip=192.0.2.9", [1]),
        ("group:user.name=192.0.2.9", []),
    ],
)
def test_alerts_by_what_they_are_grouped_by(
    connection: sqlite3.Connection, text: str, found: list[int]
) -> None:
    assert alerts(connection, text) == found
