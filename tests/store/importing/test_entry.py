"""One log is entered piece by piece, and committed by and by."""

import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC

import pytest

from store.database.connection import Writer
from store.errors import WorkerError
from store.importing import reading, together
from store.importing.books import Books
from store.importing.containers.streams import open_log
from store.importing.entry import Entry
from store.importing.means import Account, Means
from store.importing.options import Rules
from store.importing.preparing import Ending, Prepared, prepared
from store.importing.progress import Silent, Step
from store.importing.reading import LogReader
from store.importing.turns import Turns
from store.rules.counting.judging import Judging
from tests.store.importing.running import OPTIONS, lines, stored

SIZE = 900
"""Lines of the log, in three pieces."""


class Told(Silent):
    """Keeps what it is told."""

    def __init__(self) -> None:
        self.lines: list[int] = []

    def advanced(self, step: Step) -> None:
        """Keep how many lines that is."""
        self.lines.append(step.lines)


@pytest.fixture
def log(logs, monkeypatch):
    path = logs / "a.log"
    path.write_bytes(lines(range(SIZE)))
    monkeypatch.setattr(reading, "CHUNK", len(path.read_bytes()) * 2 // 5)
    monkeypatch.setattr(together, "_LONGEST", 1000.0)
    with closing(open_log(path)) as opened:
        yield opened


@pytest.fixture
def entered(database, log):
    """Enters answers; returns what was told."""

    def enter(answers, stop=lambda: False) -> list[int]:
        told = Told()
        with Writer(database) as writer:
            means = Means(writer, Turns(database, 0), Rules((), UTC), told, stop)
            entry = Entry(means, Account(), Books(writer, []), log, None)
            assert entry.over(answers, OPTIONS)
        return told.lines

    return enter


@pytest.fixture
def answers(database, log) -> Iterator[Iterator[Prepared | Ending]]:
    """What is read of the log."""
    with Writer(database) as writer:
        reader = LogReader(log, None, OPTIONS, time.time_ns())
        yield prepared(reader, Judging([], UTC), writer.connection)


def test_pieces_are_stored_together_at_the_end(database, entered, answers):
    def watched():
        for each in answers:
            assert stored(database) == []
            yield each

    assert entered(watched()) == [SIZE]
    assert len(stored(database)) == SIZE


def test_what_is_there_is_stored_when_the_next_piece_takes_a_while(database, entered, answers):
    def slow():
        yield next(answers)
        assert stored(database) == []
        yield None
        assert 0 < len(stored(database)) < SIZE
        yield from answers

    first, last = entered(slow())
    assert 0 < first < last == SIZE


def test_pieces_are_stored_when_they_are_due(database, entered, answers, monkeypatch):
    monkeypatch.setattr(together, "_LONGEST", 0.0)
    told = entered(answers)
    assert len(told) == 3
    assert told == sorted(set(told))


def test_what_came_before_the_reader_ended_early_is_stored(database, entered, answers):
    def killed():
        yield next(answers)
        raise WorkerError("the process that read it ended early")

    with pytest.raises(WorkerError):
        entered(killed())
    assert 0 < len(stored(database)) < SIZE


def test_what_came_before_it_is_stopped_is_stored(database, entered, answers):
    entered(answers, stop=lambda: True)
    assert 0 < len(stored(database)) < SIZE
