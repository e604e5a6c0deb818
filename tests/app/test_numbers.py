"""Numbers that no database can hold are named as wrong, wherever one is asked for."""

import click
import pytest

from app.commands import alerts, cases, notes, notify
from app.diagnostics import ExitCode
from tests.app.running import Runner

HUGE = str(10**20)


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (alerts.COMMAND, ("list", HUGE)),
        (alerts.COMMAND, ("show", HUGE)),
        (alerts.COMMAND, ("close", HUGE, "--reason", "benign")),
        (alerts.COMMAND, ("merge", "1", "--into", HUGE)),
        (alerts.COMMAND, ("undo", HUGE)),
        (alerts.COMMAND, ("lift", HUGE)),
        (cases.COMMAND, ("show", HUGE)),
        (notes.COMMAND, ("strike", HUGE)),
        (notify.COMMAND, ("drop", HUGE)),
    ],
)
def test_nothing_has_it(runner: Runner, command: click.Command, words: tuple[str, ...]) -> None:
    ran = runner(command, *words)
    assert (ran.code, f"nothing has the number {HUGE}" in ran.err) == (ExitCode.USAGE, True)


@pytest.mark.parametrize("command", [alerts.COMMAND, notes.COMMAND, notify.COMMAND])
def test_as_many_rows_as_there_are(runner: Runner, command: click.Command) -> None:
    ran = runner(command, "list", "--limit", HUGE)
    assert (ran.code, ran.err) == (ExitCode.OK, runner(command, "list").err)
