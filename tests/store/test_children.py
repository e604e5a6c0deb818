"""Our own code in a process of its own."""

import subprocess
import sys
from pathlib import Path

import pytest

from store import children


def said(code: str, *words: str, cwd: Path | None = None, env: dict[str, str] | None = None) -> str:
    """What a child prints."""
    command = [*children.command(code), *words]
    return subprocess.check_output(command, text=True, cwd=cwd, env=env)


def test_it_is_the_same_interpreter():
    assert said("print(sys.executable)") == f"{sys.executable}\n"


def test_our_packages_can_be_imported_from_anywhere(tmp_path):
    code = "import app, store, widgets; print('fine')"
    assert said(code, cwd=tmp_path) == "fine\n"


@pytest.mark.parametrize("name", ["store", "app", "json"])
def test_what_lies_in_the_working_directory_is_not_taken(tmp_path, name):
    (tmp_path / f"{name}.py").write_text("raise SystemExit('not ours')\n")
    assert said(f"import {name}; print('fine')", cwd=tmp_path) == "fine\n"


def test_what_lies_on_the_path_of_the_environment_is_not_ours(tmp_path):
    (tmp_path / "store.py").write_text("raise SystemExit('not ours')\n")
    assert said("import store; print('fine')", env={"PYTHONPATH": str(tmp_path)}) == "fine\n"


def test_its_words_are_its_own():
    assert said("print(sys.argv[1:])", "--db", "a b", "") == "['--db', 'a b', '']\n"
