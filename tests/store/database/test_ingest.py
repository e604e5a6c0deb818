"""Writing batches: facts, kinds and evidence together."""

from typing import Any

import pytest

from store.database.connection import Writer
from store.database.ingest import Ingest, make_indexes
from store.database.tables import EVENT_INDEXES
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
    rows = fetched(writer, "SELECT first_event, events, source FROM blocks ORDER BY id")
    assert rows == [(1, 2, 1), (3, 2, 1), (5, 1, 1), (6, 1, 2)]


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


def test_missing_indexes_are_made(writer):
    with writer.transaction() as connection:
        make_indexes(connection)
        connection.execute("DROP INDEX events_time")
        make_indexes(connection)
    found = {row[0] for row in fetched(writer, "SELECT name FROM sqlite_master")}
    assert set(EVENT_INDEXES) <= found
