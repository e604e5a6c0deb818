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


_LOGON = Kind("windows.eventlog", code="4624", action="login", outcome=Outcome.SUCCESS)
_LOGOFF = Kind("windows.eventlog", code="4634", action="logoff", outcome=Outcome.SUCCESS)
_RIGHTS = Kind("windows.eventlog", code="4672", action="special-privileges")


def _windows(second: int, kind: Kind, logon: str, address: str | None = None) -> Record:
    whose = "Subject" if kind is _RIGHTS else "Target"
    fields: Fields = {
        "host.name": "DC1",
        "user.name": "eve",
        "process.pid": 4,
        f"winlog.event_data.{whose}LogonId": logon,
    }
    if address is not None:
        fields["source.ip"] = address
    return Record(100_000 + second, b"x", kind, fields, START + second * SECOND)


def _ssh(second: int, kind: Kind, pid: int, address: str | None = None) -> Record:
    fields: Fields = {"host.name": "web1", "user.name": "eve", "process.pid": pid}
    if address is not None:
        fields["source.ip"] = address
    kind = kind._replace(program="sshd")
    return Record(200_000 + second, b"x", kind, fields, START + second * SECOND)


_BOTH = [
    _windows(0, _LOGON, "0x1a2b", "192.0.2.9"),
    _windows(0, _RIGHTS, "0x0000000000001a2b"),
    _windows(5, _LOGON, "0x9999", "192.0.2.77"),
    _windows(900, _LOGOFF, "0x1a2b"),
    _windows(950, _LOGOFF, "0x9999"),
    _windows(960, _LOGON, "0x3e7", "192.0.2.9"),
    _ssh(2000, ACCEPTED, 71, "192.0.2.9"),
    _ssh(2001, _ENDED._replace(action="session-start"), 71),
    _ssh(2500, _ENDED, 71),
    _ssh(2600, ACCEPTED, 72, "192.0.2.9"),
    _ssh(2600 + 13 * 3600, _ENDED, 72),
]


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    """Logins of which an address knows the beginning and not the end."""
    path = tmp_path_factory.mktemp("both") / "blotter.db"
    create(path)
    ingest = Ingest()
    with Writer(path) as writer, writer.transaction() as connection:
        ingest.write(connection, 1, facts(_BOTH, Coder()))
        ingest.finish(connection)
    opened = reader(path)
    yield opened
    opened.close()


def _of(database: sqlite3.Connection, text: str) -> dict[str, Session]:
    where = events_where(parse(text), START, UTC)
    return {each.what: each for each in sessions(database, where, beyond=True)}


@pytest.mark.parametrize("text", ["user:eve", "ip:192.0.2.9", "host:DC1"])
def test_a_logon_of_windows_ends_with_its_logoff(both, text):
    one = _of(both, text)["logon 0x1a2b on DC1"]
    assert (one.kind, one.events, one.opened, one.closed) == ("logon", 3, True, True)
    assert (one.last - one.first) // SECOND == 900


def test_logons_are_told_apart_by_their_id(both):
    assert _of(both, "user:eve")["logon 0x9999 on DC1"].events == 2


def test_windows_own_logons_are_no_sessions_of_somebody(both):
    assert "logon 0x3e7 on DC1" not in _of(both, "user:eve")


def test_a_session_of_ssh_ends_when_pam_closes_it(both):
    one = _of(both, "ip:192.0.2.9")["sshd[71]"]
    assert (one.events, one.opened, one.closed) == (3, True, True)


def test_what_came_half_a_day_later_is_another_process(both):
    one = _of(both, "ip:192.0.2.9")["sshd[72]"]
    assert (one.events, one.closed) == (1, False)


@pytest.mark.parametrize("text", ["user:eve", "ip:192.0.2.9", "host:DC1"])
def test_numbers_select_exactly_the_events_of_a_session(both, text):
    some = [each for each in _of(both, text).values() if each.ids]
    assert some
    for one in some:
        where = events_where(filtering.of_events(one.ids), START, UTC)
        assert events.count(both, where) == one.events


def test_an_address_without_records_has_no_sessions(both):
    assert _of(both, "ip:192.0.2.200") == {}
