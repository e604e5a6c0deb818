"""Sessions, and that each selects exactly its events."""

import sqlite3
from collections.abc import Iterator
from datetime import UTC
from pathlib import Path

import pytest

from app.screens import filtering
from store.database.coding import Coder
from store.database.connection import Writer, create, reader
from store.database.facts import facts
from store.database.ingest import Ingest
from store.filters.grammar import parse
from store.model import Fields, Kind, Outcome, Record
from store.queries import events
from store.queries.conditions import events_where
from store.queries.sessions import Session, sessions
from tests.store.queries.scene import ACCEPTED, FAILED, HIT, MISS, SECOND, START, web

_MINUTE = 60
_ENDED = Kind("system.auth", category="session", action="session-end", outcome=Outcome.SUCCESS)


def _auth(second: int, kind: Kind, pid: int | None, user: str, program: str = "sshd") -> Record:
    fields: Fields = {"host.name": "web1", "source.ip": "192.0.2.9", "user.name": user}
    if pid is not None:
        fields["process.pid"] = pid
    kind = kind._replace(program=program)
    return Record(second, b"x", kind, fields, START + second * SECOND)


RECORDS = [
    _auth(0, FAILED, 10, "root"),
    _auth(3, FAILED, 10, "root"),
    _auth(5, ACCEPTED, 11, "deploy"),
    _auth(600, _ENDED, 11, "deploy"),
    _auth(700, FAILED, None, "root"),
    web(10, HIT, "192.0.2.9", "/a"),
    web(20, MISS, "192.0.2.9", "/A"),
    web(30, HIT, "192.0.2.9", "/b", {"user_agent.original": "other/1"}),
    web(20 + 31 * _MINUTE, HIT, "192.0.2.9", "/a"),
    web(21 + 31 * _MINUTE, HIT, "192.0.2.77", "/a"),
]


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sessions") / "blotter.db"
    create(path)
    ingest = Ingest()
    with Writer(path) as writer, writer.transaction() as connection:
        ingest.write(connection, 1, facts(RECORDS, Coder()))
        ingest.finish(connection)
    return path


@pytest.fixture
def database(path: Path) -> Iterator[sqlite3.Connection]:
    opened = reader(path)
    yield opened
    opened.close()


def _found(database: sqlite3.Connection, text: str = "ip:192.0.2.9") -> list[Session]:
    return sessions(database, events_where(parse(text), START, UTC))


def test_a_process_is_one_login(database):
    one = next(each for each in _found(database) if each.what == "sshd[11]")
    assert (one.kind, one.who, one.events, one.opened, one.closed) == (
        "login",
        "deploy",
        2,
        True,
        True,
    )


def test_attempts_of_a_process_are_told_as_failures(database):
    one = next(each for each in _found(database) if each.what == "sshd[10]")
    assert (one.events, one.failures, one.opened) == (2, 2, False)


def test_half_an_hour_of_silence_ends_a_visit(database):
    visits = [each for each in _found(database) if each.what == "curl/8"]
    assert [(each.events, each.paths) for each in visits] == [(1, 1), (2, 2)]


def test_another_client_makes_another_visit(database):
    assert [each.events for each in _found(database) if each.what == "other/1"] == [1]


def test_the_latest_come_first(database):
    lasts = [each.last for each in _found(database)]
    assert lasts == sorted(lasts, reverse=True)


@pytest.mark.parametrize(
    "text", ["ip:192.0.2.9", "user:root", "host:web1", "path:=/a", "agent:=curl/8", ""]
)
def test_a_session_selects_exactly_the_events_that_it_counted(database, text):
    for session in _found(database, text):
        within = filtering.spanning(parse(text), session.first, session.last + 1)
        wanted = events_where(filtering.meeting(within, session.conditions), START, UTC)
        assert events.count(database, wanted) == session.events


def test_together_they_hold_every_event_once(database):
    assert sum(session.events for session in _found(database, "")) == len(RECORDS)
