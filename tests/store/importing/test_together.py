"""Several pieces of a log are one transaction."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from store.database.connection import Writer, reader
from store.errors import DatabaseBusy, DatabaseError
from store.importing import together
from store.importing.together import Together

WRITE = "INSERT INTO settings (key, value) VALUES (?, 'written')"


@pytest.fixture
def writer(database) -> Iterator[Writer]:
    with Writer(database) as writer:
        yield writer


def write(transactions: Together, key: str) -> None:
    """Write something, as a part."""
    with transactions.transaction() as connection:
        connection.execute(WRITE, (key,))


def stored(database) -> list[str]:
    """The keys that were written for good."""
    connection = reader(database)
    found = connection.execute("SELECT key FROM settings WHERE value = 'written' ORDER BY key")
    keys = [key for (key,) in found]
    connection.close()
    return keys


def test_parts_are_stored_when_they_are_committed(database, writer):
    transactions = Together(writer)
    write(transactions, "one")
    write(transactions, "two")
    assert stored(database) == []
    transactions.commit()
    assert stored(database) == ["one", "two"]


def test_a_part_that_fails_undoes_those_before(database, writer):
    transactions = Together(writer)
    write(transactions, "one")
    with pytest.raises(DatabaseError):
        write(transactions, "one")
    assert (transactions.commit(), stored(database)) == (False, [])


def test_after_a_failure_there_is_a_new_transaction(database, writer):
    transactions = Together(writer)
    with pytest.raises(RuntimeError), transactions.transaction():
        raise RuntimeError
    write(transactions, "three")
    transactions.commit()
    assert stored(database) == ["three"]


def test_a_commit_says_whether_there_was_anything(writer):
    transactions = Together(writer)
    write(transactions, "one")
    assert [transactions.commit(), transactions.commit()] == [True, False]


def test_nobody_else_writes_before_it_is_committed(database, writer):
    transactions = Together(writer)
    write(transactions, "one")
    with Writer(database, wait=0) as other:
        with pytest.raises(DatabaseBusy), other.transaction():
            pass
        transactions.commit()
        with other.transaction() as connection:
            connection.execute(WRITE, ("other",))
    assert stored(database) == ["one", "other"]


def test_it_is_due_when_somebody_else_wants_to_write(database, writer, monkeypatch):
    monkeypatch.setattr(together, "_LONGEST", 1000.0)
    transactions = Together(writer)
    write(transactions, "one")
    with Writer(database, wait=0.05) as other, pytest.raises(DatabaseBusy), other.transaction():
        pass
    assert transactions.is_due


def test_whoever_waits_comes_before_what_is_written_next(database, writer):
    transactions = Together(writer)
    with Writer(database, wait=10) as other, ThreadPoolExecutor() as threads:
        write(transactions, "one")
        waiting = threads.submit(_last_written, other)
        while not transactions.is_due:
            time.sleep(0.001)
        transactions.commit()
        write(transactions, "two")
        transactions.commit()
        assert waiting.result() == ["one"]


def _last_written(writer: Writer) -> list[str]:
    """What is stored when this writer has its turn."""
    with writer.transaction():
        return stored(writer.path)


def test_it_is_due_after_a_while(writer, monkeypatch):
    transactions = Together(writer)
    monkeypatch.setattr(together, "_LONGEST", 1000.0)
    write(transactions, "one")
    assert not transactions.is_due
    transactions.commit()
    monkeypatch.setattr(together, "_LONGEST", 0.0)
    write(transactions, "two")
    assert transactions.is_due
