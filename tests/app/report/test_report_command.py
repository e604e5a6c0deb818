"""`blotter report`."""

import json
import stat
import subprocess
from pathlib import Path
from typing import Any

import pytest

from app.commands.report import COMMAND
from app.diagnostics import ExitCode
from app.importing.importing_command import import_command
from store.database.connection import create, reader
from tests.app.running import Runner

AFTER = ("--tz", "UTC", "--reference-time", "2026-11-24T00:00:00Z")
"""The small database is of Wednesday the 18th of November."""


def found(runner: Runner, *words: str) -> dict[str, Any]:
    ran = runner(COMMAND, "--format", "json", *AFTER, *words)
    assert (ran.code, ran.err) == (0, "")
    report: dict[str, Any] = json.loads(ran.out)
    return report


def test_the_last_week_that_is_over(runner: Runner):
    report = found(runner)
    assert report["version"] == 1
    assert report["period"] == {
        "kind": "week",
        "name": "2026-W47",
        "since": "2026-11-16T00:00:00.000000Z",
        "until": "2026-11-23T00:00:00.000000Z",
        "seconds": 604_800,
    }
    assert report["kpis"][0] == {"key": "alerts", "unit": "count", "now": 3, "before": 0}


@pytest.mark.parametrize(
    ("words", "name"),
    [
        (("--period", "day"), "2026-11-23"),
        (("--period", "month"), "2026-10"),
        (("--since", "2026-11-18", "--until", "2026-11-18"), "20261118T000000--20261119T000000"),
        (("--since", "2026-11-20"), "20261120T000000--20261124T000000"),
    ],
)
def test_other_periods(words: tuple[str, ...], name: str, runner: Runner):
    assert found(runner, *words)["period"]["name"] == name


def test_the_zone_of_the_configuration(runner: Runner, tmp_path: Path):
    config = tmp_path / "c.toml"
    config.write_text('tz = "UTC"\n[report]\ntz = "Europe/Amsterdam"\n')
    ran = runner(
        COMMAND,
        "--format",
        "json",
        "--config",
        str(config),
        "--reference-time",
        "2026-10-27T12:00:00Z",
    )
    report = json.loads(ran.out)
    assert report["zone"] == "Europe/Amsterdam"
    assert report["period"]["seconds"] == 169 * 3600


def test_the_thresholds_of_the_configuration(runner: Runner, tmp_path: Path):
    config = tmp_path / "c.toml"
    config.write_text("[report]\ndaily_404 = 1\ndaily_404_thursday = 0\n")
    days = found(runner, "--config", str(config))["errors"]["days"]
    assert [day["date"] for day in days if day["is_over"]] == ["2026-11-18"]
    assert [day["limit"] for day in days] == [1, 1, 1, 0, 1, 1, 1]


@pytest.mark.parametrize(
    "words",
    [
        ("--period", "week", "--since", "2d"),
        ("--until", "2026-11-20"),
        ("--since", "2026-11-20", "--until", "2026-11-10"),
        ("--since", "whenever"),
        ("--tz", "Mars/Phobos"),
        ("--reference-time", "soon"),
        ("--format", "pdf"),
        ("--period", "year"),
    ],
)
def test_what_makes_no_sense(words: tuple[str, ...], runner: Runner):
    ran = runner(COMMAND, *words)
    assert (ran.code, ran.out) == (ExitCode.USAGE, b"")
    assert len(ran.err.splitlines()) == 1


@pytest.mark.parametrize(
    ("name", "beginning"),
    [
        ("r.html", b"<!doctype html>"),
        ("r.json", b"{\n"),
        ("r.md", b"# Security report"),
        ("r.csv", b"section,row"),
        ("r.txt", b"Security report"),
        ("r", b"Security report"),
    ],
)
def test_a_file_has_the_form_of_its_name(
    name: str, beginning: bytes, runner: Runner, tmp_path: Path
):
    ran = runner(COMMAND, *AFTER, "-o", str(tmp_path / name))
    assert (ran.code, ran.out, ran.err) == (0, b"", "")
    assert (tmp_path / name).read_bytes().startswith(beginning)
    assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600


def test_a_hyphen_is_stdout(runner: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    ran = runner(COMMAND, *AFTER, "-o", "-")
    assert ran.out.startswith(b"Security report")
    assert not (tmp_path / "-").exists()


def test_a_link_in_the_place_of_the_file_is_refused(runner: Runner, tmp_path: Path):
    victim = tmp_path / "victim"
    victim.write_text("precious")
    (tmp_path / "r.html").symlink_to(victim)
    ran = runner(COMMAND, *AFTER, "-o", str(tmp_path / "r.html"))
    assert ran.code == ExitCode.CANNOT_CREATE
    assert victim.read_text() == "precious"


def test_a_folder_that_is_not_there(runner: Runner, tmp_path: Path):
    assert runner(COMMAND, *AFTER, "-o", str(tmp_path / "no" / "r")).code == ExitCode.CANNOT_CREATE


def test_classic(runner: Runner):
    ran = runner(
        COMMAND, *AFTER, "--since", "2026-11-18", "--until", "2026-11-19", "--format", "classic"
    )
    assert ran.lines == [
        "404 errors on 2026-11-18 (Wednesday)",
        "Threshold: 10",
        "Total 404 errors: 2",
        "      1 192.0.2.200",
        "      1 192.0.2.1",
        "",
        "404 errors on 2026-11-19 (Thursday)",
        "Threshold: 50",
        "Total 404 errors: 0",
    ]


_SCRIPT = "awk '$9 == 404 { print $1 }' access.log | sort | uniq -c | sort -rn"


@pytest.mark.slow
def test_classic_has_the_lines_of_the_usual_script(runner: Runner, tmp_path: Path):
    line = '{} - - [11/Nov/2026:10:00:00 +0000] "GET /{} HTTP/1.1" {} 5\n'
    rows = [line.format(f"203.0.113.{n % 9}", n, 404 if n % 5 else 200) for n in range(300)]
    (tmp_path / "access.log").write_text("".join(rows) + line.format("2001:db8::7", "x", 404))
    words = ["--import-only", "--quiet", "--db", "own.db", "access.log"]
    subprocess.run(import_command(words), cwd=tmp_path, check=True)
    of = ("--since", "2026-11-11", "--until", "2026-11-11", "--tz", "UTC", "--format", "classic")
    ran = runner.bare(COMMAND, *of, "--db", str(tmp_path / "own.db"))
    environment = {"PATH": "/usr/bin:/bin", "LC_ALL": "C"}
    script = ["/bin/sh", "-c", _SCRIPT]
    printed = subprocess.check_output(script, cwd=tmp_path, env=environment, text=True)
    assert ran.lines[3:-1] == printed.splitlines()
    assert ran.lines[-1] == "ALERT: 241 404 errors exceed the threshold of 10"


def test_classic_sounds_an_alert(runner: Runner, tmp_path: Path):
    config = tmp_path / "c.toml"
    config.write_text("[report]\ndaily_404 = 1\n")
    words = ("--since", "2026-11-18", "--until", "2026-11-18", "--format", "classic")
    ran = runner(COMMAND, *AFTER, *words, "--config", str(config))
    assert ran.lines[-1] == "ALERT: 2 404 errors exceed the threshold of 1"


def test_twice_the_same_bytes(runner: Runner):
    first = runner(COMMAND, *AFTER, "--format", "html").out
    late = ("--tz", "UTC", "--reference-time", "2026-11-29T00:00:00Z")
    assert runner(COMMAND, *late, "--format", "html").out == first


def test_email_queues_each_period_once(runner: Runner, tmp_path: Path):
    config = tmp_path / "c.toml"
    config.write_text('[report]\nto = ["soc@example.com", "boss@example.com"]\n')
    words = (*AFTER, "--email", "--config", str(config))
    first, again = runner(COMMAND, *words), runner(COMMAND, *words)
    assert (first.code, first.out) == (0, b"")
    assert first.err == (
        "queued for soc@example.com, boss@example.com; "
        "the next import sends it, or blotter notify run\n"
    )
    assert again.err == "queued before: it is sent once\n"
    connection = reader(runner.database)
    rows = connection.execute(
        "SELECT channel, address, state FROM deliveries ORDER BY id"
    ).fetchall()
    assert rows == [("mail", "soc@example.com", "waiting"), ("mail", "boss@example.com", "waiting")]
    (payload,) = connection.execute("SELECT payload FROM messages").fetchone()
    assert json.loads(payload)["subject"] == (
        "[Blotter] Report, week 47 of 2026 (16 to 22 November): 3 alerts, 1 high or critical"
    )
    connection.close()


def test_email_to_nobody(runner: Runner):
    ran = runner(COMMAND, *AFTER, "--email")
    assert ran.code == ExitCode.CONFIGURATION
    assert "[report]" in ran.err


@pytest.mark.parametrize("form", ["text", "html", "md", "json", "csv", "classic"])
def test_an_empty_database(form: str, tmp_path: Path, capsysbinary):
    create(tmp_path / "empty.db")
    ran = Runner(tmp_path / "empty.db", capsysbinary)(COMMAND, *AFTER, "--format", form)
    assert (ran.code, ran.err) == (0, "")
    if form == "text":
        text = " ".join(ran.out.decode().split())
        assert "No log that was read says what happened in week 47 of 2026" in text
        assert "To decide: Who sees to it that logs are read" in text
        assert "of this time no record was read." in text


def test_a_period_without_events_of_a_database_that_has_some(runner: Runner):
    ran = runner(COMMAND, "--tz", "UTC", "--reference-time", "2020-01-15T00:00:00Z")
    assert ran.code == 0
    said = " ".join(ran.out.decode().split())
    assert "in week 2 of 2020 (6 to 12 January); the latest record is of 2026-11-" in said


def test_no_database(tmp_path: Path, capsysbinary):
    ran = Runner(tmp_path / "none.db", capsysbinary)(COMMAND)
    assert ran.code == ExitCode.IO
