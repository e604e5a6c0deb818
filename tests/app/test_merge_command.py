"""`blotter merge`."""

from pathlib import Path

from app.commands.merge import COMMAND
from app.commands.sources import COMMAND as SOURCES
from app.diagnostics import ExitCode
from tests.app.running import Runner
from tests.store.importing.test_joining import imported, lines


def test_what_was_taken_over_is_told(runner: Runner, tmp_path: Path) -> None:
    log = lines(tmp_path / "other.log", range(100, 130))
    other = imported(tmp_path / "ber.db", log)
    ran = runner(COMMAND, str(other))
    assert (ran.code, ran.err) == (ExitCode.OK, "30 events taken over, 0 known\n")
    assert runner(COMMAND, str(other)).err == "0 events taken over, 30 known\n"
    assert f"ber:{log}" in runner(SOURCES).out.decode()


def test_what_is_no_database_is_told(runner: Runner, tmp_path: Path) -> None:
    (tmp_path / "x").write_text("x")
    assert runner(COMMAND, str(tmp_path / "x")).code == ExitCode.IO
