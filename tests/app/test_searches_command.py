"""`blotter searches`."""

import json
from pathlib import Path

import yaml

from app.commands.events import COMMAND as EVENTS
from app.commands.searches import COMMAND
from app.diagnostics import ExitCode
from tests.app.running import Runner


def test_a_search_is_saved_and_run(runner: Runner) -> None:
    assert runner(COMMAND, "save", "guessing", "action:login", "-user:root").code == ExitCode.OK
    found = runner(COMMAND, "run", "guessing", "--format", "json")
    assert found.out == runner(EVENTS, "action:login", "-user:root", "--format", "json").out
    assert found.lines


def test_searches_are_listed(runner: Runner) -> None:
    runner(COMMAND, "save", "guessing", "action:login")
    found = json.loads(runner(COMMAND, "list", "--format", "json").out)
    assert (found["name"], found["filter"]) == ("guessing", "action:login")
    assert "guessing" in runner(COMMAND).lines[1]


def test_a_search_is_dropped(runner: Runner) -> None:
    runner(COMMAND, "save", "guessing", "action:login")
    assert runner(COMMAND, "drop", "guessing").err == "dropped 'guessing': action:login\n"
    assert runner(COMMAND, "run", "guessing").code == ExitCode.USAGE


def test_a_wrong_filter_is_marked(runner: Runner) -> None:
    ran = runner(COMMAND, "save", "x", "usr:root")
    assert ran.code == ExitCode.USAGE
    assert "did you mean user:?" in ran.err


def test_a_search_becomes_a_rule(runner: Runner, tmp_path: Path) -> None:
    runner(COMMAND, "save", "logins as root", "user:root", "action:login", "since:2h")
    path = tmp_path / "root.yml"
    ran = runner(COMMAND, "rule", "logins as root", "--level", "high", "-o", str(path))
    assert ran.code == ExitCode.OK, ran.err
    assert "left out, as a rule looks at what comes: since:2h" in ran.err
    document = yaml.safe_load(path.read_text())
    assert (document["title"], document["level"]) == ("logins as root", "high")
    assert document["logsource"] == {"category": "authentication"}
    again = runner(COMMAND, "rule", "logins as root", "-o", str(path))
    assert again.code == ExitCode.CANNOT_CREATE
