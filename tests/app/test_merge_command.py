"""`blotter merge`."""

from pathlib import Path

from app.commands.alerts import COMMAND as ALERTS
from app.commands.merge import COMMAND
from app.commands.notes import COMMAND as NOTES
from app.commands.sources import COMMAND as SOURCES
from app.diagnostics import ExitCode
from store.triage import Actor
from store.triage.remarks import remark
from tests.app.running import Runner
from tests.store.importing.test_joining import imported, lines


def test_what_was_taken_over_is_told(runner: Runner, tmp_path: Path) -> None:
    log = lines(tmp_path / "other.log", range(100, 130))
    other = imported(tmp_path / "ber.db", log)
    ran = runner(COMMAND, str(other))
    assert (ran.code, ran.err) == (ExitCode.OK, "30 events taken over, 0 known\n")
    assert runner(COMMAND, str(other)).err == "0 events taken over, 30 known\n"
    assert f"ber:{log}" in runner(SOURCES).out.decode()


def test_notes_are_taken_over_and_that_can_be_taken_back(runner: Runner, tmp_path: Path) -> None:
    other = imported(tmp_path / "ber.db", lines(tmp_path / "other.log", range(100, 103)))
    remark(other, "ip", "192.0.2.1", "their scanner", Actor("ana", "lab"))
    ran = runner(COMMAND, str(other))
    assert "1 note taken over (blotter alerts undo takes them back)" in ran.err
    assert "note" not in runner(COMMAND, str(other)).err
    assert "ana (ber)" in runner(NOTES, "ip:192.0.2.1").out.decode()
    runner(ALERTS, "undo")
    assert runner(NOTES).err == "no notes\n"


def test_what_is_no_database_is_told(runner: Runner, tmp_path: Path) -> None:
    (tmp_path / "x").write_text("x")
    assert runner(COMMAND, str(tmp_path / "x")).code == ExitCode.IO
