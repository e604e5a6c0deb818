"""The process that answers queries: what it says to what it is asked."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from store import children
from store.sql.views import NAMES
from tests.store.queries.scene import build


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("answering") / "blotter.db")


def _replies(database: Path, *requests: dict[str, Any]) -> list[Any]:
    """All that it says to some requests."""
    code = "from store.sql.answering import main; main()"
    asked = "".join(f"{json.dumps(_request(**one))}\n" for one in requests)
    ran = subprocess.run(
        [*children.command(code), str(database)],
        input=asked, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return [json.loads(line) for line in ran.stdout.splitlines()]


def _request(
    query: str, filter_: str = "", rows: int = 100, seconds: float = 30.0
) -> dict[str, Any]:
    return {"query": query, "filter": filter_, "rows": rows, "seconds": seconds}


def _rows(replies: list[Any]) -> Iterator[list[Any]]:
    for reply in replies:
        yield from reply.get("rows", ())


def test_at_first_it_names_the_views(database: Path) -> None:
    assert list(_replies(database)[0]["views"]) == list(NAMES)


def test_a_query_is_answered(database: Path) -> None:
    replies = _replies(database, {"query": "SELECT 1 AS one, NULL AS none, x'41' AS bytes"})
    assert replies[1] == {"columns": ["one", "none", "bytes"], "meanings": ["", "", ""]}
    assert list(_rows(replies)) == [[1, None, "A"]]
    assert replies[-1] == {"done": True, "more": False}


def test_one_query_after_the_other_is_answered(database: Path) -> None:
    replies = _replies(database, {"query": "SELECT 1"}, {"query": "SELECT 2"})
    assert list(_rows(replies)) == [[1], [2]]


@pytest.mark.parametrize(("rows", "more"), [(2, True), (3, False), (4, False)])
def test_it_says_whether_there_is_more(database: Path, rows: int, more: bool) -> None:
    replies = _replies(database, {"query": "VALUES (1), (2), (3)", "rows": rows})
    assert len(list(_rows(replies))) == min(rows, 3)
    assert replies[-1] == {"done": True, "more": more}


def test_a_wrong_query_is_answered_with_its_place(database: Path) -> None:
    replies = _replies(database, {"query": "SELECT x FROM events"}, {"query": "SELECT 2"})
    assert replies[1] == {"error": "no such column: x", "at": 7}
    assert list(_rows(replies)) == [[2]]


def test_the_views_show_what_the_filter_leaves(database: Path) -> None:
    asked = {"query": "SELECT DISTINCT event_dataset FROM events", "filter_": "dataset:system.auth"}
    assert list(_rows(_replies(database, asked))) == [["system.auth"]]


def test_a_query_that_takes_too_long_is_stopped(database: Path) -> None:
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"
    replies = _replies(database, {"query": endless, "seconds": 0.1})
    assert "stopped after 0.1 seconds" in replies[1]["error"]


def test_a_long_value_is_cut_and_says_so(database: Path) -> None:
    (row,) = _rows(_replies(database, {"query": "SELECT printf('%.*c', 100000, 'x')"}))
    assert len(row[0]) == 20_000
    assert row[0].endswith("…")


def test_many_long_values_are_not_all_sent(database: Path) -> None:
    numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 2000)"
    query = f"{numbers} SELECT printf('%.*c', 19000, 'x') FROM n"
    replies = _replies(database, {"query": query, "rows": 2000})
    assert len(list(_rows(replies))) < 1000
    assert replies[-1] == {"done": True, "more": True}


def test_what_is_no_database_is_said_to_be_none(tmp_path: Path) -> None:
    path = tmp_path / "no.db"
    path.write_bytes(b"no database" * 100)
    assert "not a database" in _replies(path)[0]["error"]
