"""Evidence blocks: the bytes of every record, and where they stood."""

import hashlib
import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.database.evidence import BLOCK_BYTES, pack, raw_record, raw_records
from store.model import UNPARSED, Record
from tests.store.database.making import (
    in_a_row,
    packed_alone,
    reading,
    record,
    samples,
    written,
)


def lined(*raws: bytes) -> list[Record]:
    """Records as lines of one log."""
    return in_a_row([record(raw) for raw in raws])


def placed(raws: list[bytes], gaps: list[int]) -> list[Record]:
    """Records with gaps before them."""
    out, offset = [], 0
    for raw, gap in zip(raws, gaps, strict=True):
        offset += gap
        out.append(Record(offset, raw, UNPARSED, {}, 0))
        offset += len(raw)
    return out


RECORDS = st.lists(st.tuples(st.binary(max_size=40), st.integers(0, 1 << 30)), min_size=1).map(
    lambda pairs: placed([raw for raw, _ in pairs], [gap for _, gap in pairs])
)
"""Any bytes at any offsets."""


@given(RECORDS)
def test_every_record_comes_back(records):
    connection = packed_alone(records)
    found = [raw_record(connection, event) for event in range(1, len(records) + 1)]
    connection.close()
    assert found == [(each.raw, 7, each.offset) for each in records]


@given(RECORDS)
def test_the_sql_function_gives_the_same_bytes(records):
    connection = packed_alone(records)
    rows = connection.execute(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?) "
        "SELECT raw(i) FROM n",
        (len(records),),
    ).fetchall()
    connection.close()
    assert [row[0] for row in rows] == [each.raw for each in records]


@pytest.mark.parametrize("event", [0, 3, -1])
def test_there_is_no_evidence_of_what_there_is_not(event):
    connection = packed_alone(lined(b"one", b"two"))
    with pytest.raises(KeyError):
        raw_record(connection, event)
    connection.close()


def test_many_records_come_in_the_order_that_was_asked_for(database):
    written(database, [record(b"%d" % number) for number in range(9)])
    written(database, [record(b"%d" % number) for number in range(9, 20)])
    with reading(database) as connection:
        found = [each.raw for each in raw_records(connection, [20, 1, 9, 10, 2])]
    assert found == [b"19", b"0", b"8", b"9", b"1"]


def test_the_checksum_is_that_of_the_bytes():
    (block,) = pack([(0, b"one"), (4, b"two")])
    assert (block.sha256, block.size) == (hashlib.sha256(b"onetwo").digest(), 6)


def test_stored_checksums_are_right(database):
    written(database, samples())
    with reading(database) as connection:
        first, events, *expected = connection.execute(
            "SELECT first_event, events, sha256, size FROM blocks ORDER BY first_event LIMIT 1"
        ).fetchone()
        found = raw_records(connection, range(first, first + events))
        data = b"".join(each.raw for each in found)
    assert [hashlib.sha256(data).digest(), len(data)] == expected


@given(st.lists(st.integers(0, BLOCK_BYTES * 2), min_size=1, max_size=12))
def test_blocks_hold_all_records_once_and_are_not_long(sizes):
    blocks = list(pack([(0, bytes(size)) for size in sizes]))
    left = iter(sizes)
    held = [[next(left) for _ in range(block.events)] for block in blocks]
    assert [size for run in held for size in run] == sizes
    assert [block.size for block in blocks] == [sum(run) for run in held]
    assert all(run and sum(run[:-1]) < BLOCK_BYTES for run in held)


def test_a_damaged_block_is_an_error_and_no_crash():
    connection = packed_alone(lined(b"one", b"two"))
    connection.execute("UPDATE blocks SET data = x'00'")
    with pytest.raises(sqlite3.OperationalError):
        connection.execute("SELECT raw(1)").fetchone()
    connection.close()


def test_functions_see_what_was_written_since(database, writer):
    with reading(database) as connection:
        written(database, [record(b"one")])
        before = connection.execute("SELECT raw(1)").fetchone()
        written(database, [record(b"two")])
        assert (before, connection.execute("SELECT raw(2)").fetchone()) == ((b"one",), (b"two",))
