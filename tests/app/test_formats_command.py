"""`blotter formats`."""

import gzip
import json
from pathlib import Path

import pytest

from app.commands.formats import COMMAND
from app.diagnostics import ExitCode
from store.formats.registry import formats
from tests.app.running import Runner

NAMES = list(formats())


def test_every_format_is_listed(runner: Runner) -> None:
    listed = [json.loads(line) for line in runner(COMMAND, "list", "--format", "json").lines]
    assert [each["name"] for each in listed] == NAMES


def test_the_keys(runner: Runner) -> None:
    assert json.loads(runner(COMMAND, "list", "--format", "json").lines[0]) == {
        "name": "apache.access",
        "dataset": "apache.access",
        "title": formats()["apache.access"].title,
    }


def test_the_table(runner: Runner) -> None:
    head, *rows = runner(COMMAND, "list").lines
    assert head.split() == ["NAME", "DATASET", "TITLE"]
    assert [row.split()[0] for row in rows] == NAMES


def test_no_more_than_asked_for(runner: Runner) -> None:
    assert len(runner(COMMAND, "list", "--format", "json", "--limit", "2").lines) == 2


@pytest.mark.parametrize("name", NAMES)
def test_the_format_of_a_file_is_told(runner: Runner, tmp_path: Path, name: str) -> None:
    file = tmp_path / "no-telling-name"
    file.write_bytes(formats()[name].sample)
    best = json.loads(runner(COMMAND, "detect", str(file), "--format", "json").lines[0])
    assert (best["name"], best["score"]) == (name, 1.0)


def test_a_compressed_file_is_looked_into(runner: Runner, tmp_path: Path) -> None:
    file = tmp_path / "old.gz"
    file.write_bytes(gzip.compress(formats()["system.auth"].sample))
    assert runner(COMMAND, "detect", str(file)).lines[1].split()[:2] == ["1.00", "system.auth"]


def test_a_file_in_no_format(runner: Runner, tmp_path: Path) -> None:
    file = tmp_path / "poem"
    file.write_bytes(b"roses are red\nviolets are blue\n")
    ran = runner(COMMAND, "detect", str(file))
    assert (ran.code, ran.out) == (ExitCode.DATA, b"")
    assert ran.err == f"blotter: {file}: in no known log format\n"


def test_an_empty_file_has_no_format(runner: Runner, tmp_path: Path) -> None:
    file = tmp_path / "empty"
    file.write_bytes(b"")
    assert runner(COMMAND, "detect", str(file)).code == ExitCode.DATA


def test_a_file_that_is_not_there(runner: Runner, tmp_path: Path) -> None:
    assert runner(COMMAND, "detect", str(tmp_path / "nothing")).code == ExitCode.USAGE
