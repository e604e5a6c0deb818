"""Imports that die while they make reports: each period is queued once, and none is left out."""

import subprocess
import time
from pathlib import Path

import pytest

from app.importing.importing_command import import_command
from store.database.connection import Writer

DAY = 86_400_000_000
MISSED = 3


def _import(folder: Path) -> subprocess.Popen[bytes]:
    words = [
        "--import-only",
        "--quiet",
        "--config",
        "c.toml",
        "--db",
        "t.db",
        "--wait",
        "20",
        "a.log",
    ]
    return subprocess.Popen(import_command(words), cwd=folder, stderr=subprocess.DEVNULL)


@pytest.mark.slow
def test_whenever_it_dies_each_period_is_queued_once(tmp_path: Path):
    (tmp_path / "c.toml").write_text(
        '[report]\nperiod = "day"\nat = "00:00"\ntz = "UTC"\nto = ["soc@example.com"]\n'
        '[notify.smtp]\nhost = "localhost"\nport = 1\nfrom = "blotter@example.com"\n'
    )
    line = '192.0.2.1 - - [09/Nov/2026:10:00:00 +0000] "GET / HTTP/1.1" 200 5\n'
    (tmp_path / "a.log").write_text(line)
    _import(tmp_path).wait()
    with Writer(tmp_path / "t.db") as writer, writer.transaction() as connection:
        back = (MISSED * DAY, MISSED * DAY)
        connection.execute("UPDATE report_dues SET since = since - ?, due = due - ?", back)
    for tenths in (2, 3, 4, 5, 6, 8):
        run = _import(tmp_path)
        time.sleep(tenths / 10)
        run.kill()
        run.wait()
    _import(tmp_path).wait()
    with Writer(tmp_path / "t.db") as writer:
        ask = writer.connection.execute
        reports = ask("SELECT since FROM reports ORDER BY since").fetchall()
        messages = ask("SELECT key, payload ->> '$.data.period.since' FROM messages ORDER BY id")
        sinces = [since for _, since in messages]
        (due,) = ask("SELECT due FROM report_dues").fetchone()
    assert len(reports) == len(sinces) == len(set(sinces)) == MISSED
    assert sinces == sorted(sinces)
    assert due > time.time() * 1_000_000
