"""What comes through a pipe."""

import os
import threading

import pytest

from store.errors import InputError
from store.importing.containers import spool
from store.importing.containers.spool import Feed, Growing


class Pipe:
    """A pipe, its feed, and the stream of it."""

    def __init__(self) -> None:
        self.out, self.into = os.pipe()
        self.is_stopped = False
        self.feed = Feed(self.out, "-", lambda: self.is_stopped)
        self.stream = Growing(self.feed)

    def write(self, data: bytes) -> None:
        """Send something."""
        os.write(self.into, data)

    def end(self) -> None:
        """Send no more."""
        os.close(self.into)
        self.into = -1

    def close(self) -> None:
        """Leave nothing open."""
        self.feed.close()
        os.close(self.out)
        if self.into >= 0:
            os.close(self.into)


@pytest.fixture
def pipe(monkeypatch):
    monkeypatch.setattr(spool, "PATIENCE", 0.05)
    monkeypatch.setattr(spool, "_NAP", 0.01)
    made = Pipe()
    yield made
    made.close()


def test_a_pipe_that_has_ended_is_read_to_its_end(pipe):
    pipe.write(b"one\ntwo\n")
    pipe.end()
    assert (pipe.stream.read(100), pipe.stream.growing, pipe.stream.read(1)) == (
        b"one\ntwo\n",
        False,
        b"",
    )


def test_a_read_is_short_while_nothing_more_comes(pipe):
    pipe.write(b"one\n")
    assert (pipe.stream.read(100), pipe.stream.growing) == (b"one\n", True)


def test_a_read_waits_for_the_first_byte(pipe):
    timer = threading.Timer(0.1, pipe.write, [b"late\n"])
    timer.start()
    assert pipe.stream.read(100) == b"late\n"
    timer.join()


def test_what_was_not_asked_for_yet_is_not_waited_for(pipe, monkeypatch):
    pipe.write(b"one\ntwo\n")
    pipe.stream.read(4)
    monkeypatch.setattr(pipe.feed, "_pull", None)  # who waits calls it
    assert pipe.stream.read(4) == b"two\n"


def test_what_is_left_over_is_given_though_nothing_comes(pipe):
    pipe.write(b"one\ntwo\n")
    pipe.stream.read(4)
    assert pipe.stream.read(100) == b"two\n"


def test_it_can_go_back(pipe):
    pipe.write(b"one\ntwo\n")
    pipe.stream.read(100)
    assert (pipe.stream.seek(4), pipe.stream.read(4)) == (True, b"two\n")


def test_no_further_than_the_end(pipe):
    pipe.write(b"one\n")
    pipe.end()
    assert (pipe.stream.seek(5), pipe.stream.seek(4)) == (False, True)


def test_streams_share_what_has_come(pipe):
    pipe.write(b"one\n")
    pipe.stream.read(100)
    pipe.end()
    assert Growing(pipe.feed).read(100) == b"one\n"


def test_waiting_can_be_stopped(pipe):
    pipe.is_stopped = True
    assert (pipe.stream.read(100), pipe.feed.growing, pipe.feed.ended) == (b"", False, False)


def test_a_pipe_of_nobody_has_no_writer(pipe):
    pipe.end()
    assert not pipe.feed.has_writer()


def test_a_silent_writer_is_a_writer(pipe):
    os.set_blocking(pipe.out, False)
    assert pipe.feed.has_writer()


def test_a_full_disk_is_told(pipe, monkeypatch):
    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "pwrite", full)
    pipe.write(b"one\n")
    with pytest.raises(InputError, match=r"cannot be kept in .*: No space left on device"):
        pipe.stream.read(4)
