"""Only the live log is named, and it is rotated at moments that are bad for an import."""

import bz2
import gzip
from itertools import count
from pathlib import Path

import pytest

from store.importing.identity import Known
from store.importing.moved import copies, rotations
from tests.store.importing.running import append, copied, lines, raws, run, stored, template


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return template(tmp_path_factory.mktemp("made"))


@pytest.fixture
def database(made, tmp_path):
    return copied(made, tmp_path)


@pytest.fixture
def log(database, tmp_path):
    """A log of which a hundred lines have been read."""
    path = tmp_path / "logs" / "access.log"
    path.parent.mkdir()
    path.write_bytes(lines(range(100)))
    run(database, path)
    return path


def beside(log: Path, name: str) -> Path:
    return log.with_name(f"access.log{name}")


NAMES = pytest.mark.parametrize(
    ("newer", "older"), [(".1", ".2"), ("-20250311", "-20250311")], ids=["numbers", "dates"]
)


def rotated_again(log: Path, newer: str, older: str) -> None:
    """A second rotation: of the numbers each becomes one more, the dates stay."""
    beside(log, newer).rename(beside(log, older))
    log.rename(beside(log, newer if newer != older else "-20250312"))


@NAMES
@pytest.mark.parametrize("moment", range(1, 8))
def test_a_run_ends_between_two_logs_and_they_are_rotated_again(
    database, log, newer, older, moment
):
    append(log, lines(range(100, 110)))
    log.rename(beside(log, newer))
    log.write_bytes(lines(range(200, 250)))
    asked = count(1)
    run(database, log, stop=lambda: next(asked) >= moment)
    rotated_again(log, newer, older)
    log.write_bytes(lines(range(300, 330)))
    run(database, log)
    assert stored(database) == sorted(
        raws(range(110)) + raws(range(200, 250)) + raws(range(300, 330))
    )


@NAMES
def test_the_new_log_is_empty_at_one_run_and_rotated_before_the_next(database, log, newer, older):
    append(log, lines(range(100, 110)))
    log.rename(beside(log, newer))
    log.touch()
    run(database, log)
    append(log, lines(range(200, 250)))
    rotated_again(log, newer, older)
    log.touch()
    run(database, log)
    assert stored(database) == sorted(raws(range(110)) + raws(range(200, 250)))


def test_while_the_new_log_is_empty_no_old_one_is_looked_into(database, log, monkeypatch):
    log.rename(beside(log, ".1"))
    beside(log, ".2.gz").write_bytes(gzip.compress(lines(range(900, 950))))
    log.touch()
    run(database, log)
    looked = []

    def holds(path: Path, known: Known) -> bool:
        looked.append(path)
        return copies.holds(path, known)

    monkeypatch.setattr(rotations, "holds", holds)
    assert run(database, log).lines == 0
    assert set(looked) <= {log}


def test_the_server_still_writes_to_the_log_that_was_moved_away(database, log):
    moved = log.rename(beside(log, ".1"))
    log.write_bytes(lines(range(200, 250)))
    run(database, log)
    append(moved, lines(range(100, 120)))
    append(log, lines(range(250, 260)))
    run(database, log)
    assert stored(database) == sorted(raws(range(120)) + raws(range(200, 260)))


@pytest.mark.parametrize(
    ("ending", "pack"), [(".gz", gzip.compress), (".bz2", bz2.compress)], ids=["gz", "bz2"]
)
def test_it_is_packed_before_the_next_run(database, log, ending, pack):
    moved = log.rename(beside(log, ".1"))
    log.write_bytes(lines(range(200, 250)))
    run(database, log)
    append(moved, lines(range(100, 120)))
    beside(log, f".1{ending}").write_bytes(pack(moved.read_bytes()))
    moved.unlink()
    run(database, log)
    assert run(database, log).lines == 0
    assert stored(database) == sorted(raws(range(120)) + raws(range(200, 250)))


def test_the_last_line_of_the_log_that_was_moved_away_has_no_end_yet(database, log):
    append(log, lines(range(100, 110))[:-1])
    moved = log.rename(beside(log, ".1"))
    log.write_bytes(lines(range(200, 250)))
    run(database, log)
    append(moved, b"\n")
    run(database, log)
    assert stored(database) == sorted(raws(range(110)) + raws(range(200, 250)))


def test_what_lies_in_the_place_of_the_log_that_was_moved_away_is_not_read(database, log):
    moved = log.rename(beside(log, ".1"))
    log.write_bytes(lines(range(200, 250)))
    run(database, log)
    moved.write_bytes(lines(range(500, 900)))
    run(database, log)
    assert stored(database) == sorted(raws(range(100)) + raws(range(200, 250)))
