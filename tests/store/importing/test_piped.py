"""Logs that come through standard input or a pipe that a shell connects."""

import gzip
import os
import subprocess

import pytest

from tests.store.importing.commanding import Ended, words_of
from tests.store.importing.running import lines, raws, rested, rows, run, stored

SHELL = ("bash", "-c")


def piped(database, data: bytes) -> Ended:
    """The command with something on its standard input."""
    done = subprocess.run(
        words_of(database, "-"), input=data, capture_output=True, timeout=60, check=False
    )
    return Ended(done.returncode, done.stdout.decode(), done.stderr.decode())


@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gzip"])
def test_what_is_piped_is_read_to_its_last_byte(database, pack):
    data = lines(range(300))[:-1]
    assert piped(database, pack(data)).code == 0
    assert stored(database) == raws(range(300))


def test_what_a_shell_unpacks_is_read(database, logs):
    packed = logs / "a.gz"
    packed.write_bytes(gzip.compress(lines(range(300))))
    words = " ".join(f"'{word}'" for word in words_of(database))
    done = subprocess.run(
        [*SHELL, f"{words} <(gzip -dc '{packed}')"], capture_output=True, timeout=60, check=False
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert stored(database) == raws(range(300))


def test_what_is_piped_twice_comes_once(database):
    piped(database, lines(range(300)))
    piped(database, lines(range(350)))
    assert stored(database) == raws(range(350))
    assert rows(database, "SELECT path FROM sources") == [("-",)]


@pytest.fixture
def log(database, logs):
    """A log that has been read."""
    path = logs / "access.log"
    path.write_bytes(lines(range(1000)))
    run(database, rested(path))
    return path


def test_a_known_log_that_goes_on_in_a_pipe_keeps_its_name(database, log):
    piped(database, lines(range(1200)))
    assert stored(database) == raws(range(1200))
    assert rows(database, "SELECT path, events FROM sources") == [(str(log), 1200)]


def test_its_file_brings_nothing_twice(database, log):
    piped(database, lines(range(1200)))
    assert run(database, log).lines == 0
    log.write_bytes(lines(range(1100)))
    assert run(database, rested(log)).lines == 0
    log.write_bytes(lines(range(1300)))
    assert run(database, rested(log)).lines == 100
    assert stored(database) == raws(range(1300))


def test_a_file_that_continues_what_was_piped_gives_it_its_name(database, logs):
    piped(database, lines(range(1000)))
    path = logs / "access.log"
    path.write_bytes(lines(range(1100)))
    run(database, rested(path))
    assert rows(database, "SELECT path, events FROM sources") == [(str(path), 1100)]


def test_a_terminal_is_told_what_to_do(database):
    ours, theirs = os.openpty()
    done = subprocess.run(
        words_of(database, "-"), stdin=theirs, capture_output=True, timeout=60, check=False
    )
    os.close(ours)
    os.close(theirs)
    assert done.returncode == 74
    assert b": a terminal: pipe a log into standard input" in done.stderr
