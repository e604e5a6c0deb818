"""Windows use the times of events, whatever the machine's clock and those of files say."""

import os
import time
from collections import Counter
from pathlib import Path

import pytest

from tests.store.importing.commanding import spawned, words_of
from tests.store.importing.running import copied, raws, rows, run, stored, template
from tests.store.importing.running import lines as access_lines
from tests.torture.killing import surroundings
from tests.torture.numbered import KINDS
from tests.torture.verdict import alerts

ACCESS, _, AUTH, _ = KINDS
_COUNT = 2_500
_DAY = 86_400
_SITE = """
import time
_time, _time_ns = time.time, time.time_ns
time.time = lambda: _time() + {seconds}
time.time_ns = lambda: _time_ns() + {seconds} * 1_000_000_000
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return template(tmp_path_factory.mktemp("made"))


@pytest.fixture
def database(made, tmp_path):
    return copied(made, tmp_path)


@pytest.fixture(scope="module")
def expected(made, tmp_path_factory):
    """The alerts of an import by a clock that is right."""
    folder = tmp_path_factory.mktemp("right")
    database = copied(made, folder)
    run(database, write(folder, AUTH.lines(range(_COUNT))))
    return alerts(database)


def write(folder: Path, data: bytes) -> Path:
    log = folder / "auth.log"
    log.write_bytes(data)
    return log


def by_clock(seconds: int, database: Path, *words: object) -> tuple[int, str]:
    """An import on a machine whose clock is wrong by so many seconds."""
    site = database.parent / f"clock{seconds}"
    site.mkdir(exist_ok=True)
    (site / "sitecustomize.py").write_text(_SITE.format(seconds=seconds))
    environment = {**surroundings(database.parent), "PYTHONPATH": str(site)}
    ended = spawned(words_of(database, "--quiet", "--tz", "UTC", *words), env=environment)
    return ended.code, ended.err


def test_there_are_alerts(expected):
    assert expected.total() > 0


@pytest.mark.slow
@pytest.mark.parametrize("seconds", [-400 * _DAY, -3_600, 10 * 365 * _DAY])
def test_a_wrong_clock_changes_no_alert(database, expected, seconds):
    log = write(database.parent, AUTH.lines(range(_COUNT)))
    assert by_clock(seconds, database, log) == (0, "")
    assert alerts(database) == expected


@pytest.mark.slow
def test_a_clock_that_jumps_between_two_runs_changes_no_alert(database, expected):
    half = _COUNT * 3 // 5
    log = write(database.parent, AUTH.lines(range(half)))
    assert by_clock(_DAY, database, log) == (0, "")
    with log.open("ab") as file:
        file.write(AUTH.lines(range(half, _COUNT)))
    assert by_clock(-_DAY, database, log) == (0, "")
    assert alerts(database) == expected


@pytest.mark.slow
def test_the_wrong_clock_is_used(database):
    log = write(database.parent, AUTH.lines(range(_COUNT)))
    by_clock(10 * 365 * _DAY, database, log)
    (imported,) = rows(database, "SELECT last_import FROM sources")[0]
    assert imported / 1_000_000 > time.time() + 9 * 365 * _DAY


@pytest.mark.parametrize("moment", [0, time.time() + 400 * _DAY], ids=["1970", "next year"])
def test_the_time_of_the_file_changes_no_alert(database, expected, moment):
    log = write(database.parent, AUTH.lines(range(_COUNT)))
    os.utime(log, (moment, moment))
    run(database, log)
    assert alerts(database) == expected


def test_a_file_of_the_future_is_gone_on_with(database):
    log = write(database.parent, access_lines(range(50)))
    moment = time.time() + 400 * _DAY
    os.utime(log, (moment, moment))
    run(database, log)
    with log.open("ab") as file:
        file.write(access_lines(range(50, 60)))
    run(database, log)
    assert stored(database) == raws(range(60))


def test_a_log_that_is_as_long_as_before_and_older_is_read(database):
    """A clock that was set back, and a log that was emptied and has grown again."""
    log = write(database.parent, access_lines(range(100, 150)))
    run(database, log)
    log.write_bytes(access_lines(range(200, 250)))
    os.utime(log, (1_000_000_000, 1_000_000_000))
    run(database, log)
    assert stored(database) == sorted(raws(range(100, 150)) + raws(range(200, 250)))


def test_lines_that_come_late_are_judged_as_if_they_had_not(database, expected):
    """The second half first, then the first half: another order, the same windows."""
    folder = database.parent
    for number, part in enumerate((range(_COUNT // 2, _COUNT), range(_COUNT // 2))):
        (folder / str(number)).mkdir()
        run(database, write(folder / str(number), AUTH.lines(part)))
    assert alerts(database) == expected


def test_a_year_is_that_of_the_reference_time(database):
    """Stamps without a year: every run resolves them alike, whatever the clock says."""
    log = database.parent / "old.log"
    log.write_text(
        "".join(
            f"{stamp} web1 sshd[{number}]: Failed password for root from 203.0.113.9 port 1 ssh2\n"
            for number, stamp in enumerate(
                ("Dec 31 23:59:58", "Dec 31 23:59:59", "Jan  1 00:00:01")
            )
        )
    )
    ended = by_clock(500 * _DAY, database, "--reference-time", "2024-01-01T12:00:00Z", log)
    assert ended == (0, "")
    found = [second for (second,) in rows(database, "SELECT second FROM facts ORDER BY id")]
    assert found == [1_704_067_198, 1_704_067_199, 1_704_067_201]


def test_no_storm_of_alerts(expected):
    """One alert for each rule and address that was attacked, not one for each window."""
    found = Counter((row[0], row[1]) for row in expected.elements())
    assert set(found.values()) == {1}
