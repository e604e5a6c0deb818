"""Who occurs in a block: sets of numbers in little room."""

import json
import sqlite3
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.database import occurring
from store.database.ingest import Ingest
from store.database.occurring import packed, unpacked
from tests.store.database.making import record, write

NUMBERS = st.frozensets(st.integers(1, 40) | st.integers(1, (1 << 32) - 1), max_size=40)


@pytest.fixture(scope="module")
def connection() -> Iterator[sqlite3.Connection]:
    opened = sqlite3.connect(":memory:")
    occurring.register(opened)
    yield opened
    opened.close()


@given(NUMBERS)
def test_a_set_comes_back_in_order(numbers):
    assert list(unpacked(packed(numbers))) == sorted(numbers)


def test_neighbours_take_next_to_no_room():
    assert len(packed(range(1, 10_001))) < 100


@given(held=NUMBERS, wanted=st.lists(st.integers(1, 40), max_size=5))
def test_a_set_is_asked_for_any_of_some_numbers(connection, held, wanted):
    row = connection.execute("SELECT occurs(?, ?)", (packed(held), json.dumps(wanted))).fetchone()
    assert row == (int(bool(held & set(wanted))),)


@pytest.mark.parametrize(("wanted", "answer"), [("[1]", 0), ("[]", 0)])
def test_where_there_is_no_set_nobody_occurs(connection, wanted, answer):
    assert connection.execute("SELECT occurs(NULL, ?)", (wanted,)).fetchone() == (answer,)


def test_it_takes_the_list_that_sqlite_makes(connection):
    some = "SELECT json_group_array(value) FROM json_each('[7, 300]') WHERE value > ?"
    asked = f"SELECT occurs(?, ({some}))"
    rows = [connection.execute(asked, (packed([300]), low)).fetchone() for low in (0, 299, 300)]
    assert rows == [(1,), (1,), (0,)]


def test_a_damaged_set_is_an_error_and_no_crash(connection):
    with pytest.raises(sqlite3.OperationalError):
        connection.execute("SELECT occurs(x'00', '[1]')").fetchone()


@pytest.mark.parametrize(("events", "is_long"), [(2, False), (3, True), (4, True)])
def test_long_blocks_have_sets_and_short_ones_rows(writer, monkeypatch, events, is_long):
    monkeypatch.setattr(occurring, "LONG", 3)
    some = [record(source_ip="192.0.2.1", user_name="a", user_target_name="b")] * events
    write(writer, some, Ingest())
    rows = [
        writer.connection.execute(f"SELECT * FROM {table}").fetchall()
        for table in ("address_blocks", "account_blocks")
    ]
    sets = writer.connection.execute("SELECT addresses, accounts FROM blocks").fetchone()
    if is_long:
        assert rows == [[], []]
        assert [list(unpacked(each)) for each in sets] == [[1], [1, 2]]
    else:
        assert rows == [[(1, 1)], [(1, 1), (2, 1)]]
        assert sets == (None, None)


def test_a_long_block_without_anybody_has_no_sets(writer, monkeypatch):
    monkeypatch.setattr(occurring, "LONG", 1)
    write(writer, [record()])
    assert writer.connection.execute("SELECT addresses, accounts FROM blocks").fetchone() == (
        None,
        None,
    )
