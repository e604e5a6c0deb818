"""How often each text was seen, where a log of a run ends early and others follow."""

import os
import signal

import pytest

from store import children
from store.importing import intake, reading, together, worker
from store.importing.progress import Silent, Step
from tests.store.importing.running import descendants, lines, rows, run, tallied, untallied

NAMES = ["a.log", "b.log", "c.log"]
SIZE = 3000
"""Lines of each log."""


@pytest.fixture(autouse=True)
def _small_pieces(monkeypatch):
    """The logs have many pieces, each committed by itself, in whatever process they are read."""
    monkeypatch.setattr(together, "_LONGEST", 0.0)
    monkeypatch.setattr(reading, "CHUNK", 20_000)
    command = children.command
    small = "import store.importing.reading as reading; reading.CHUNK = 20_000; "
    monkeypatch.setattr(children, "command", lambda code: command(small + code))


@pytest.fixture
def three(logs):
    """Three logs of the same addresses; in the first and the last, time goes back once."""
    for number, name in enumerate(NAMES):
        numbers = range(number * SIZE, (number + 1) * SIZE)
        half = 0 if number == 1 else SIZE // 2
        (logs / name).write_bytes(lines([*numbers[half:], *numbers[:half]]))
    return logs


class Second(Silent):
    """Says once that it is time, after so many pieces of the second log."""

    def __init__(self, pieces: int) -> None:
        self._pieces = pieces
        self._is_time = False

    def advanced(self, step: Step) -> None:
        """Count the pieces."""
        if step.path.endswith(f"/{NAMES[1]}"):
            self._pieces -= 1
            self._is_time = self._pieces == 0

    def is_time(self) -> bool:
        """Whether it is time, and has not been said."""
        once, self._is_time = self._is_time, False
        return once


class Kills(Second):
    """Kills the process that reads."""

    def __init__(self, pieces: int) -> None:
        super().__init__(pieces)
        self._before = set(descendants())

    def advanced(self, step: Step) -> None:
        """Kill what was started since."""
        super().advanced(step)
        if self.is_time():
            for process in set(descendants()) - self._before:
                os.kill(process, signal.SIGKILL)


def sizes(database) -> list[int]:
    """How many records of each log are stored."""
    return [events for (events,) in rows(database, "SELECT events FROM sources ORDER BY path")]


def left_in_the_middle(database) -> bool:
    """Whether only a part of the second log, and all of the others, was read."""
    first, second, third = sizes(database)
    return (first, third) == (SIZE, SIZE) and 0 < second < SIZE


def assert_counts_are_right(database) -> None:
    """Demand that there are counts, and that they are what counting the events gives."""
    for column in ("address", "path"):
        assert tallied(database, column) == untallied(database, column) != []


@pytest.mark.parametrize("long", [1 << 40, 1], ids=["one process", "two processes"])
def test_after_a_log_that_was_left_in_its_middle(database, three, monkeypatch, long):
    monkeypatch.setattr(intake, "LONG", long)
    second = Second(3)
    run(database, three, progress=second, stop=second.is_time)
    assert left_in_the_middle(database), sizes(database)
    assert_counts_are_right(database)


def test_after_a_log_whose_reader_was_killed(database, three, monkeypatch):
    monkeypatch.setattr(intake, "LONG", 1)
    monkeypatch.setattr(worker, "_PIPE", 4096)  # so that it cannot be done before it is killed
    run(database, three, progress=Kills(1))
    assert left_in_the_middle(database), sizes(database)
    assert_counts_are_right(database)


def test_the_run_that_reads_the_rest_counts_it_once(database, three):
    second = Second(2)
    run(database, three, progress=second, stop=second.is_time)
    run(database, three)
    assert sizes(database) == [SIZE] * 3
    assert_counts_are_right(database)
