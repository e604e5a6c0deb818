"""What the columns of an answer say."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from store.sql.meaning import Meaning
from store.sql.sandbox import Sandbox, opened
from tests.store.queries.scene import build


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("meaning") / "blotter.db")


@pytest.fixture
def sandbox(database: Path) -> Iterator[Sandbox]:
    with opened(database) as found:
        yield found


@pytest.mark.parametrize(
    ("query", "meanings"),
    [
        ("SELECT id FROM events", [Meaning.EVENT]),
        ("SELECT id, timestamp FROM web", [Meaning.EVENT, Meaning.TIME]),
        ("SELECT id FROM alerts", [Meaning.ALERT]),
        ("SELECT alert, id FROM alert_evidence", [Meaning.ALERT, Meaning.EVENT]),
        ("SELECT e.id, a.id FROM events e, alerts a", [Meaning.EITHER, Meaning.EITHER]),
        ("SELECT e.id AS event, a.id AS alert FROM events e, alerts a",
         [Meaning.EVENT, Meaning.ALERT]),
        ("SELECT id FROM log_files", [Meaning.NOTHING]),
        ("SELECT 7 AS id", [Meaning.NOTHING]),
        ("SELECT source_ip, count(*) FROM events GROUP BY 1", [Meaning.NOTHING] * 2),
        ("SELECT first_seen FROM addresses", [Meaning.TIME]),
    ],
)  # fmt: skip
def test_a_column_says_what_it_was_read_from(
    sandbox: Sandbox, query: str, meanings: list[Meaning]
) -> None:
    assert list(sandbox.answer(query).meanings) == meanings


def test_what_another_query_read_does_not_count(sandbox: Sandbox) -> None:
    sandbox.answer("SELECT id FROM alerts")
    assert sandbox.answer("SELECT id FROM events").meanings == (Meaning.EVENT,)
