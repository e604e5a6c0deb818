"""`blotter top`."""

import csv
import io
import json

import pytest

from app.commands.top import COMMAND
from app.diagnostics import ExitCode
from tests.app.running import Runner


def test_the_keys(runner: Runner) -> None:
    assert json.loads(runner(COMMAND, "--format", "json").lines[0]) == {
        "value": "192.0.2.9",
        "events": 5,
        "failures": 6,
        "first_seen": "2026-11-18T11:06:45.000000Z",
        "last_seen": "2026-11-18T11:07:15.000000Z",
        "alerts": 1,
    }


@pytest.mark.parametrize(
    ("by", "value"),
    [
        ("ip", "192.0.2.9"),
        ("net", "192.0.2.0/24"),
        ("user", "root"),
        ("path", "/"),
        ("agent", "curl/8"),
        ("host", "web1"),
    ],
)
def test_by(runner: Runner, by: str, value: str) -> None:
    ran = runner(COMMAND, "--by", by, "--limit", "1", "--format", "csv")
    assert [row["value"] for row in csv.DictReader(io.StringIO(ran.out.decode()))] == [value]


def test_a_filter(runner: Runner) -> None:
    ran = runner(COMMAND, "status:404", "--format", "json")
    assert [json.loads(line)["value"] for line in ran.lines] == ["192.0.2.1", "192.0.2.200"]


def test_where_nothing_is_found_it_is_said_what_there_is(runner: Runner) -> None:
    ran = runner(COMMAND, "since:2030-01-01")
    assert (ran.code, ran.out) == (0, b"")
    assert "no events; those in the database are from 2026-11-18 1" in ran.err


def test_the_table(runner: Runner) -> None:
    assert runner(COMMAND, "--by", "host", "-user:nobody").lines[1].split()[:3] == ["5", "6", "1"]


def test_an_unknown_axis(runner: Runner) -> None:
    ran = runner(COMMAND, "--by", "moon")
    assert (ran.code, ran.out) == (ExitCode.USAGE, b"")
