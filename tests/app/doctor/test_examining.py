"""What the doctor finds, and that it says what to do."""

import json
import os
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from app.commands.backup import COMMAND as BACKUP
from app.commands.doctor import COMMAND as DOCTOR
from app.diagnostics import ExitCode
from app.doctor.checks import database as database_check
from app.doctor.checks import mail, surroundings
from app.doctor.finding import Finding, Level, Patient
from store.database.connection import Writer, reader
from store.times import DAY, now
from tests.store.care.salvage.damage import overwrite, pages_of, settled


def _found(runner, *words: str) -> dict[str, dict[str, object]]:
    """What is not as it should be, by text."""
    said = runner(DOCTOR, "--format", "json", *words).lines
    return {each["text"]: each for each in map(json.loads, said) if each["level"] != "ok"}


def _changed(database: Path, statement: str) -> None:
    with Writer(database) as writer, writer.transaction() as connection:
        connection.execute(statement)


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A configuration with a log."""
    (tmp_path / "access.log").touch()
    path = tmp_path / "config.toml"
    path.write_text(f'paths = ["{tmp_path}/access.log"]\n')
    return path


def test_what_is_well_is_no_fault(runner, config, tmp_path):
    _changed(runner.database, f"UPDATE sources SET last_import = {now()}, events = 100")
    runner(BACKUP, "--quiet", str(tmp_path / "copy.db"))
    assert runner(DOCTOR, "--config", str(config)).code == ExitCode.OK
    assert {each["area"] for each in _found(runner, "--config", str(config)).values()} <= {"mail"}


def test_every_warning_says_what_to_do(runner):
    found = _found(runner)
    assert found
    assert all(each["advice"] for each in found.values())


def test_a_text_tells_how_many_there_are(runner):
    lines = runner(DOCTOR).lines
    assert lines[-1].startswith("0 faults, ")
    assert "warning  database       it was never backed up" in lines


def test_a_damaged_database_is_a_fault(runner):
    settled(runner.database)
    overwrite(runner.database, pages_of(runner.database, "facts")[0])
    ran = runner(DOCTOR)
    assert ran.code == ExitCode.IO
    assert "blotter salvage NEW.db" in ran.out.decode()


def test_a_damaged_page_of_rules_leaves_the_rest_to_be_looked_at(runner):
    settled(runner.database)
    for name in ("rules", "rules_in_force"):
        overwrite(runner.database, pages_of(runner.database, name)[0])
    ran = runner(DOCTOR)
    assert ran.code == ExitCode.IO
    assert any(line.startswith("FAULT    rules") for line in ran.lines)
    assert any("clock" in line for line in ran.lines)


def test_no_database_is_a_fault(runner, tmp_path):
    ran = runner.bare(DOCTOR, "--db", str(tmp_path / "none.db"))
    assert ran.code == ExitCode.IO
    assert "there is none at" in ran.out.decode()


def test_what_is_no_database_is_a_fault(runner, tmp_path):
    (tmp_path / "no.db").write_bytes(b"x" * 5000)
    assert runner.bare(DOCTOR, "--db", str(tmp_path / "no.db")).code == ExitCode.IO


def test_a_wrong_configuration_is_a_fault_and_the_rest_is_looked_at(runner, tmp_path):
    path = tmp_path / "config.toml"
    path.write_text('pathss = ["/var/log"]\ntz = "Nowhere/At_All"\n')
    ran = runner(DOCTOR, "--config", str(path))
    assert ran.code == ExitCode.CONFIGURATION
    assert [line.split()[0] for line in ran.lines if line.startswith("FAULT")] == ["FAULT"] * 2
    assert "12 events, 4 alerts" in ran.out.decode()


def test_a_database_that_others_may_read_is_a_warning(runner):
    runner.database.chmod(0o644)
    found = _found(runner)["others may read it (mode 0644)"]
    assert found["advice"] == f"chmod o= {runner.database}*"


def test_a_folder_where_anybody_may_exchange_files_is_a_warning(runner, tmp_path):
    tmp_path.chmod(0o777)
    assert f"anybody may exchange files in {tmp_path}" in _found(runner)


def test_a_log_that_is_not_there_is_a_warning(runner, tmp_path, config):
    (tmp_path / "access.log").unlink()
    assert f"nothing is there: {tmp_path}/access.log" in _found(runner, "--config", str(config))


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
def test_a_log_that_cannot_be_read_is_a_fault(runner, tmp_path, config, monkeypatch):
    log = str(tmp_path / "access.log")
    monkeypatch.setattr(os, "access", lambda path, _mode: str(path) != log)
    assert runner(DOCTOR, "--config", str(config)).code == ExitCode.PERMISSION


def test_a_log_with_an_error_is_a_warning(runner):
    _changed(runner.database, "UPDATE sources SET error = 'it breaks off' WHERE id = 1")
    assert "/var/log/apache2/access.log: it breaks off" in _found(runner)


def test_an_import_that_is_long_ago_is_a_warning(runner):
    _changed(runner.database, f"UPDATE sources SET last_import = {now() - 2 * DAY}")
    assert any(text.endswith("nothing new for more than a day") for text in _found(runner))


def test_a_rule_that_makes_no_sense_is_a_fault(runner):
    note = json.dumps({"signature": "", "problems": ["my.yml:3:1: no condition"]})
    _changed(runner.database, f"INSERT INTO settings VALUES ('rules', '{note}')")
    ran = runner(DOCTOR)
    assert ran.code == ExitCode.CONFIGURATION
    assert "my.yml:3:1: no condition" in ran.out.decode()


def test_a_rule_that_was_set_aside_is_a_warning(runner):
    _changed(runner.database, "UPDATE rules SET error = 'too slow' WHERE id = 1")
    assert "'Brute force' is set aside: too slow" in _found(runner)


def test_messages_that_were_given_up_are_a_fault(runner):
    _changed(runner.database, "DROP TABLE IF EXISTS deliveries")
    _changed(runner.database, "CREATE TABLE deliveries (state TEXT, answer TEXT)")
    _changed(runner.database, "INSERT INTO deliveries VALUES ('dead', '550 no such user')")
    ran = runner(DOCTOR)
    assert ran.code == ExitCode.UNSENT
    assert "1 message could not be delivered: 550 no such user" in ran.out.decode()


@pytest.fixture
def patient(runner) -> Iterator[Patient]:
    with closing(reader(runner.database)) as connection:
        yield Patient(None, runner.database, connection, now())


def _texts(found: Iterator[Finding]) -> list[str]:
    return [each.text for each in found if each.level is not Level.OK]


def test_a_clock_that_was_set_back_is_a_warning(patient):
    earlier = patient.__class__(None, patient.database, patient.connection, 1_500_000_000_000_000)
    said = _texts(surroundings.check(earlier))
    assert said[0].startswith("the clock was set back")
    assert said[1].startswith("there are events from the future")


def test_little_room_is_a_fault(patient, monkeypatch):
    monkeypatch.setattr("app.doctor.checks.database.shutil.disk_usage", lambda _path: _Usage(1000))
    assert "1.0 kB free on its disk, less than 536.9 MB" in _texts(database_check.check(patient))


class _Usage:
    def __init__(self, free: int) -> None:
        self.free = free


def test_a_network_file_system_is_a_warning(patient, monkeypatch):
    monkeypatch.setattr(database_check, "_file_system", lambda _path: "nfs4")
    assert any(
        "network file system (nfs4)" in text for text in _texts(database_check.check(patient))
    )


def test_a_log_that_somebody_holds_is_a_warning(patient, monkeypatch):
    monkeypatch.setattr(database_check, "_LONG_LOG", -1)
    assert any("write-ahead log" in text for text in _texts(database_check.check(patient)))


def test_the_file_system_is_known():
    assert database_check._file_system(Path("/proc/self")) == "proc"


@pytest.mark.parametrize("injects", [True, False])
def test_a_python_that_injects_headers_is_a_warning(patient, monkeypatch, injects):
    monkeypatch.setattr(mail, "injects", lambda: injects)
    assert bool(_texts(mail.check(patient))) == injects


def test_what_a_log_is_called_does_not_reach_the_terminal(runner):
    _changed(runner.database, "UPDATE sources SET path = char(27) || ']0;x', error = 'bad'")
    assert "\x1b" not in runner(DOCTOR).out.decode()


def test_a_configuration_without_logs_is_told_to_get_some(runner, tmp_path):
    path = tmp_path / "config.toml"
    path.write_text('tz = "UTC"\n')
    advice = _found(runner, "--config", str(path))["no logs are configured"]["advice"]
    assert str(advice).startswith(f"add [[sources]] to {path}")
