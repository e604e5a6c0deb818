"""Logs that were rotated more than once between two imports, with only the live name wanted."""

import gzip
import os
import time

import pytest

from tests.store.importing.running import append, lines, raws, run, stored


@pytest.fixture
def log(logs):
    """A log with 300 lines."""
    path = logs / "access.log"
    path.write_bytes(lines(range(300)))
    return path


@pytest.mark.parametrize(
    ("older", "middle"),
    [
        ("access.log.2", "access.log.1"),
        ("access.log.10", "access.log.9"),
        ("access.log-20261108", "access.log-20261109"),
        ("access.log-20261109-1762650000", "access.log-20261109-1762653600"),
        ("access-20261108.log", "access-20261109.log"),
        ("access-2026-11-08.log", "access-2026-11-09.log"),
        ("access.2.log", "access.1.log"),
    ],
)
def test_a_log_that_came_and_went_is_read(database, log, older, middle):
    run(database, log)
    append(log, lines(range(300, 310)))
    log.rename(log.with_name(older))
    log.with_name(middle).write_bytes(lines(range(500, 700)))
    log.write_bytes(lines(range(1000, 1010)))
    run(database, log)
    assert run(database, log).lines == 0
    assert stored(database) == sorted(
        raws(range(310)) + raws(range(500, 700)) + raws(range(1000, 1010))
    )


def test_a_compressed_one_is_read_too(database, log):
    run(database, log)
    log.rename(log.with_name("access.log.3"))
    for number, start in ((2, 500), (1, 600)):
        packed = gzip.compress(lines(range(start, start + 100)))
        log.with_name(f"access.log.{number}.gz").write_bytes(packed)
    log.write_bytes(lines(range(1000, 1010)))
    run(database, log)
    assert stored(database) == sorted(
        raws(range(300)) + raws(range(500, 700)) + raws(range(1000, 1010))
    )


def test_it_is_read_where_the_one_before_it_is_gone(database, log):
    run(database, log)
    log.rename(log.with_name("access.log.1"))
    log.with_name("access.log.1").write_bytes(lines(range(500, 600)))
    log.write_bytes(lines(range(1000, 1010)))
    run(database, log)
    assert stored(database) == sorted(
        raws(range(300)) + raws(range(500, 600)) + raws(range(1000, 1010))
    )


@pytest.mark.parametrize("name", ["access.log.7", "access.log-20261101", "access-20261101.log"])
def test_an_older_neighbour_is_not_read(database, log, name):
    neighbour = log.with_name(name)
    neighbour.write_bytes(lines(range(700, 800)))
    before = time.time() - 3600
    os.utime(neighbour, (before, before))
    run(database, log)
    log.rename(log.with_name("access.log.1"))
    log.write_bytes(lines(range(1000, 1010)))
    run(database, log)
    assert stored(database) == sorted(raws(range(300)) + raws(range(1000, 1010)))


@pytest.mark.parametrize(
    "name", ["access.log.bak", "access.logs", "access_other.log", "access2.log"]
)
def test_a_neighbour_with_another_name_is_not_read(database, log, name):
    run(database, log)
    log.rename(log.with_name("access.log.1"))
    log.with_name(name).write_bytes(lines(range(700, 800)))
    log.write_bytes(lines(range(1000, 1010)))
    run(database, log)
    assert stored(database) == sorted(raws(range(300)) + raws(range(1000, 1010)))
