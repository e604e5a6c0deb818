"""What a query may do, and what it may not."""

import sqlite3
from collections.abc import Iterator
from datetime import UTC
from pathlib import Path
from typing import Any

import pytest

from store.errors import QueryError
from store.filters.grammar import parse
from store.queries.conditions import events_where
from store.sql.sandbox import Sandbox, opened
from store.sql.views import FAMILIES, NAMES
from tests.store.queries.scene import AUTH, WEB, build


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("sql") / "blotter.db")


@pytest.fixture
def sandbox(database: Path) -> Iterator[Sandbox]:
    with opened(database) as found:
        yield found


def _all(sandbox: Sandbox, query: str) -> list[tuple[Any, ...]]:
    return list(sandbox.answer(query).rows)


def test_columns_bear_the_names_of_ecs(sandbox: Sandbox) -> None:
    rows = _all(
        sandbox,
        "SELECT timestamp, source_ip, url_path, http_response_status_code FROM web WHERE id = 2",
    )
    assert rows == [("2026-11-18T11:06:50.000000Z", "192.0.2.1", "/wp-login.php", 404)]


@pytest.mark.parametrize("view", NAMES)
def test_every_view_answers(sandbox: Sandbox, view: str) -> None:
    assert _all(sandbox, f"SELECT * FROM {view}")


def test_families_share_the_events_among_them(sandbox: Sandbox) -> None:
    parts = sum(_all(sandbox, f"SELECT count(*) FROM {view}")[0][0] for view in FAMILIES)
    unparsed = 1
    assert parts + unparsed == len(WEB) + len(AUTH)


def test_a_record_is_read_by_its_id(sandbox: Sandbox) -> None:
    query = "SELECT raw(id), raw_text(id) FROM events WHERE event_parse = 'none'"
    raw = WEB[4].raw
    assert _all(sandbox, query) == [
        (raw, raw.decode("utf-8", "backslashreplace").replace("\0", "\u2400"))
    ]


@pytest.mark.parametrize(
    ("filter_", "count"),
    [("ip:192.0.2.1", 2), ("wp-login", 1), ("alert:1", 3), ("-host:web1 user:Alice", 1), ("", 12)],
)
def test_a_filter_narrows_the_views(database: Path, filter_: str, count: int) -> None:
    where = events_where(parse(filter_), 0, UTC)
    with opened(database, where=where) as sandbox:
        assert _all(sandbox, "SELECT count(*) FROM events") == [(count,)]


_FORBIDDEN = [
    "SELECT * FROM settings",
    "SELECT * FROM main.settings",
    "WITH events AS (SELECT * FROM settings) SELECT * FROM events",
    "SELECT * FROM (SELECT value FROM settings) AS alerts",
    "SELECT (SELECT value FROM settings) FROM events",
    "SELECT * FROM actions",
    "SELECT * FROM sqlite_master",
    "ATTACH '/etc/passwd' AS x",
    "ATTACH ':memory:' AS x",
    "DETACH main",
    "PRAGMA query_only = 0",
    "PRAGMA journal_mode = DELETE",
    "PRAGMA table_info(facts)",
    "SELECT * FROM pragma_table_info('facts')",
    "DELETE FROM alerts",
    "UPDATE facts SET second = 0",
    "INSERT INTO kinds (parse) VALUES ('x')",
    "DROP VIEW events",
    "CREATE TABLE x (y)",
    "CREATE TEMP TABLE x (y)",
    "CREATE TEMP TRIGGER t BEFORE DELETE ON alerts BEGIN SELECT 1; END",
    "VACUUM INTO '/tmp/never.db'",
    "BEGIN IMMEDIATE",
    "SAVEPOINT x",
    "REINDEX",
    "ANALYZE",
    "SELECT load_extension('x')",
    "SELECT 1; SELECT 2",
    "SELECT ?",
    "SELECT nothing FROM events",
    "not SQL",
    "",
    "-- a comment",
    "SELECT zeroblob(1000000000)",
    "SELECT 1" + "+1" * 300,
    "SELECT '" + "x" * 200_000 + "'",
]


@pytest.mark.parametrize("query", _FORBIDDEN)
def test_it_is_refused(sandbox: Sandbox, query: str) -> None:
    with pytest.raises(QueryError, match=r"^sql: "):
        _all(sandbox, query)


@pytest.mark.parametrize(
    "query",
    [
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT sum(i) FROM n",
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n",
    ],
)
def test_what_never_ends_is_stopped(database: Path, query: str) -> None:
    with (
        opened(database, seconds=0.1) as sandbox,
        pytest.raises(QueryError, match=r"stopped after 0\.1 seconds"),
    ):
        for _ in sandbox.answer(query).rows:
            pass


def test_columns_of_one_name_are_told_apart(sandbox: Sandbox) -> None:
    answer = sandbox.answer("SELECT 1 AS a, 2 AS a, 3 AS a_2, 4 AS a")
    assert answer.columns == ("a", "a_2", "a_2_2", "a_3")


def test_nothing_is_left_in_the_database(database: Path) -> None:
    with opened(database) as sandbox:
        _all(sandbox, "SELECT count(*) FROM events")
    with sqlite3.connect(database) as connection:
        names = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
    connection.close()
    assert {"alert_evidence", "log_files", "bound"} & names == set()


def test_an_answer_that_nobody_reads_to_its_end_is_quiet(database: Path) -> None:
    with opened(database) as sandbox:
        rows = iter(sandbox.answer("SELECT id FROM events ORDER BY id").rows)
        assert next(rows) == (1,)
    rows.close()  # type: ignore[attr-defined]  # it is a generator
    assert list(rows) == []


@pytest.mark.parametrize(
    "named", ["x AS (SELECT id FROM web)", "x(i) AS MATERIALIZED (SELECT id FROM web)"]
)
def test_the_rows_of_a_named_select_can_be_counted(sandbox: Sandbox, named: str) -> None:
    assert _all(sandbox, f"WITH {named} SELECT count(*) FROM x") == _all(
        sandbox, "SELECT count(*) FROM web"
    )


@pytest.mark.parametrize("table", ["settings", "sqlite_master", "pragma_database_list", "actions"])
def test_the_rows_of_what_is_closed_cannot_be_counted(sandbox: Sandbox, table: str) -> None:
    with pytest.raises(QueryError):
        _all(sandbox, f"SELECT count(*) FROM {table}")


def test_a_select_that_bears_the_name_of_what_is_closed_opens_nothing(sandbox: Sandbox) -> None:
    with pytest.raises(QueryError):
        _all(sandbox, "WITH settings AS (SELECT 1) SELECT count(*) FROM main.settings")


@pytest.mark.parametrize("event", ["NULL", "999999", "-1", "'x'", "1.5"])
def test_where_there_is_no_event_there_is_no_record(sandbox: Sandbox, event: str) -> None:
    assert _all(sandbox, f"SELECT raw({event}), raw_text({event})") == [(None, None)]


def test_a_row_that_takes_all_memory_is_stopped(sandbox: Sandbox) -> None:
    values = ", ".join(["randomblob(60000000)"] * 20)
    with pytest.raises(QueryError, match="MiB of memory"):
        _all(sandbox, f"SELECT {values}")
    assert _all(sandbox, "SELECT 1") == [(1,)]


def test_a_function_that_is_asked_for_nonsense_is_named_as_the_fault(sandbox: Sandbox) -> None:
    with pytest.raises(QueryError, match="a function cannot take what it was given"):
        _all(sandbox, "SELECT has_match(1, '[')")


@pytest.mark.parametrize("query", ["DELETE FROM events", "UPDATE alerts SET status = 'x'"])
def test_who_would_change_a_view_hears_that_nothing_is_changed(
    sandbox: Sandbox, query: str
) -> None:
    with pytest.raises(QueryError, match="queries change nothing"):
        _all(sandbox, query)
