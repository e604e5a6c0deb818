"""Numbers of Windows events."""

import sqlite3
from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.database.windows_records import Numbers, add, known, make_up

SALT = b"salt"
SECOND = 1_000_000
DC = "dc1.example.com"
NUMBERS = st.sets(st.integers(-(1 << 63), (1 << 63) - 1), max_size=40)


def secret(salt: bytes) -> sqlite3.Connection:
    """A database with a secret."""
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE settings (key, value)")
    connection.execute("INSERT INTO settings VALUES ('salt', ?)", (salt.hex(),))
    return connection


def numbers(salt: bytes = SALT) -> Numbers:
    with closing(secret(salt)) as connection:
        return Numbers(connection)


def number(
    computer: str = DC,
    channel: str | None = "Security",
    record: int = 7,
    time: int = 5 * SECOND,
) -> int:
    return numbers().of(computer, channel, record, time)


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(number(computer="DC1.Example.com"), id="computer in another case"),
        pytest.param(number(channel="SECURITY"), id="channel in another case"),
        pytest.param(number(time=5 * SECOND + 999_999), id="same second"),
    ],
)
def test_the_same_event_has_the_same_number(other):
    assert other == number()


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(number(computer="dc2.example.com"), id="computer"),
        pytest.param(number(channel="System"), id="channel"),
        pytest.param(number(channel=None), id="no channel"),
        pytest.param(number(record=8), id="record id"),
        pytest.param(number(time=6 * SECOND), id="second"),
        pytest.param(number("dc1.example.com\0security", ""), id="what stands between the parts"),
        pytest.param(numbers(b"other").of(DC, "Security", 7, 5 * SECOND), id="salt"),
    ],
)
def test_another_event_has_another_number(other):
    assert other != number()


def test_a_name_may_hold_half_a_character():
    assert number("\ud800") != number()


@given(NUMBERS, NUMBERS)
def test_what_was_added_is_known(stored, asked):
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE windows_records (hash INTEGER PRIMARY KEY)")
    add(connection, stored)
    add(connection, stored)
    found = known(connection, asked)
    connection.close()
    assert found == stored & asked


def test_a_number_fits_into_the_database():
    found = [number(record=record) for record in range(200)]
    assert min(found) < 0 < max(found) < 1 << 63
    assert len(set(found)) == 200


def test_what_is_remembered_of_logs_is_bounded(monkeypatch):
    monkeypatch.setattr("store.database.windows_records._MOST_LOGS", 2)
    made = numbers()
    found = [made.of(f"pc{one}", None, 1, 0) for one in (1, 2, 3, 1, 2, 3)]
    assert (found[:3], len({*found})) == (found[3:], 3)


def test_a_database_without_numbers_gets_them():
    connection = secret(SALT)
    connection.executescript(
        "CREATE TABLE windows_records (hash INTEGER PRIMARY KEY);"
        "CREATE TABLE kinds (id, dataset, channel);"
        "CREATE TABLE events (kind, record, ts, extra);"
        "INSERT INTO kinds VALUES (1, 'windows.eventlog', 'Security'), (2, 'own', 'Security');"
    )
    extra = '{"winlog.computer_name":"dc1.example.com"}'
    rows = [(1, 7, extra), (1, 8, "{}"), (1, None, extra), (2, 9, extra)]
    connection.executemany("INSERT INTO events VALUES (?, ?, 5000000, ?)", rows)
    make_up(connection)
    found = connection.execute("SELECT hash FROM windows_records").fetchall()
    connection.close()
    assert found == [(number(),)]
