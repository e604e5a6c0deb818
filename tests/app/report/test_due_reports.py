"""Reports that an import makes by itself."""

import sqlite3
import subprocess
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from app import report_due
from app.configuration.configured import Report
from app.notifying import clock as notifying_clock
from app.notifying.clock import trust_the_clock
from app.report import delivering
from app.report_due import make_due_reports
from store.database.connection import Writer
from store.notifying import outbox
from tests.app.notifying.postal import Authority, Post, authority, server, text
from tests.store.reports.making import database, record

WEEKLY = Report(period="week", to=("soc@example.com",), tz="Europe/Amsterdam")
AMSTERDAM = ZoneInfo("Europe/Amsterdam")


class Clock:
    """A clock that stands where it was put."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.at = 0
        for module in (report_due, delivering, notifying_clock):
            monkeypatch.setattr(module, "now", lambda: self.at)

    def put(self, text: str) -> None:
        """Set it, in Amsterdam."""
        moment = datetime.fromisoformat(text).replace(tzinfo=AMSTERDAM)
        self.at = int(moment.timestamp()) * 1_000_000


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return database(tmp_path / "t.db", [record(0)])


def run(path: Path, report: Report = WEEKLY) -> int:
    with Writer(path) as writer:
        return make_due_reports(writer, report, None)


def messages(path: Path) -> list[tuple[str, str]]:
    with Writer(path) as writer:
        return writer.connection.execute(
            "SELECT m.payload ->> 'subject', d.address FROM messages m "
            "JOIN deliveries d ON d.message = m.id ORDER BY m.id"
        ).fetchall()


def test_a_week_that_is_over_is_queued_once(path: Path, clock: Clock):
    clock.put("2026-11-11 12:00")
    assert run(path) == 0
    clock.put("2026-11-16 07:00")
    assert [run(path), run(path)] == [1, 0]
    assert messages(path) == [
        (
            "[Blotter] Report, week 46 of 2026 (9 to 15 November): 0 alerts, 0 high or critical",
            "soc@example.com",
        )
    ]


def test_a_week_that_was_reported_ahead_of_its_time_is_reported_when_it_is_over(
    path: Path, clock: Clock
):
    clock.put("2026-11-11 12:00")
    run(path)
    clock.put("2027-11-11 12:00")
    while run(path):
        pass
    ahead = len(messages(path))
    clock.put("2026-11-12 12:00")
    with Writer(path) as writer:
        trust_the_clock(writer)
    assert run(path) == 0
    clock.put("2026-11-16 07:00")
    assert [run(path), run(path)] == [1, 0]
    (*_, (last, _)) = messages(path)
    assert len(messages(path)) == ahead + 1
    assert "week 46 of 2026" in last


def test_missed_weeks_are_made_up_four_at_a_time(path: Path, clock: Clock):
    clock.put("2026-11-11 12:00")
    run(path)
    clock.put("2026-12-23 12:00")
    assert [run(path), run(path), run(path)] == [4, 2, 0]
    assert [subject[18:25] for subject, _ in messages(path)] == [f"week {n}" for n in range(46, 52)]


def test_what_was_queued_by_hand_is_not_sent_again(path: Path, clock: Clock):

    from app.report.delivering import message, queue_now
    from app.report.planning import zone_named
    from store.database.connection import reader
    from store.reports.gathering import gather
    from store.reports.periods import over

    clock.put("2026-11-11 12:00")
    run(path)
    clock.put("2026-11-16 08:00")
    where = zone_named("Europe/Amsterdam")
    connection = reader(path)
    figures = gather(connection, over("week", clock.at, where.zone), *where, clock.at)
    connection.close()
    assert queue_now(path, message(figures, where.zone), ["soc@example.com"])
    assert run(path) == 0
    assert len(messages(path)) == 1


def test_nothing_is_noted_without_the_message(
    path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
):
    """Where queueing fails, the report is due still."""
    clock.put("2026-11-11 12:00")
    run(path)
    clock.put("2026-11-16 08:00")

    def fail(*_: object) -> None:
        raise sqlite3.OperationalError("disk full")

    with monkeypatch.context() as patched:
        patched.setattr(outbox, "queue", fail)
        with pytest.raises(Exception, match="disk full"):
            run(path)
    assert run(path) == 1
    assert len(messages(path)) == 1


def test_no_plan_no_report(path: Path, clock: Clock):
    clock.put("2026-11-16 08:00")
    assert run(path, Report()) == 0


@pytest.fixture(scope="module")
def trusted(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture
def post(trusted: Authority) -> Iterator[Post]:
    with server(trusted.context("localhost")) as post:
        yield post


def _import(tmp_path: Path, *more: str) -> None:
    from app.importing.importing_command import import_command

    words = ["--import-only", "--quiet", "--config", "c.toml", "--db", "t.db", *more, "a.log"]
    subprocess.run(import_command(words), cwd=tmp_path, check=True)


def test_an_import_sends_what_is_due(tmp_path: Path, post: Post, trusted: Authority):
    (tmp_path / "c.toml").write_text(
        '[report]\nperiod = "day"\nat = "00:00"\ntz = "UTC"\nto = ["soc@example.com"]\n'
        f'[notify.smtp]\nhost = "localhost"\nport = {post.port}\nfrom = "blotter@example.com"\n'
        f'ca_file = "{trusted.file}"\n'
    )
    line = '192.0.2.1 - - [09/Nov/2026:10:00:00 +0000] "GET / HTTP/1.1" 200 5\n'
    (tmp_path / "a.log").write_text(line)
    path = tmp_path / "t.db"
    _import(tmp_path)
    assert messages(path) == []
    with Writer(path) as writer, writer.transaction() as connection:
        connection.execute(
            "UPDATE report_dues SET since = since - 86400000000, due = due - 86400000000"
        )
    _import(tmp_path, "--no-notify")
    assert messages(path) == []
    _import(tmp_path)
    _import(tmp_path)
    (mail,) = post.messages
    assert mail["To"] == "soc@example.com"
    assert mail["Subject"].strip().startswith("[Blotter] Report, ")
    assert text(mail).startswith("Security report: ")
    assert "<h3>Key figures</h3>" in text(mail, "html")
    assert len(messages(path)) == 1


def test_a_run_with_nothing_due_loads_nothing_that_makes_reports(tmp_path: Path):
    from tests.architecture.test_imports import HEAVY, _modules_of

    (tmp_path / "c.toml").write_text(
        '[report]\nperiod = "week"\nto = ["soc@example.com"]\n'
        '[notify.smtp]\nhost = "localhost"\nfrom = "blotter@example.com"\n'
    )
    line = '192.0.2.1 - - [09/Nov/2026:10:00:00 +0000] "GET / HTTP/1.1" 200 5\n'
    (tmp_path / "a.log").write_text(line)
    words = ["--import-only", "--quiet", "--config", "c.toml", "--db", "t.db", "a.log"]
    _modules_of(words, tmp_path)
    loaded = _modules_of(words, tmp_path)
    assert not {name for name in loaded if name.startswith(("store.reports.g", "app.report."))}
    assert loaded & (HEAVY | {"dateutil", "zoneinfo", "sqlite_utils"}) == set()
