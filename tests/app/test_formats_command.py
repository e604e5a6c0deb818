"""`blotter formats`."""

import gzip
import json
from pathlib import Path

import pytest

from app.commands.formats import COMMAND
from app.diagnostics import ExitCode
from store.formats.registry import formats
from tests.app.running import Runner
from tests.store.formats.own.making import GATE, write

NAMES = list(formats())


def test_every_format_is_listed(runner: Runner) -> None:
    listed = [json.loads(line) for line in runner(COMMAND, "list", "--format", "json").lines]
    assert [each["name"] for each in listed] == NAMES


def test_the_keys(runner: Runner) -> None:
    assert json.loads(runner(COMMAND, "list", "--format", "json").lines[0]) == {
        "name": "apache.access",
        "dataset": "apache.access",
        "title": formats()["apache.access"].title,
        "file": None,
    }


def test_the_table(runner: Runner) -> None:
    head, *rows = runner(COMMAND, "list").lines
    assert head.split() == ["name", "dataset", "title"]
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


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A configuration with a format of its user's beside it."""
    (tmp_path / "formats").mkdir()
    write(tmp_path / "formats", GATE)
    (tmp_path / "blotter.toml").touch()
    return tmp_path / "blotter.toml"


def test_your_own_formats_are_listed_with_their_files(runner: Runner, config: Path) -> None:
    ran = runner(COMMAND, "list", "--config", str(config), "--format", "json")
    listed = {each["name"]: each["file"] for each in map(json.loads, ran.lines)}
    assert listed.pop("acme.gate") == str(config.parent / "formats" / "gate.yml")
    assert listed == dict.fromkeys(NAMES)


def test_the_table_shows_files_where_there_are_any(runner: Runner, config: Path) -> None:
    head = runner(COMMAND, "list", "--config", str(config)).lines[0]
    assert head.split() == ["name", "dataset", "title", "file"]


def test_a_format_that_is_wrong_is_told_of_in_the_list(runner: Runner, config: Path) -> None:
    path = write(config.parent / "formats", "name: [", "bad.yml")
    ran = runner(COMMAND, "list", "--config", str(config))
    assert ran.code == ExitCode.CONFIGURATION
    assert ran.err.startswith(f"{path}:2:1: ")


def test_a_file_in_your_own_format(runner: Runner, config: Path, tmp_path: Path) -> None:
    file = tmp_path / "gate.log"
    file.write_text("2026-03-05T09:14:08Z started 811\n")
    ran = runner(COMMAND, "detect", str(file), "--config", str(config))
    assert ran.lines[1].split()[:2] == ["1.00", "acme.gate"]


def test_your_own_formats_are_checked(runner: Runner, config: Path) -> None:
    ran = runner(COMMAND, "check", "--config", str(config))
    assert (ran.code, ran.lines) == (ExitCode.OK, ["1 format, 2 samples: no problems"])


def test_a_file_is_checked_without_being_yours(runner: Runner, tmp_path: Path) -> None:
    ran = runner(COMMAND, "check", str(write(tmp_path, GATE)))
    assert (ran.code, ran.lines) == (ExitCode.OK, ["1 format, 2 samples: no problems"])


def test_a_sample_that_is_read_otherwise(runner: Runner, tmp_path: Path) -> None:
    line = "2026-03-05T09:14:08Z started 811"
    sample = {"line": line, "fields": {"process.pid": 812}}
    path = write(tmp_path, GATE | {"samples": [GATE["samples"][0], sample]})
    ran = runner(COMMAND, "check", str(path))
    assert (ran.code, ran.lines) == (ExitCode.CONFIGURATION, ["1 format, 2 samples: 1 problem"])
    number = path.read_text().splitlines().index(f"- line: {line}") + 1
    assert ran.err == f"{path}:{number}:3: process.pid: expected '812', got '811'\n"


def test_problems_for_programs(runner: Runner, tmp_path: Path) -> None:
    path = write(tmp_path, GATE | {"titel": "x"})
    ran = runner(COMMAND, "check", str(path), "--format", "json")
    line = path.read_text().splitlines().index("titel: x") + 1
    assert (ran.code, ran.err) == (ExitCode.CONFIGURATION, "")
    assert [json.loads(each) for each in ran.lines] == [
        {
            "path": str(path),
            "line": line,
            "column": 1,
            "format": None,
            "severity": "error",
            "message": "there is no key 'titel'; did you mean 'title'?",
        }
    ]


def test_a_name_of_yours_is_taken_for_another_file(
    runner: Runner, config: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    write(other, GATE)
    ran = runner(COMMAND, "check", str(config.parent / "formats"), "--config", str(config))
    assert ran.code == ExitCode.OK
    ran = runner(COMMAND, "check", str(other), "--config", str(config))
    assert (ran.code, "is defined in" in ran.err) == (ExitCode.CONFIGURATION, True)


def test_nothing_to_check(runner: Runner, tmp_path: Path) -> None:
    ran = runner(COMMAND, "check", "--config", str(tmp_path / "blotter.toml"))
    assert (ran.code, ran.lines) == (ExitCode.OK, [f"no formats in {tmp_path / 'formats'}"])


def test_a_new_format_is_right(runner: Runner, tmp_path: Path) -> None:
    text = runner(COMMAND, "new", "acme.gate").out.decode()
    ran = runner(COMMAND, "check", str(write(tmp_path, text)))
    assert (ran.code, ran.lines) == (ExitCode.OK, ["1 format, 2 samples: no problems"])


def test_a_new_format_needs_a_name(runner: Runner) -> None:
    assert runner(COMMAND, "new", "No Name").code == ExitCode.USAGE
