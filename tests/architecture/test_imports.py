"""What a command pays for: heavy libraries are imported by those that use them only."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from app.importing_command import import_command

HEAVY = {
    *("textual", "rich", "sigma", "jinja2", "yaml", "sqlite_utils", "evtx", "regex"),
    *("watchfiles", "anyio", "numpy"),
}

_REPORT = """
import atexit, json, sys
atexit.register(lambda: print("MODULES", json.dumps(sorted(sys.modules)), file=sys.stderr))
"""


def _modules_of(arguments: list[str], tmp_path: Path) -> set[str]:
    words = import_command(arguments)
    words[3] = _REPORT + words[3]
    done = subprocess.run(words, capture_output=True, text=True, cwd=tmp_path, check=False)
    assert done.returncode == 0, done.stderr
    line = next(line for line in done.stderr.splitlines() if line.startswith("MODULES "))
    return set(json.loads(line.removeprefix("MODULES ")))


def test_help_imports_nothing_heavy(tmp_path):
    assert HEAVY & _modules_of(["--help"], tmp_path) == set()


def test_a_first_import_never_imports_textual_sigma_or_jinja(tmp_path):
    log = tmp_path / "access.log"
    log.write_text('192.0.2.1 - - [09/Nov/2026:10:00:00 +0000] "GET / HTTP/1.1" 200 5\n')
    modules = _modules_of(["--import-only", "--db", "t.db", "access.log"], tmp_path)
    assert {"textual", "rich", "sigma", "jinja2"} & modules == set()


def test_an_import_with_nothing_new_imports_nothing_heavy(tmp_path):
    log = tmp_path / "access.log"
    log.write_text('192.0.2.1 - - [09/Nov/2026:10:00:00 +0000] "GET / HTTP/1.1" 200 5\n')
    arguments = ["--import-only", "--db", "t.db", "access.log"]
    _modules_of(arguments, tmp_path)
    assert HEAVY & _modules_of(arguments, tmp_path) == set()


@pytest.mark.parametrize("command", ["events", "alerts", "top", "sources"])
def test_the_lists_import_nothing_heavy(command, tmp_path):
    arguments = ["--import-only", "--quiet", "--db", "t.db", str(tmp_path)]
    subprocess.run(import_command(arguments), cwd=tmp_path, check=True)
    assert HEAVY & _modules_of([command, "--db", "t.db"], tmp_path) == set()


def test_this_interpreter_is_the_one_that_is_started_again():
    assert import_command([])[0] == sys.executable
