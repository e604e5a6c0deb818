"""The help of every command with a FILTER says what may stand in one."""

import pytest

from app.cli import blotter
from app.filter_argument import EPILOG
from store.filters.keys import KEYS
from tests.app.running import Runner


@pytest.mark.parametrize("command", [["events"], ["top"], ["alerts"], ["alerts", "list"]])
def test_the_help_lists_every_key(runner: Runner, command: list[str]):
    words = [line.split()[0] for line in runner.bare(blotter, *command, "--help").lines if line]
    assert [key for key in KEYS if key not in words] == []


def test_the_keys_fit_a_narrow_terminal():
    assert max(len(f"  {line}") for line in EPILOG.splitlines()) <= 80
