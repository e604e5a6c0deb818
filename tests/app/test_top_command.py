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


def test_the_table(runner: Runner) -> None:
    assert runner(COMMAND, "--by", "host", "-user:nobody").lines[1].split()[:3] == ["5", "6", "1"]


def test_an_unknown_axis(runner: Runner) -> None:
    ran = runner(COMMAND, "--by", "moon")
    assert (ran.code, ran.out) == (ExitCode.USAGE, b"")
