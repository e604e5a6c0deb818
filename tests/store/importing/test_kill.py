"""Exactly once: an importer that is killed again and again, over logs that are being rotated."""

import gzip
import os
import random
import shutil
import signal
import subprocess
import threading
import time
from collections import Counter
from pathlib import Path

import pytest

from tests.store.importing.commanding import in_crumbs, spawned
from tests.store.importing.running import append, line, rows, stored, tallied, untallied

KILLS = 50
"""Imports that are killed after they have begun to commit; others are killed before."""
_CRUMBS = 8_000
"""Bytes that the importer commits at a time."""
_BURST = 250
"""Lines that are written at a time."""
_ROTATIONS = 24
_AHEAD = 40_000
"""Lines that the writer may be ahead of the importer: some work for every run, and an end."""


class Writer(threading.Thread):
    """Appends lines like no other to a log, and rotates it, until it is told to end."""

    def __init__(self, log: Path, seed: int) -> None:
        super().__init__()
        self.written = 0
        """Whole lines in the files."""
        self.wanted = 0
        """Lines that it may write."""
        self._log = log
        self._random = random.Random(seed)  # noqa: S311 - which rotation when
        self._rotations = 0
        self._ended = threading.Event()

    def run(self) -> None:
        """Write, rotate, rest."""
        while not self._ended.is_set():
            if self.written < self.wanted:
                self._write()
                if self._random.random() < 0.05 and self._rotations < _ROTATIONS:
                    self._rotate()
            self._ended.wait(0.002)

    def end(self) -> None:
        """Finish the line that is being written."""
        self._ended.set()
        self.join()

    def _write(self) -> None:
        """Append lines, with a pause inside one of them."""
        data = b"".join(line(self.written + number) for number in range(_BURST))
        cut = self._random.randrange(len(data))
        append(self._log, data[:cut])
        time.sleep(self._random.random() * 0.004)
        append(self._log, data[cut:])
        self.written += _BURST

    def _rotate(self) -> None:
        """Make room for `.1`, and move or copy the log there."""
        self._rotations += 1
        for path in sorted(self._log.parent.glob("access.log.*"), key=_age, reverse=True):
            _move_on(path, self._random)
        first = self._log.with_name("access.log.1")
        if self._random.random() < 0.5:
            self._log.rename(first)
        else:
            shutil.copyfile(self._log, first)
            os.truncate(self._log, 0)


def _age(path: Path) -> int:
    return int(path.name.split(".")[2])


def _move_on(path: Path, chance: random.Random) -> None:
    """Give a rotated log its next number; sooner or later it is packed."""
    older = f"access.log.{_age(path) + 1}"
    if path.suffix == ".gz":
        path.rename(path.with_name(f"{older}.gz"))
        return
    moved = path.rename(path.with_name(older))
    if chance.random() < 0.5:
        with gzip.open(path.with_name(f"{older}.gz"), "wb", compresslevel=1) as packed:
            data = moved.read_bytes()
            half = chance.randrange(len(data) + 1)
            packed.write(data[:half])
            packed.flush()
            time.sleep(chance.random() * 0.01)
            packed.write(data[half:])
        moved.unlink()


def killed(words: list[str], delay: float, *, begun: bool) -> bool:
    """Start an import and kill it; whether it was still at work.

    Args:
        words: The command.
        delay: Seconds until it is killed.
        begun: Whether they are counted from its first commit, or from its start.
    """
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        if begun and process.stdout:
            process.stdout.readline()
        time.sleep(delay)
        at_work = process.poll() is None
        process.send_signal(signal.SIGKILL)
    return at_work


@pytest.fixture(scope="module")
def survived(made, tmp_path_factory):
    """A database after all that, how many lines were written, and how the last import ended."""
    folder = tmp_path_factory.mktemp("kill")
    logs = folder / "logs"
    logs.mkdir()
    database = Path(shutil.copy2(made, folder / "blotter.db"))
    words = in_crumbs(database, _CRUMBS, "--progress-json", logs)
    chance = random.Random(20_260_310)  # noqa: S311 - when to kill
    writer = Writer(logs / "access.log", 7)
    writer.start()
    kills = 0
    try:
        while kills < KILLS:
            read = rows(database, "SELECT ifnull(max(id), 0) FROM events")[0][0]
            writer.wanted = min(read + _AHEAD, writer.wanted + 4_000)
            begun = chance.random() < 0.9
            kills += killed(words, chance.random() * 0.3, begun=begun) and begun
    finally:
        writer.end()
    return database, writer.written, spawned(words)


@pytest.mark.slow
def test_every_line_is_there_once(survived):
    database, written, _ = survived
    found = Counter(stored(database))
    expected = Counter(line(number)[:-1] for number in range(written))
    missing, surplus = expected - found, found - expected
    assert (sorted(missing)[:3], sorted(surplus)[:3]) == ([], [])


@pytest.mark.slow
def test_the_last_import_ended_well(survived):
    assert (survived[2].code, survived[2].err) == (0, "")


@pytest.mark.slow
def test_the_database_is_sound(survived):
    assert rows(survived[0], "PRAGMA integrity_check") == [("ok",)]


@pytest.mark.slow
@pytest.mark.parametrize("column", ["address", "path"])
def test_the_tallies_add_up(survived, column):
    assert tallied(survived[0], column) == untallied(survived[0], column)


@pytest.mark.slow
def test_the_sources_add_up(survived):
    database, written, _ = survived
    assert rows(database, "SELECT sum(events), sum(unparsed) FROM sources") == [(written, 0)]


@pytest.mark.slow
def test_every_kind_of_rotation_happened(survived):
    names = {path.suffix for path in (survived[0].parent / "logs").iterdir()}
    assert {".gz", ".log"} <= names
    assert len(rows(survived[0], "SELECT 1 FROM sources")) > 10
