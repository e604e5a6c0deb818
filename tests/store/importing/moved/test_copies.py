"""Copies of logs bring nothing twice, and nothing is taken for a copy that is none."""

import gzip
import shutil

import pytest

from tests.store.importing.running import append, line, lines, raws, rows, run, stored

SIZES = pytest.mark.parametrize("size", [20, 300], ids="{} lines".format)
"""Below and above the bytes that a log is recognised by."""


@pytest.fixture
def backup(tmp_path):
    """Another folder."""
    path = tmp_path / "backup"
    path.mkdir()
    return path


def written(path, *numbers: range) -> None:
    path.write_bytes(b"".join(map(lines, numbers)))


@SIZES
@pytest.mark.parametrize("order", ["copy first", "copy last"])
def test_a_copy_comes_once(database, logs, backup, size, order):
    written(logs / "a.log", range(size))
    shutil.copy(logs / "a.log", backup / "a.log")
    run(database, *([backup, logs] if order == "copy first" else [logs, backup]))
    assert stored(database) == raws(range(size))


@SIZES
def test_a_copy_is_remembered(database, logs, backup, size):
    written(logs / "a.log", range(size))
    shutil.copy(logs / "a.log", backup / "a.log")
    run(database, logs, backup)
    assert rows(database, "SELECT count(*) FROM copies") == [(1,)]


@SIZES
def test_the_log_goes_on_behind_a_copy(database, logs, backup, size):
    written(logs / "a.log", range(size))
    shutil.copy(logs / "a.log", backup / "a.log")
    run(database, logs, backup)
    append(logs / "a.log", lines(range(size, size + 50)))
    run(database, logs, backup)
    assert stored(database) == raws(range(size + 50))
    assert rows(database, "SELECT path FROM sources") == [(str(logs / "a.log"),)]


@SIZES
def test_an_older_shorter_copy_brings_nothing(database, logs, backup, size):
    written(logs / "a.log", range(size + 300))
    written(backup / "a.log", range(size))
    run(database, logs, backup)
    assert stored(database) == raws(range(size + 300))


@SIZES
def test_an_older_copy_that_ends_inside_a_line_brings_nothing(database, logs, backup, size):
    written(logs / "a.log", range(size + 300))
    (backup / "a.log").write_bytes(lines(range(size)) + line(size)[:30])
    run(database, logs, backup)
    assert stored(database) == raws(range(size + 300))


@SIZES
def test_an_older_compressed_copy_brings_nothing(database, logs, backup, size):
    written(logs / "a.log", range(size + 300))
    (backup / "a.gz").write_bytes(gzip.compress(lines(range(size))))
    run(database, logs, backup)
    assert stored(database) == raws(range(size + 300))


@SIZES
def test_a_newer_longer_copy_brings_what_is_new(database, logs, backup, size):
    written(logs / "a.log", range(size))
    written(backup / "a.log", range(size + 50))
    run(database, logs, backup)
    assert stored(database) == raws(range(size + 50))


@SIZES
def test_an_older_copy_that_is_read_first_brings_nothing_twice(database, logs, backup, size):
    written(backup / "a.log", range(size))
    written(logs / "a.log", range(size + 50))
    run(database, backup, logs)
    run(database, backup, logs)
    assert stored(database) == raws(range(size + 50))


@SIZES
@pytest.mark.parametrize("own", [1, 500], ids="{} own lines".format)
@pytest.mark.parametrize("others", [1, 500], ids="{} other lines".format)
def test_logs_that_only_begin_alike_are_two(database, logs, size, own, others):
    written(logs / "a.log", range(size), range(5000, 5000 + others))
    written(logs / "b.log", range(size), range(7000, 7000 + own))
    run(database, logs)
    both = raws(range(size)) * 2 + raws(range(5000, 5000 + others)) + raws(range(7000, 7000 + own))
    assert stored(database) == sorted(both)


@pytest.mark.parametrize("size", [1, 5])
def test_a_few_equal_lines_make_no_copy(database, logs, size):
    written(logs / "a.log", range(size))
    written(logs / "b.log", range(size), range(7000, 7010))
    run(database, logs)
    assert stored(database) == sorted(raws(range(size)) * 2 + raws(range(7000, 7010)))


def test_a_short_last_line_of_its_own_is_read(database, logs):
    (logs / "a.log").write_bytes(lines(range(300)) + b"a long line that only this log has\n" * 9)
    (logs / "b.log").write_bytes(lines(range(300)) + b"short\n")
    run(database, logs)
    assert stored(database).count(b"short") == 1


def test_a_copy_that_goes_its_own_way_is_read(database, logs, backup):
    written(logs / "a.log", range(300))
    shutil.copy(logs / "a.log", backup / "a.log")
    run(database, logs, backup)
    append(logs / "a.log", lines(range(300, 350)))
    append(backup / "a.log", lines(range(900, 950)))
    run(database, logs, backup)
    assert set(stored(database)) == set(raws(range(350)) + raws(range(900, 950)))


def test_logs_that_begin_and_end_alike_are_two(database, logs):
    """The same requests in the same second, but for the middle: somebody means to hide lines."""
    same, end = lines(range(1000)), lines(range(5000, 5100))
    (logs / "a.log").write_bytes(same + lines(range(2000, 2200)) + end)
    (logs / "b.log").write_bytes(same + lines(range(3000, 3200)) + end)
    run(database, logs)
    assert set(raws(range(2000, 2200)) + raws(range(3000, 3200))) <= set(stored(database))


@SIZES
def test_a_longer_copy_does_not_take_the_place_of_its_log(database, logs, backup, size):
    written(logs / "a.log", range(size))
    run(database, logs)
    written(backup / "b.log", range(size), range(7000, 7001))
    assert run(database, backup).lines == 1
    append(logs / "a.log", lines(range(size, size + 5)))
    assert run(database, logs, backup).lines == 5
    assert run(database, backup, logs).lines == 0
    paths = rows(database, "SELECT path, events FROM sources ORDER BY path DESC")
    assert paths == [(str(logs / "a.log"), size + 5), (str(backup / "b.log"), 1)]


@SIZES
def test_the_events_of_a_longer_copy_have_the_ids_of_its_log(database, logs, backup, size):
    written(logs / "a.log", range(size))
    written(backup / "b.log", range(size + 1))
    run(database, logs, backup)
    assert rows(database, "SELECT count(*), count(DISTINCT identity) FROM sources") == [(2, 1)]


@SIZES
def test_a_log_that_overtakes_its_longer_copy_brings_what_is_new(database, logs, backup, size):
    written(logs / "a.log", range(size))
    run(database, logs)
    written(backup / "b.log", range(size + 1))
    run(database, backup)
    for more in (1, 5, 9):
        written(logs / "a.log", range(size + more))
        run(database, logs, backup)
    assert stored(database) == raws(range(size + 9))


@pytest.mark.parametrize("size", [5, 300], ids="{} lines".format)
def test_a_log_that_overtakes_another_that_began_alike_goes_on(database, logs, backup, size):
    """The other one, read further, is no reason to read this one from its beginning."""
    written(logs / "a.log", range(size))
    run(database, logs)
    written(backup / "b.log", range(size), range(size, size + 2))
    run(database, backup)
    append(logs / "a.log", lines(range(size, size + 5)))
    assert run(database, logs).lines <= 5


@SIZES
def test_a_copy_that_is_being_made_beside_its_log_brings_nothing_twice(database, logs, size):
    written(logs / "a.log.1", range(size - 15))
    run(database, logs)
    written(logs / "a.log", range(size))
    run(database, logs)
    assert stored(database) == raws(range(size))
    written(logs / "a.log.1", range(size))
    run(database, logs)
    assert stored(database) == raws(range(size))
    written(logs / "a.log", range(7000, 7020))
    run(database, logs)
    assert stored(database) == sorted(raws(range(size)) + raws(range(7000, 7020)))
