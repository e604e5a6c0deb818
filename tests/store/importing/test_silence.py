"""A log that was read as it grew and falls silent is an alert."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from store.database.connection import Writer
from store.errors import Location
from store.importing import books, importer, silence
from store.importing.importer import Run
from store.importing.means import Means
from store.importing.options import Options, Rules
from store.importing.places.wanted import Wanted
from store.importing.progress import Silent as Quiet
from store.importing.turns import Turns
from store.rules.files.switches import Switch
from tests.store.importing.running import OPTIONS, append, rows, run

MINUTE = 60_000_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR
START = 20_000 * DAY
ALERTS = (
    "SELECT g.key ->> '$.\"log.file.path\"', a.condition, a.first_seen, a.last_seen, "
    "a.recovered_at FROM alerts a JOIN groups g ON g.id = a.grp "
    "JOIN rules r ON r.id = a.rule WHERE r.title = 'Log fell silent' ORDER BY a.id"
)


class Clock:
    """A clock that is set by hand."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = START
        for module in (books, importer, silence):
            monkeypatch.setattr(module, "now", lambda: self.now)


@pytest.fixture
def clock(monkeypatch):
    return Clock(monkeypatch)


def line(ts: int) -> bytes:
    """An access line."""
    at = datetime.fromtimestamp(ts // 1_000_000, UTC)
    return f'192.0.2.1 - - [{at:%d/%b/%Y:%H:%M:%S} +0000] "GET / HTTP/1.1" 200 5\n'.encode()


def live(clock: Clock, database: Path, log: Path, hours: range, gap: int = 1) -> None:
    """A log that gets a line every few hours, and is read as often."""
    for hour in hours[::gap]:
        clock.now = START + hour * HOUR
        append(log, line(clock.now))
        clock.now += MINUTE
        run(database, log.parent)


def test_a_log_that_falls_silent_is_an_alert(database, logs, clock):
    log = logs / "access.log"
    live(clock, database, log, range(24 * 8), 16)
    last = START + (24 * 8 - 16) * HOUR
    clock.now = last + 32 * HOUR
    run(database, logs)
    before = rows(database, ALERTS)
    clock.now += 1_000_000
    done = run(database, logs)
    found = [(str(log), "no_data", last, clock.now, None)]
    assert (before, done.alerts_opened, rows(database, ALERTS)) == ([], 1, found)


def test_it_is_told_once_and_is_over_with_the_next_record(database, logs, clock):
    log = logs / "access.log"
    live(clock, database, log, range(24 * 8), 16)
    for _ in range(3):
        clock.now += 33 * HOUR
        run(database, logs)
    clock.now += HOUR
    append(log, line(clock.now))
    done = run(database, logs)
    conditions = [(row[1], row[4]) for row in rows(database, ALERTS)]
    assert (conditions, done.alerts_opened) == ([("recovered", clock.now)], 0)


def test_a_log_that_nobody_reads_is_not_blamed(database, logs, clock, tmp_path):
    live(clock, database, logs / "access.log", range(24 * 8), 16)
    (tmp_path / "other").mkdir()
    clock.now += 2 * DAY
    run(database, tmp_path / "other")
    assert rows(database, ALERTS) == []


def test_what_came_while_nobody_read_is_read_before_anything_is_said(database, logs, clock):
    log = logs / "access.log"
    live(clock, database, log, range(24 * 8), 16)
    clock.now += 2 * DAY
    append(log, line(clock.now - MINUTE))
    assert run(database, logs).alerts_opened == 0


@pytest.mark.parametrize("name", ["no-data", "b0b0d5f2-6f0e-4f6b-9d0a-52a7c0c8a002"])
def test_it_can_be_switched_off(database, logs, clock, name):
    live(clock, database, logs / "access.log", range(24 * 8), 16)
    clock.now += 2 * DAY
    switches = (Switch(name, False, Location("config.toml", 1)),)
    with Writer(database) as writer:
        rules = Rules((), OPTIONS.zone, switches=switches)
        means = Means(writer, Turns(database, 0), rules, Quiet(), lambda: False)
        Run(means).over([Wanted((str(logs),), Options(UTC))])
    assert rows(database, ALERTS) == []


def test_an_alert_that_was_closed_is_not_told_again(database, logs, clock):
    live(clock, database, logs / "access.log", range(24 * 8), 16)
    clock.now += 2 * DAY
    run(database, logs)
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("UPDATE alerts SET status = 'closed', reason = 'benign expected'")
    clock.now += 2 * DAY
    assert run(database, logs).alerts_opened == 0
