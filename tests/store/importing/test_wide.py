"""Logs in UTF-16 (formats 2.6: exports of PowerShell and wevtutil): readable wherever they show."""

from datetime import UTC

import pytest

from store.database.connection import Writer, reader
from store.database.evidence import readable
from store.filters.grammar import parse
from store.queries import documents, events
from store.queries.conditions import events_where
from store.queries.where import EVERYTHING
from tests.store.importing.running import lines, rested, rows, run
from tests.store.importing.test_repeats import xml

ENCODINGS = ["utf-16-le", "utf-16-be"]
RULE = """title: A word anywhere
id: 7f6f38a9-62f7-4a5c-8a8c-0d8cfb1f0007
level: low
logsource: {product: windows, service: security}
detection: {words: [USER3Ä], condition: words}
"""


def export() -> bytes:
    """Three events; the third names somebody with an umlaut."""
    return xml(range(1, 4)).replace(b"user3", "user3Ä".encode())


@pytest.fixture(params=ENCODINGS)
def wide(request, logs):
    """An export with a byte order mark."""
    path = logs / "a.xml"
    path.write_bytes(f"\ufeff{export().decode()}".encode(request.param))
    return rested(path)


@pytest.fixture
def connection(database, wide):
    """The database that it was imported into, and a log in UTF-8."""
    (wide.parent / "b.log").write_bytes(lines(range(3)))
    run(database, wide.parent)
    opened = reader(database)
    yield opened
    opened.close()


def found(connection, text: str) -> list[object]:
    """The record ids that a filter finds."""
    where = events_where(parse(text), 0, UTC)
    return [each.get("winlog.record_id") for each in documents.ecs(connection, where)]


def test_the_original_is_text(connection):
    texts = [
        str(each["event.original"])
        for each in documents.ecs(connection, EVERYTHING)
        if "winlog.record_id" in each
    ]
    assert all(text.startswith("<Event xmlns") and text.endswith("</Event>") for text in texts)
    assert "user3Ä" in texts[2]


def test_raw_gives_the_bytes_of_the_file(connection, wide):
    records = list(documents.raw(connection, events_where(parse("channel:Security"), 0, UTC)))
    assert len(records) == 3
    assert all(raw in wide.read_bytes() and b"\0" in raw for raw in records)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ('"user2"', [2]),
        ('"USER3"', [3]),
        ('"user3Ä"', [3]),
        ('"TargetUserName\'>user"', [1, 2, 3]),
        ("user*/Data", [1, 2, 3]),
        ("user3*/Data", [3]),
        ('"user4"', []),
        ('"/page/"', [None, None, None]),
    ],
)
def test_text_is_found(connection, text, numbers):
    assert found(connection, text) == numbers


def test_a_record_shows_as_text(connection):
    shown = [readable(connection, event).decode() for event in range(1, 7)]
    assert not any("\0" in text for text in shown)
    assert sum("user3Ä" in text for text in shown) == 1


def test_a_summary_is_text(database, connection):
    with Writer(database) as writer, writer.transaction() as writing:
        writing.execute("UPDATE facts SET message = NULL, extra = NULL")
    ids = [event for (event,) in connection.execute("SELECT id FROM events WHERE path IS NULL")]
    found = events.rows(connection, ids)
    assert len(found) == 3
    assert all(row.summary.startswith("<Event xmlns") for row in found)


def test_a_rules_words_are_found(database, wide, tmp_path):
    (tmp_path / "mine.yml").write_text(RULE, encoding="utf-8")
    run(database, wide, rules=(tmp_path / "mine.yml",))
    assert rows(database, "SELECT count FROM alerts") == [(1,)]
