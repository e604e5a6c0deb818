"""`blotter backup`: where the copy goes, and what is said of it."""

import stat
from pathlib import Path

import pytest

from app.commands.alerts import COMMAND as ALERTS
from app.commands.backup import COMMAND as BACKUP
from app.diagnostics import ExitCode


def test_a_backup_is_made_and_told(runner, tmp_path):
    ran = runner(BACKUP, str(tmp_path / "copy.db"))
    assert (ran.code, ran.err) == (ExitCode.OK, "")
    assert ran.lines[0].startswith("12 events, 4 alerts in ")
    assert ran.lines[0].endswith("integrity and counts verified")


def test_a_backup_is_for_its_owner(runner, tmp_path):
    runner(BACKUP, str(tmp_path / "copy.db"))
    assert stat.S_IMODE((tmp_path / "copy.db").stat().st_mode) == 0o600


def test_a_backup_answers_as_the_database_does(runner, tmp_path):
    copy = tmp_path / "copy.db"
    runner(BACKUP, "--quiet", str(copy))
    assert runner.bare(ALERTS, "--db", str(copy)).out == runner(ALERTS).out


@pytest.mark.parametrize(("words", "code"), [((), ExitCode.CANNOT_CREATE), (("--replace",), 0)])
def test_an_older_backup_gives_way_where_it_may(runner, tmp_path, words, code):
    (tmp_path / "copy.db").write_bytes(b"older")
    assert runner(BACKUP, str(tmp_path / "copy.db"), *words).code == code
    assert ((tmp_path / "copy.db").read_bytes() == b"older") == bool(code)


def test_the_database_is_no_place_for_its_backup(runner):
    ran = runner(BACKUP, str(runner.database), "--replace")
    assert ran.code == ExitCode.CANNOT_CREATE
    assert "the database itself" in ran.err


@pytest.mark.parametrize("end", ["-wal", "-shm", ".lock", ".import-lock"])
def test_what_belongs_to_the_database_is_no_place_for_its_backup(runner, end):
    beside = Path(f"{runner.database}{end}")
    before = beside.read_bytes() if beside.exists() else None
    ran = runner(BACKUP, str(beside), "--replace")
    assert ran.code == ExitCode.CANNOT_CREATE
    assert (beside.read_bytes() if beside.exists() else None) == before


def test_a_backup_that_is_there_says_how_it_gives_way(runner, tmp_path):
    (tmp_path / "copy.db").write_bytes(b"older")
    assert "--replace" in runner(BACKUP, str(tmp_path / "copy.db")).err


def test_a_link_is_not_followed(runner, tmp_path):
    (tmp_path / "victim").write_bytes(b"precious")
    (tmp_path / "copy.db").symlink_to(tmp_path / "victim")
    assert runner(BACKUP, str(tmp_path / "copy.db"), "--replace").code == ExitCode.CANNOT_CREATE
    assert (tmp_path / "victim").read_bytes() == b"precious"


def test_a_quiet_backup_says_nothing(runner, tmp_path):
    ran = runner(BACKUP, "--quiet", str(tmp_path / "copy.db"))
    assert (ran.code, ran.out, ran.err) == (ExitCode.OK, b"", "")
