"""`blotter verify-evidence`."""

import json
import os
from pathlib import Path

import pytest

from app.commands.verify_evidence import COMMAND
from app.diagnostics import ExitCode
from store.database.connection import Writer
from tests.app.running import Runner
from tests.store.importing.running import lines, rested, run, template


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "logs" / "access.log"
    path.parent.mkdir()
    path.write_bytes(lines(range(50)))
    return path


@pytest.fixture
def runner(tmp_path: Path, log: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> Runner:
    """On a database of one log."""
    database = template(tmp_path)
    run(database, rested(log))
    return Runner(database, capsysbinary)


def altered(log: Path) -> Path:
    log.write_bytes(log.read_bytes().replace(b"/page/7 ", b"/page/8 "))
    return log


def test_the_keys(runner, log):
    assert json.loads(runner(COMMAND, "--format", "json").lines[0]) == {
        "path": str(log),
        "format": "apache.access",
        "state": "intact",
        "found_at": str(log),
        "blocks": 1,
        "damaged": 0,
        "differing": 0,
        "missing": 0,
        "offset": None,
        "line": None,
        "detail": "",
    }


def test_the_table(runner):
    found = runner(COMMAND)
    assert (found.code, found.lines[0].split(), found.lines[-1]) == (
        ExitCode.OK,
        ["state", "blocks", "format", "path"],
        "1 intact",
    )


def test_an_altered_log_is_explained(runner, log):
    altered(log)
    found = runner(COMMAND)
    at = log.read_bytes().index(b"/page/8 ") + 6
    assert (found.code, found.lines[3]) == (
        ExitCode.DATA,
        f"{log}: 1 of 1 blocks differ, from offset {at} (line 8) on",
    )


def test_a_truncated_log_is_bad_data(runner, log):
    os.truncate(log, 300)
    assert runner(COMMAND).code == ExitCode.DATA


def test_a_log_that_is_gone_is_kept(runner, log):
    log.unlink()
    found = runner(COMMAND)
    assert (found.code, found.lines[-1]) == (ExitCode.OK, "1 gone")


def test_damage_is_worse_than_an_alteration(runner, log):
    altered(log)
    with Writer(runner.database) as writer, writer.transaction() as connection:
        connection.execute("UPDATE blocks SET sha256 = x'00'")
    assert runner(COMMAND).code == ExitCode.IO


@pytest.mark.parametrize("form", ["table", "json", "csv"])
def test_every_form_has_the_same_code(runner, log, form):
    altered(log)
    assert runner(COMMAND, "--format", form).code == ExitCode.DATA


def test_csv(runner):
    assert runner(COMMAND, "--format", "csv").lines[0].startswith("path,format,state,found_at,")


def test_a_log_is_named_as_one_likes(runner, log, monkeypatch):
    monkeypatch.chdir(log.parent)
    assert len(runner(COMMAND, "../logs/access.log", "--format", "json").lines) == 1


def test_a_folder_is_named(runner, log):
    assert len(runner(COMMAND, str(log.parent), "--format", "json").lines) == 1


def test_a_path_that_nothing_was_imported_from(runner, tmp_path):
    found = runner(COMMAND, str(tmp_path / "other.log"))
    why = "nothing was imported from there (see blotter sources)"
    assert (found.code, found.err) == (
        ExitCode.USAGE,
        f"blotter: {tmp_path / 'other.log'}: {why}\n",
    )


def test_standard_input_that_nothing_was_imported_from(runner):
    assert runner(COMMAND, "-").err.startswith("blotter: -: nothing was imported")


def test_a_database_without_logs(runner):
    with Writer(runner.database) as writer, writer.transaction() as connection:
        connection.execute("DELETE FROM sources")
    found = runner(COMMAND)
    assert (found.code, found.lines) == (ExitCode.OK, ["no log has been imported yet"])


def test_controls_in_a_name_are_not_obeyed(runner, log):
    with Writer(runner.database) as writer, writer.transaction() as connection:
        connection.execute("UPDATE sources SET path = '/a\x1b[31m.log'")
    log.unlink()
    assert b"\x1b" not in runner(COMMAND).out


def test_somebody_who_watches_is_told_how_far_it_is(runner, log, monkeypatch):
    monkeypatch.setattr("app.commands.verify_evidence._PATIENCE", 0)
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    found = runner(COMMAND)
    assert "100 % of 'access.log'" in found.err


def test_nothing_is_told_where_nobody_watches(runner, monkeypatch):
    monkeypatch.setattr("app.commands.verify_evidence._PATIENCE", 0)
    assert runner(COMMAND).err == ""
