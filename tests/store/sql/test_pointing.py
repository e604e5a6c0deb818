"""Where in a query it is that SQLite complains of."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from store.errors import QueryError
from store.sql.sandbox import Sandbox, opened
from tests.store.queries.scene import build


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("pointing") / "blotter.db")


@pytest.fixture
def sandbox(database: Path) -> Iterator[Sandbox]:
    with opened(database) as found:
        yield found


def _error(sandbox: Sandbox, query: str) -> QueryError:
    with pytest.raises(QueryError) as found:
        list(sandbox.answer(query).rows)
    return found.value


@pytest.mark.parametrize(
    ("query", "pointed"),
    [
        ("SELECT sorce_ip FROM events", "sorce_ip"),
        ("SELECT id FORM events", "events"),
        ("SELECT id, FROM events", "FROM"),
        ("SELECT 'FROM', id FROM FROM events", "FROM events"),
        ("SELECT id -- FROM\n FROM FROM events", "FROM events"),
        ("SELECT id FROM nowhere", "nowhere"),
        ("SELECT nofunction(id) FROM events", "nofunction"),
        ("SELECT id FROM events JOIN web", "id FROM"),
        ("SELECT id FROM events WHERE count(*) > 1", "count"),
        ("SELECT # FROM events", "# FROM"),
        ("SELECT raw_text() FROM events", "raw_text"),
    ],
)
def test_the_place_is_that_of_what_is_wrong(sandbox: Sandbox, query: str, pointed: str) -> None:
    at = _error(sandbox, query).at
    assert at is not None
    assert query[at:].startswith(pointed)


def test_a_name_behind_a_dot_is_found(sandbox: Sandbox) -> None:
    query = "SELECT e.nothing FROM events e"
    assert _error(sandbox, query).at in (query.index("e."), query.index("nothing"))


def test_a_query_that_breaks_off_is_wrong_at_its_end(sandbox: Sandbox) -> None:
    assert _error(sandbox, "SELECT id FROM  ").at == len("SELECT id FROM")


def test_of_many_places_the_wrong_one_is_told(sandbox: Sandbox) -> None:
    query = "SELECT count(id), max(id), min(id), FROM events"
    assert _error(sandbox, query).at == query.index("FROM")


@pytest.mark.parametrize(
    ("query", "meant"),
    [
        ("SELECT sorce_ip FROM events", "source_ip"),
        ("SELECT * FROM adresses", "addresses"),
        ("SELECT raw_txt(id) FROM events", "raw_text"),
    ],
)
def test_what_was_meant_is_told(sandbox: Sandbox, query: str, meant: str) -> None:
    assert _error(sandbox, query).message.endswith(f"; did you mean {meant}?")


def test_the_message_says_line_and_column(sandbox: Sandbox) -> None:
    error = _error(sandbox, "SELECT id,\n  nothing_such\nFROM events")
    assert str(error) == "sql: no such column: nothing_such (line 2, column 3)"


def test_what_is_forbidden_has_no_place(sandbox: Sandbox) -> None:
    assert _error(sandbox, "SELECT value FROM settings").at is None


def test_to_find_the_place_runs_nothing(sandbox: Sandbox) -> None:
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n"
    assert _error(sandbox, f"{endless} SELECT 1").at == len(endless) + 1
