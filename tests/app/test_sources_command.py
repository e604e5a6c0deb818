"""`blotter sources`."""

import json

from app.commands.sources import COMMAND
from tests.app.running import Runner


def test_the_keys(runner: Runner) -> None:
    assert json.loads(runner(COMMAND, "--format", "json").lines[0]) == {
        "path": "/var/log/apache2/access.log",
        "format": "apache.access",
        "size": 9000,
        "offset": 9000,
        "events": 6,
        "unparsed": 0,
        "expected": 0,
        "lost": 0,
        "last_import": "2026-11-18T11:08:20.000000Z",
        "error": None,
    }


def test_the_table(runner: Runner) -> None:
    assert runner(COMMAND).lines[2].split()[-1] == "/var/log/auth.log"


def test_csv(runner: Runner) -> None:
    assert runner(COMMAND, "--format", "csv", "--limit", "1").lines[0].startswith("path,format,")
