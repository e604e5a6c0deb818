"""What a power failure leaves of a database is sound, and the next run makes it whole.

An import is halted for an instant and its files are copied: that is what a killed machine has on
its disk. Where nothing has been moved into the database file yet, the write-ahead log may besides
end anywhere, or in bytes that were never written: an import does not wait for the disk.
"""

import os
import shutil
import signal
import subprocess
import time
from pathlib import Path
from random import Random

import pytest

from tests.store.importing.commanding import in_crumbs
from tests.store.importing.running import (
    copied,
    lines,
    raws,
    rows,
    run,
    stored,
    tallied,
    template,
    untallied,
)

_LINES = 12_000
_MOMENTS = 3


def cut(log: bytes, chance: Random) -> bytes:
    """A write-ahead log of which the last part never reached the disk."""
    return log[: chance.randrange(len(log) + 1)]


def torn(log: bytes, chance: Random) -> bytes:
    """One of which some pages did, and others hold whatever was there."""
    at = chance.randrange(len(log) + 1)
    return log[:at] + bytes(min(4096, len(log) - at)) + log[at + 4096 :]


def whole(log: bytes, chance: Random) -> bytes:
    """One that did."""
    return log


_LOSSES = (whole, cut, torn)


def moments(database: Path, words: list[str], chance: Random) -> list[Path]:
    """Copies of a database, each of one instant of an import."""
    copies = []
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        if process.stdout:
            process.stdout.readline()
        for number in range(_MOMENTS):
            time.sleep(chance.random() * 0.05)
            os.kill(process.pid, signal.SIGSTOP)
            copies.append(Path(shutil.copy(database, database.with_name(f"{number}.db"))))
            log = database.with_name(f"{database.name}-wal")
            if log.exists():
                shutil.copy(log, copies[-1].with_name(f"{number}.db-wal"))
            os.kill(process.pid, signal.SIGCONT)
        process.kill()
    return copies


@pytest.fixture(scope="module")
def left(tmp_path_factory):
    """Databases as power failures left them, the log, and how many events each of them had."""
    folder = tmp_path_factory.mktemp("power")
    database = copied(template(folder), folder)
    log = folder / "access.log"
    log.write_bytes(lines(range(_LINES)))
    chance = Random(5)  # noqa: S311 - when the power fails
    words = in_crumbs(database, 20_000, "--progress-json", log)
    found = []
    for copy in moments(database, words, chance):
        kept = copy.with_name(f"{copy.name}-wal").read_bytes()
        for loss in _LOSSES:
            database = Path(shutil.copy(copy, folder / f"{copy.stem}-{loss.__name__}.db"))
            database.with_name(f"{database.name}-wal").write_bytes(loss(kept, chance))
            found.append(database)
    return found, log, [rows(path, "SELECT count(*) FROM facts")[0][0] for path in found]


@pytest.mark.slow
@pytest.mark.parametrize("number", range(_MOMENTS * len(_LOSSES)))
def test_it_is_sound_and_the_next_run_makes_it_whole(left, number):
    database, log = left[0][number], left[1]
    assert rows(database, "PRAGMA integrity_check") == [("ok",)]
    count = rows(database, "SELECT count(*) FROM facts")
    assert rows(database, "SELECT ifnull(sum(events), 0) FROM sources") == count
    run(database, log)
    assert stored(database) == raws(range(_LINES))
    assert tallied(database, "path") == untallied(database, "path")


@pytest.mark.slow
def test_the_power_failed_in_the_middle(left):
    assert any(0 < count < _LINES for count in left[2])


@pytest.mark.slow
def test_a_part_of_what_was_committed_was_lost(left):
    assert len(set(left[2])) > _MOMENTS
