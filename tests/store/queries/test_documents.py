"""Events as documents, and as bytes."""

import hashlib
import sqlite3
from datetime import UTC

import pytest

from store.database.evidence import Raw
from store.filters.grammar import parse
from store.queries import documents
from store.queries.conditions import events_where
from store.queries.where import EVERYTHING, Where
from tests.store.queries.scene import AUTH, IN_TIME, START, WEB


def where(text: str) -> Where:
    return events_where(parse(text), START, UTC)


def test_a_request(connection: sqlite3.Connection) -> None:
    raw = b"192.0.2.1 GET / 200"
    identity = hashlib.blake2b(bytes([1]) * 16 + bytes(8) + raw, digest_size=16).hexdigest()
    assert documents.document(connection, 1) == {
        "@timestamp": "2026-11-18T11:06:40.000000Z",
        "event.id": identity,
        "event.dataset": "apache.access",
        "event.category": "web",
        "event.action": "http-request",
        "event.outcome": "success",
        "event.parse": "full",
        "source.ip": "192.0.2.1",
        "http.request.method": "GET",
        "http.version": "1.1",
        "http.response.status_code": 200,
        "http.response.body.bytes": 12,
        "url.path": "/",
        "url.query": "q=1",
        "url.domain": "www.example.com",
        "user_agent.original": "curl/8",
        "related.weight": 1,
        "log.file.path": "/var/log/apache2/access.log",
        "log.offset": 0,
        "event.original": "192.0.2.1 GET / 200",
    }


def test_a_login(connection: sqlite3.Connection) -> None:
    found = documents.document(connection, 8) or {}
    assert found["event.time_flags"] == ["year_assumed", "zone_assumed"]
    assert (found["related.weight"], found["process.pid"]) == (3, 4015)
    assert (found["host.name"], found["process.name"]) == ("web1", "sshd")
    assert found["log.offset"] == 1500


def test_a_windows_event_has_its_id_as_a_number(connection: sqlite3.Connection) -> None:
    found = documents.document(connection, 11) or {}
    assert (found["winlog.event_id"], found["event.code"]) == (4625, "4625")
    assert found["winlog.event_data.LogonType"] == "3"
    assert found["user.target.name"] == "svc"


def test_what_windows_leaves_open_with_a_hyphen_is_absent(connection: sqlite3.Connection) -> None:
    assert "winlog.event_data.WorkstationName" not in (documents.document(connection, 11) or {})


def test_an_apache_error_has_its_code(connection: sqlite3.Connection) -> None:
    found = documents.document(connection, 6) or {}
    assert found["apache.error.code"] == found["event.code"] == "AH01630"
    assert (found["source.domain"], "source.ip" in found) == ("scanner.example.com", False)


def test_an_unparsed_record_has_no_empty_keys(connection: sqlite3.Connection) -> None:
    assert set(documents.document(connection, 5) or {}) == {
        "@timestamp",
        "event.id",
        "event.parse",
        "event.original",
        "related.weight",
        "log.file.path",
        "log.offset",
    }


def test_no_such_event(connection: sqlite3.Connection) -> None:
    assert documents.document(connection, 99) is None


@pytest.mark.parametrize("newest_first", [False, True])
def test_documents_are_in_the_order_of_time(
    connection: sqlite3.Connection, newest_first: bool
) -> None:
    found = [
        each["@timestamp"]
        for each in documents.ecs(connection, EVERYTHING, newest_first=newest_first)
    ]
    assert found == sorted(found, key=str, reverse=newest_first)
    assert len(found) == len(IN_TIME)


def test_a_limit(connection: sqlite3.Connection) -> None:
    assert len(list(documents.ecs(connection, EVERYTHING, 5))) == 5


def test_the_bytes_are_the_logs_own(connection: sqlite3.Connection) -> None:
    records = dict(enumerate([*WEB, *AUTH], start=1))
    wanted = [records[event].raw for event in IN_TIME]
    assert list(documents.raw(connection, EVERYTHING)) == wanted


def test_the_bytes_of_a_filter(connection: sqlite3.Connection) -> None:
    assert list(documents.raw(connection, where("parse:none"))) == [b"\x1b[31mno \xff log\x00"]


@pytest.mark.parametrize(
    "other",
    [(b"b", Raw(b"x", 1, 0)), (b"a", Raw(b"y", 1, 0)), (b"a", Raw(b"x", 1, 1))],
)
def test_the_id_depends_on_log_place_and_bytes(other: tuple[bytes, Raw]) -> None:
    assert documents.event_id(*other) != documents.event_id(b"a", Raw(b"x", 1, 0))


def test_the_id_does_not_depend_on_the_database() -> None:
    assert documents.event_id(b"a", Raw(b"x", 7, 0)) == documents.event_id(b"a", Raw(b"x", 1, 0))


def test_records_in_the_order_of_their_blocks_are_read_one_after_the_other(monkeypatch):
    """A thousand records of megabytes must not be held at once."""
    given = []

    def counted(_connection, ids):
        for event in ids:
            given.append(event)
            yield Raw(b"", 1, event)

    monkeypatch.setattr(documents, "raw_records", counted)
    first = next(documents._evidence(sqlite3.connect(":memory:"), [1, 2, 3]))
    assert (first.offset, given) == (1, [1])
