"""`blotter salvage`: what it saves, and how it tells."""

import json
import stat

from app.commands.events import COMMAND as EVENTS
from app.commands.salvage import COMMAND as SALVAGE
from app.diagnostics import ExitCode
from tests.store.care.salvage.damage import overwrite, pages_of, settled


def test_a_sound_database_is_saved_whole(runner, tmp_path):
    ran = runner(SALVAGE, str(tmp_path / "new.db"))
    assert (ran.code, ran.err) == (ExitCode.OK, "")
    assert "nothing lost (100.00 % saved)" in ran.lines[0]


def test_what_was_saved_is_a_database_of_its_owner(runner, tmp_path):
    runner(SALVAGE, str(tmp_path / "new.db"))
    made = tmp_path / "new.db"
    assert stat.S_IMODE(made.stat().st_mode) == 0o600
    assert runner.bare(EVENTS, "--db", str(made)).out == runner(EVENTS).out


def test_nothing_else_is_left_behind(runner, tmp_path):
    before = {path.name for path in tmp_path.iterdir()}
    runner(SALVAGE, str(tmp_path / "new.db"))
    assert {path.name for path in tmp_path.iterdir()} - before - {"blotter.db.import-lock"} == {
        "new.db"
    }


def test_damage_is_told_with_its_page(runner, tmp_path):
    settled(runner.database)
    page = pages_of(runner.database, "copies")[0]
    overwrite(runner.database, page)
    ran = runner(SALVAGE, str(tmp_path / "new.db"))
    assert ran.code == ExitCode.DATA
    assert f"  page {page} of copies: unreadable" in ran.lines


def test_damage_is_told_to_programs(runner, tmp_path):
    settled(runner.database)
    page = pages_of(runner.database, "sources_path")[0]
    overwrite(runner.database, page)
    said = json.loads(runner(SALVAGE, str(tmp_path / "new.db"), "--format", "json").out)
    assert said["damages"] == [{"page": page, "table": "sources_path", "index": True, "rows": None}]
    assert said["share"] == 1.0


def test_no_file_is_replaced(runner, tmp_path):
    (tmp_path / "new.db").write_bytes(b"precious")
    assert runner(SALVAGE, str(tmp_path / "new.db")).code == ExitCode.CANNOT_CREATE
    assert (tmp_path / "new.db").read_bytes() == b"precious"


def test_what_is_no_database_is_said(runner, tmp_path):
    empty = tmp_path / "empty.db"
    empty.touch()
    ran = runner.bare(SALVAGE, str(tmp_path / "new.db"), "--db", str(empty))
    assert ran.code == ExitCode.IO
    assert "not one page" in ran.err
    assert not (tmp_path / "new.db").exists()
