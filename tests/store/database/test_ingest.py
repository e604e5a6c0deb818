"""Writing batches: facts, kinds and evidence together."""

from typing import Any

import pytest

from store.database import evidence
from store.database.coding import Coder
from store.database.connection import Writer
from store.database.facts import facts
from store.database.ingest import Ingest
from tests.store.database.making import FAILED, HIT, record, write


def fetched(writer: Writer, statement: str) -> list[tuple[Any, ...]]:
    return writer.connection.execute(statement).fetchall()


def test_events_are_numbered_in_their_order(writer):
    assert write(writer, [record(b"a"), record(b"b")]) == 1
    assert write(writer, [record(b"c")]) == 3
    assert fetched(writer, "SELECT id, raw(id) FROM events") == [(1, b"a"), (2, b"b"), (3, b"c")]


def test_blocks_cover_every_event_once(writer):
    write(writer, [record(bytes(200_000)) for _ in range(5)])
    write(writer, [record(b"x")])
    rows = fetched(writer, "SELECT first_event, events, source FROM blocks ORDER BY first_event")
    assert rows == [(1, 3, 1), (4, 2, 1), (6, 1, 2)]


def test_a_kind_is_stored_once(writer):
    ingest = Ingest()
    write(writer, [record(kind=HIT), record(kind=FAILED), record(kind=HIT)], ingest)
    write(writer, [record(kind=HIT)], ingest)
    write(writer, [record(kind=HIT)])
    assert fetched(writer, "SELECT count(*) FROM kinds") == [(2,)]
    assert fetched(writer, "SELECT kind FROM events") == [(1,), (2,), (1,), (1,), (1,)]


def test_equal_kinds_that_are_two_objects_are_one(writer):
    write(writer, [record(kind=HIT), record(kind=HIT._replace())])
    assert fetched(writer, "SELECT count(*) FROM kinds") == [(1,)]


def test_a_user_and_a_target_of_the_same_name_are_one_account(writer):
    write(writer, [record(user_name="root"), record(user_target_name="root")])
    assert fetched(writer, "SELECT account, target FROM events") == [(1, None), (None, 1)]


def test_a_host_and_a_site_of_the_same_name_are_one_host(writer):
    write(writer, [record(host_name="web1", url_domain="web1")])
    assert fetched(writer, "SELECT host, site FROM events") == [(1, 1)]


def test_failures_are_marked(writer):
    write(writer, [record(kind=FAILED, weight=2), record(kind=HIT)])
    assert fetched(writer, "SELECT failed, weight FROM events") == [(1, 2), (0, 1)]


@pytest.mark.parametrize("time", [0, -1, -(1 << 62), (1 << 63) - 1])
def test_any_time_is_kept(writer, time):
    write(writer, [record(time=time, host_name="a")])
    assert fetched(writer, "SELECT ts FROM events") == [(time,)]


def test_seconds_and_microseconds_stand_apart(writer):
    write(writer, [record(time=time) for time in (1_500_000, 2_000_000, -1, -1_000_000)])
    rows = fetched(writer, "SELECT f.second, f.micro, e.ts FROM facts f JOIN events e USING (id)")
    assert rows == [
        (1, 500_000, 1_500_000),
        (2, 0, 2_000_000),
        (-1, 999_999, -1),
        (-1, 0, -1_000_000),
    ]


@pytest.mark.parametrize("value", [1 << 63, -(1 << 63), 10**100])
def test_a_number_beyond_the_databases_breaks_no_batch(writer, value):
    write(writer, [record(process_pid=value, source_port=1), record(process_pid=7)])
    assert fetched(writer, "SELECT pid, port FROM events") == [(None, 1), (7, None)]


@pytest.mark.parametrize("size", [1, 199, 200, 201, 400, 451])
def test_batches_of_any_size_are_written_whole(writer, size):
    write(writer, [record(b"%d" % at, time=at, source_port=at) for at in range(size)])
    write(writer, [record(b"next", time=size, source_port=size)])
    rows = fetched(writer, "SELECT id - 1, ts, port FROM events ORDER BY id")
    assert rows == [(at, at, at) for at in range(size + 1)]


def test_another_run_finds_the_stems_of_a_source(writer):
    ingest, some = Ingest(), [record(kind=HIT, host_name="a"), record(kind=FAILED, weight=3)]
    with writer.transaction() as connection:
        ingest.write(connection, 1, facts(some, Coder()))
        Ingest().write(connection, 1, facts(some[::-1], Coder()))
    assert fetched(writer, "SELECT stem FROM facts ORDER BY id") == [(1,), (2,), (2,), (1,)]


def test_a_log_does_not_take_over_what_the_one_before_said(writer):
    ingest = Ingest()
    write(writer, [record(url_path="/a", user_name="a", host_name="a")], ingest)
    write(writer, [record(url_path="/b")], ingest)
    rows = fetched(writer, "SELECT path, account, host, source FROM events ORDER BY id")
    assert rows == [(1, 1, 1, 1), (2, None, None, 2)]


def test_blocks_know_their_times(writer, monkeypatch):
    monkeypatch.setattr(evidence, "BLOCK_BYTES", 6)
    write(writer, [record(time=time) for time in (5, -7, 9, 8, 1)])
    rows = fetched(writer, "SELECT first_event, first_ts, last_ts FROM blocks ORDER BY 1")
    assert rows == [(1, -7, 5), (3, 8, 9), (5, 1, 1)]
