"""`blotter cases`."""

import json
from pathlib import Path

import pytest

from app.commands import alerts
from app.commands.cases import COMMAND
from app.diagnostics import ExitCode
from tests.app.running import Runner

HOSTILE = "![x](http://example.com) \x1b]52;c;eA==\x07 <b>"


@pytest.fixture(autouse=True)
def _case(runner: Runner) -> None:
    runner(COMMAND, "open", "Somebody guessed", "--alert", "1")


def test_the_list(runner: Runner) -> None:
    assert runner(COMMAND).out == runner(COMMAND, "list").out
    (row,) = [json.loads(line) for line in runner(COMMAND, "--format", "json").lines]
    assert (row["title"], row["status"], row["alerts"]) == ("Somebody guessed", "open", 1)


def test_the_alerts_of_a_case_are_found_by_it(runner: Runner) -> None:
    assert len(runner(alerts.COMMAND, "case:1").lines) == 2
    assert len(runner(alerts.COMMAND, "-case:*").lines) == 3


def test_alerts_are_added(runner: Runner) -> None:
    assert "2 added to case 1" in runner(COMMAND, "add", "1", "2", "3").err


def test_the_page_has_alerts_records_with_their_places_and_notes(runner: Runner) -> None:
    runner(COMMAND, "pin", "1", "1", "2")
    runner(COMMAND, "note", "1", "asked the owner")
    page = runner(COMMAND, "show", "1").out.decode()
    for text in ("# Case 1: Somebody guessed", "| 1 | high |", "Record 2", "at byte", "asked the"):
        assert text in page


def test_what_analysts_wrote_is_no_markup(runner: Runner) -> None:
    runner(COMMAND, "note", "1", HOSTILE)
    page = runner(COMMAND, "show", "1").out.decode()
    assert r"!\[x\](http\://example.com) ␛\]52;c;eA==␇ \<b\>" in page


def test_a_page_replaces_no_file(runner: Runner, tmp_path: Path) -> None:
    page = tmp_path / "case.md"
    assert runner(COMMAND, "show", "1", "-o", str(page)).code == ExitCode.OK
    written = page.read_bytes()
    assert runner(COMMAND, "show", "1", "-o", str(page)).code == ExitCode.CANNOT_CREATE
    assert page.read_bytes() == written


def test_a_page_follows_no_link(runner: Runner, tmp_path: Path) -> None:
    page = tmp_path / "case.md"
    page.symlink_to(tmp_path / "victim")
    assert runner(COMMAND, "show", "1", "-o", str(page)).code == ExitCode.CANNOT_CREATE
    assert not (tmp_path / "victim").exists()


def test_closing_and_reopening(runner: Runner) -> None:
    runner(COMMAND, "close", "1")
    assert runner(COMMAND, "list", "--open").lines[1:] == []
    runner(COMMAND, "reopen", "1")
    runner(COMMAND, "assign", "1", "--to", "carol")
    assert "carol" in runner(COMMAND).lines[1]


def test_undo_withdraws(runner: Runner) -> None:
    assert "taken back: escalate of case 1, alert 1" in runner(alerts.COMMAND, "undo").err
    assert runner(COMMAND).lines[1:] == []


def test_a_hand_over_begins_where_the_last_one_ended(runner: Runner) -> None:
    first = runner(COMMAND, "handover", "--done").out.decode()
    assert "| escalate | 1 |" in first
    second = runner(COMMAND, "handover").out.decode()
    assert "escalate" not in second
    assert "hand over | 1 |" in second


def test_a_hand_over_tells_what_is_open_and_what_was_closed(runner: Runner) -> None:
    runner(alerts.COMMAND, "close", "2", "--reason", "benign")
    page = runner(COMMAND, "handover", "--since", "30d").out.decode()
    assert "- closed: 1 (benign 1)" in page
    assert "- never looked at: 1" in page


def test_a_hand_over_tells_of_silences_that_end(runner: Runner) -> None:
    runner(alerts.COMMAND, "silence", "ip:192.0.2.0/24", "--reason", "ours", "--until", "3h")
    page = runner(COMMAND, "handover").out.decode()
    assert "Silences that end within a day" in page
    assert "ip:192.0.2.0/24" in page


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("show", "9"), "no case 9"),
        (("pin", "1", "999"), "no record 999"),
        (("handover", "--since", "soon"), "is no time"),
        (("open", " "), "needs a title"),
    ],
)
def test_refuses(runner: Runner, words: tuple[str, ...], said: str) -> None:
    done = runner(COMMAND, *words)
    assert done.code == ExitCode.USAGE
    assert said in done.err
