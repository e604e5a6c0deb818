"""`blotter audit`."""

import json

import pytest

from app.actor import who
from app.commands.audit import COMMAND
from app.diagnostics import ExitCode
from store import triage
from store.database.connection import Writer
from tests.app.running import Runner


@pytest.fixture(autouse=True)
def _decided(runner: Runner) -> None:
    triage.acknowledge(runner.database, [1], who())
    triage.close(runner.database, [2, 3], "benign", who())


def change(runner: Runner, sql: str) -> None:
    with Writer(runner.database) as writer, writer.transaction() as connection:
        connection.execute(sql)


def test_the_latest_comes_first(runner: Runner) -> None:
    lines = runner(COMMAND).lines
    assert len(lines) == 4
    assert "close" in lines[1]
    assert "status: new → acknowledged" in lines[3]


def test_the_keys(runner: Runner) -> None:
    last = json.loads(runner(COMMAND, "--format", "json").lines[-1])
    assert list(last) == [
        *("id", "at", "actor", "host", "tty", "verb", "kind", "number", "before", "after"),
        *("batch", "undo_of", "chain"),
    ]
    assert (last["actor"], last["host"]) == (who().name, who().host)
    assert (last["before"], last["after"]) == ({"status": "new"}, {"status": "acknowledged"})


def test_verify_tells_the_head(runner: Runner) -> None:
    done = runner(COMMAND, "--verify")
    assert done.code == ExitCode.OK
    last = json.loads(runner(COMMAND, "--format", "json").lines[0])
    assert done.lines == [last["chain"]]
    assert "3 entries, each as it was written" in done.err


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("UPDATE actions SET actor = 'eve' WHERE id = 2", "entry 2 does not follow"),
        ("DELETE FROM actions WHERE id = 1", "entry 2 does not follow"),
        ("DELETE FROM actions WHERE id = 3", "missing at the end"),
    ],
)
def test_verify_finds_what_was_changed(runner: Runner, sql: str, words: str) -> None:
    change(runner, sql)
    done = runner(COMMAND, "--verify")
    assert done.code == ExitCode.IO
    assert words in done.err


def test_a_head_that_was_noted_is_expected(runner: Runner) -> None:
    head = runner(COMMAND, "--verify").lines[0]
    triage.undo(runner.database, who())
    assert runner(COMMAND, "--verify", "--expect", head).code == ExitCode.OK
    assert runner(COMMAND, "--verify", "--expect", "0" * 64).code == ExitCode.IO


def test_expect_needs_verify(runner: Runner) -> None:
    assert runner(COMMAND, "--expect", "x").code == ExitCode.USAGE
