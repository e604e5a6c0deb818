"""What the dimensions say of themselves equals what the events say."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store.database import tallies
from store.database.connection import Writer
from store.database.ingest import Ingest
from store.database.tables import COUNTED
from store.database.tallies import make_up, uncounted_from
from store.model import Kind, Outcome, Record
from tests.store.database.making import FAILED, record, write

KINDS = [Kind(outcome=outcome) for outcome in (None, *Outcome)]
NAMES = st.sampled_from(["a", "b", "c"])
BATCHES = st.lists(
    st.lists(
        st.builds(
            Record,
            st.just(0),
            st.just(b"raw"),
            st.sampled_from(KINDS),
            st.fixed_dictionaries(
                {},
                optional={
                    "source.ip": st.sampled_from(["192.0.2.1", "2001:db8::1"]),
                    "source.domain": NAMES,
                    "user.name": NAMES,
                    "user.domain": NAMES,
                    "user.target.name": NAMES,
                    "url.path": NAMES,
                    "user_agent.original": NAMES,
                    "host.name": NAMES,
                    "url.domain": NAMES,
                },
            ),
            st.integers(-100, 100),
            st.just(0),
            st.integers(0, 5),
        ),
        min_size=1,
        max_size=8,
    ),
    min_size=1,
    max_size=4,
)


def counted(writer: Writer, table: str) -> object:
    return writer.connection.execute(
        f"SELECT id, events, failures, first_seen, last_seen FROM {table} WHERE events ORDER BY id"
    ).fetchall()


def grouped(writer: Writer, column: str) -> object:
    return writer.connection.execute(
        f"SELECT {column}, count(*), sum(failed * weight), min(ts), max(ts) FROM events "
        f"WHERE {column} IS NOT NULL GROUP BY {column} ORDER BY {column}"
    ).fetchall()


def agrees(writer: Writer) -> bool:
    """Whether all tallies are what counting the events gives."""
    return all(
        counted(writer, table) == grouped(writer, column) for column, table in COUNTED.items()
    )


_TABLES = ("facts", "stems", "blocks", "address_blocks", "account_blocks", "sources", "kinds")


def emptied(writer: Writer) -> None:
    with writer.transaction() as connection:
        for table in (*_TABLES, *COUNTED.values()):
            connection.execute(f"DELETE FROM {table}")
        connection.execute("DELETE FROM settings WHERE key = 'tallied'")


anew = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)


@anew
@given(BATCHES)
def test_counts_of_one_run(writer, batches):
    emptied(writer)
    ingest = Ingest()
    for batch in batches:
        write(writer, batch, ingest, finish=False)
    with writer.transaction() as connection:
        ingest.finish(connection)
    assert agrees(writer)


@anew
@given(BATCHES)
def test_counts_of_many_runs(writer, batches):
    emptied(writer)
    for batch in batches:
        write(writer, batch)
    assert agrees(writer)


@anew
@given(BATCHES)
def test_counts_after_runs_that_were_killed(writer, batches):
    emptied(writer)
    for number, batch in enumerate(batches):
        with writer.transaction() as connection:
            make_up(connection)
        write(writer, batch, finish=number % 2 == 1)
    with writer.transaction() as connection:
        make_up(connection)
    assert agrees(writer)


def test_much_is_written_before_the_end(writer, monkeypatch):
    monkeypatch.setattr(tallies, "_MOST", 3)
    ingest = Ingest()
    write(writer, [record(url_path=f"/{number}") for number in range(5)], ingest, finish=False)
    assert counted(writer, "paths") == []
    write(writer, [record(url_path="/another log")], ingest, finish=False)
    assert agrees(writer)


def test_little_is_written_at_the_end(writer):
    ingest = Ingest()
    write(writer, [record(url_path="/a")], ingest, finish=False)
    assert counted(writer, "paths") == []
    with writer.transaction() as connection:
        ingest.finish(connection)
    assert counted(writer, "paths") == [(1, 1, 0, 0, 0)]


def test_writing_twice_counts_once(writer):
    ingest = Ingest()
    write(writer, [record(url_path="/a")], ingest)
    with writer.transaction() as connection:
        ingest.finish(connection)
    assert counted(writer, "paths") == [(1, 1, 0, 0, 0)]


def test_failures_count_by_weight(writer):
    write(writer, [record(kind=FAILED, weight=5, user_name="root"), record(user_name="root")])
    assert counted(writer, "accounts") == [(1, 2, 5, 0, 0)]


@pytest.mark.parametrize("finish", [True, False])
def test_the_mark_says_how_far_it_counts(writer, finish):
    write(writer, [record(), record()], finish=finish)
    assert uncounted_from(writer.connection) == (2 if finish else 0)


def test_nothing_is_made_up_twice(writer):
    write(writer, [record(url_path="/a")], finish=False)
    for _ in range(2):
        with writer.transaction() as connection:
            make_up(connection)
    assert counted(writer, "paths") == [(1, 1, 0, 0, 0)]
