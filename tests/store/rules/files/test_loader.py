"""Where rule files are, and whether they have changed."""

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from store.rules.files import loader
from store.rules.files.loader import BUILTIN, rule_files, signature
from tests.store.rules.making import write


@pytest.fixture
def folder(tmp_path):
    """A folder of rules with what often lies beside them."""
    for name in ("b.yml", "a.yaml", "notes.txt", ".hidden.yml", "sub/c.yml", ".git/d.yml"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("title: A\n")
    return tmp_path


def test_the_built_in_rules_come_first(folder):
    files = rule_files([folder])
    built_in = sorted(BUILTIN.glob("*.yml"))
    assert files[: len(built_in)] == built_in


def test_rules_are_found_at_any_depth(folder):
    found = [path for path in rule_files([folder]) if path.is_relative_to(folder)]
    assert found == [folder / "a.yaml", folder / "b.yml", folder / "sub" / "c.yml"]


def test_a_file_is_taken_whatever_its_name(tmp_path):
    path = write(tmp_path, "mine.sigma", "title: A\n")
    assert rule_files([path])[-1] == path


def test_a_file_is_taken_once(folder):
    path = folder / "b.yml"
    assert rule_files([path, folder, folder / "sub" / ".." / "b.yml"]).count(path) == 1


def test_what_does_not_exist_is_left_for_the_compiler_to_say(tmp_path):
    assert rule_files([tmp_path / "none"])[-1] == tmp_path / "none"


@pytest.mark.parametrize("closed", ["", "sub"])
def test_a_folder_that_may_not_be_read_is_left_for_the_compiler_to_say(folder, monkeypatch, closed):
    scandir = os.scandir

    def refusing(path):
        if Path(path) == folder / closed:
            raise PermissionError(errno.EACCES, "Permission denied", os.fspath(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refusing)
    assert folder / closed in rule_files([folder])


def test_unchanged_files_have_the_same_signature(folder):
    assert signature(rule_files([folder])) == signature(rule_files([folder]))


def longer(path: Path) -> None:
    """A change of size."""
    path.write_text("title: Another\n")


def later(path: Path) -> None:
    """A change of time."""
    os.utime(path, ns=(1, 1))


def gone(path: Path) -> None:
    """No file."""
    path.unlink()


@pytest.mark.parametrize("change", [longer, later, gone])
def test_a_change_of_a_file_changes_the_signature(folder, change):
    files = rule_files([folder])
    before = signature(files)
    change(folder / "b.yml")
    assert signature(files) != before


def test_a_further_file_changes_the_signature(folder):
    before = signature(rule_files([folder]))
    write(folder, "z.yml", "title: Z\n")
    assert signature(rule_files([folder])) != before


def test_a_change_within_the_built_in_rules_changes_the_signature(tmp_path, monkeypatch):
    monkeypatch.setattr(loader, "BUILTIN", tmp_path)
    path = write(tmp_path, "a.yml", "title: A\n")
    os.utime(path, ns=(1, 1))
    before = signature(rule_files([]))
    path.write_text("title: B\n")
    os.utime(path, ns=(1, 1))
    assert signature(rule_files([])) != before


def test_looking_for_changes_imports_nothing_heavy():
    code = (
        "import sys\n"
        "from store.rules.files.loader import rule_files, signature\n"
        "signature(rule_files([]))\n"
        "print(sorted({'yaml', 'sigma', 're2'} & set(sys.modules)))\n"
    )
    root = BUILTIN.parents[2]
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=root
    )
    assert done.stdout == "[]\n"
