"""`blotter notes`."""

import json
from pathlib import Path

import pytest

from app.commands import alerts, audit
from app.commands.notes import COMMAND
from app.diagnostics import ExitCode
from tests.app.running import Runner

HOSTILE = "\x1b]52;c;eA==\x07 <b> =1+1"


def listed(runner: Runner, *words: str) -> list[tuple[str, str]]:
    rows = [json.loads(line) for line in runner(COMMAND, *words, "--format", "json").lines]
    return [(f"{row['kind']}:{row['value']}", row["text"]) for row in rows]


def test_a_note_is_written_and_listed(runner: Runner) -> None:
    ran = runner(COMMAND, "add", "ip:203.0.113.7", "our scanner")
    assert ran.err == "noted on 203.0.113.7 (blotter alerts undo takes it back)\n"
    assert listed(runner, "list") == [("ip:203.0.113.7", "our scanner")]
    assert "our scanner" in runner(COMMAND).out.decode()


def test_the_latest_note_comes_first(runner: Runner) -> None:
    runner(COMMAND, "add", "user:root", "first")
    runner(COMMAND, "add", "host:web1", "second")
    assert listed(runner, "list") == [("host:web1", "second"), ("user:root", "first")]
    assert listed(runner, "list", "--limit", "1") == [("host:web1", "second")]


def test_only_the_notes_on_one_thing(runner: Runner) -> None:
    runner(COMMAND, "add", "user:root", "first")
    runner(COMMAND, "add", "path:/a:b c", "second")
    assert listed(runner, "list", "path:/a:b c") == [("path:/a:b c", "second")]
    assert listed(runner, "user:ROOT") == [("user:root", "first")]
    assert listed(runner, "list", "path:/A:b c") == []


@pytest.mark.parametrize(
    ("said", "is_"),
    [
        ("ip:2001:DB8::0:1", "ip:2001:db8::1"),
        ("ip:::ffff:192.0.2.1", "ip:192.0.2.1"),
        ("ip:crawler.example.com", "ip:crawler.example.com"),
    ],
)
def test_an_address_is_spelled_as_records_have_it(runner: Runner, said: str, is_: str) -> None:
    runner(COMMAND, "add", said, "x")
    assert listed(runner, "list") == [(is_, "x")]


@pytest.mark.parametrize("wrong", ["203.0.113.7", "status:404", "ip:", "ip:203.0.113.0/24"])
def test_what_has_no_page_has_no_notes(runner: Runner, wrong: str) -> None:
    assert runner(COMMAND, "add", wrong, "x").code == ExitCode.USAGE


def test_a_note_is_taken_away_and_that_taken_back(runner: Runner) -> None:
    runner(COMMAND, "add", "ip:203.0.113.7", "our scanner")
    assert "taken away: note 1" in runner(COMMAND, "strike", "1").err
    assert listed(runner, "list") == []
    runner(alerts.COMMAND, "undo")
    assert listed(runner, "list") == [("ip:203.0.113.7", "our scanner")]


def test_there_is_no_such_note(runner: Runner) -> None:
    ran = runner(COMMAND, "strike", "7")
    assert (ran.code, ran.err) == (ExitCode.USAGE, "blotter: there is no note 7\n")


def test_an_empty_note_is_refused(runner: Runner) -> None:
    assert "an empty note says nothing" in runner(COMMAND, "add", "ip:203.0.113.7", " ").err


def test_each_is_in_the_audit(runner: Runner) -> None:
    runner(COMMAND, "add", "ip:203.0.113.7", "our scanner")
    assert "remark" in runner(audit.COMMAND).out.decode()


def test_a_hostile_note_acts_nowhere(runner: Runner) -> None:
    runner(COMMAND, "add", f"user:{HOSTILE}", HOSTILE)
    out = runner(COMMAND, "list").out
    assert b"\x1b" not in out
    assert b"\x07" not in out
    assert listed(runner, "list") == [(f"user:{HOSTILE}", HOSTILE)]


def test_without_notes_that_is_said(runner: Runner, tmp_path: Path) -> None:
    assert runner(COMMAND).err == "no notes\n"
