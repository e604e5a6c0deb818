"""Care of the database while others write, where the disk is full, and where links are planted."""

import json
import resource
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.cli import blotter
from app.diagnostics import ExitCode
from store.care.backup import back_up
from store.database.connection import create
from tests.store.care.salvage.damage import is_sound
from tests.store.importing.commanding import words_of
from tests.store.importing.running import append, line, lines, rows, stored
from tests.torture.killing import surroundings

OLD = ("prune", "--older-than", "2100-01-01", "--even-open", "--yes")


@contextmanager
def _importing(database: Path, log: Path) -> Iterator[None]:
    """An import that takes in what is written to a log meanwhile."""
    words = words_of(database, "--follow", "--quiet", "--tz", "UTC", log)
    process = subprocess.Popen(words, env=surroundings(database.parent))
    try:
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0


@pytest.mark.slow
def test_backups_under_load_are_each_of_one_moment(tmp_path):
    database, log = tmp_path / "blotter.db", tmp_path / "access.log"
    log.write_bytes(lines(range(500)))
    create(database)
    counts: list[int] = []
    with _importing(database, log):
        number = 0
        while len(set(counts)) < 6:
            assert number < 600
            number += 1
            time.sleep(0.1)
            append(log, lines(range(500 * number, 500 * (number + 1))))
            copy = tmp_path / f"copy{number}.db"
            copy.touch(0o600)
            made = back_up(database, copy)
            counts.append(made.rows["facts"])
            known = rows(copy, "SELECT ifnull(sum(events + unparsed), 0) FROM sources")
            assert known == [(made.rows["facts"],)]
            whole = [line(at)[:-1] for at in range(made.rows["facts"])]
            assert stored(copy) == sorted(whole)
    assert counts == sorted(counts)


@contextmanager
def _small_disk(limit: int) -> Iterator[None]:
    """No file may grow beyond a size; the interpreter ignores the signal that comes with it."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("limit", [0, 4096, 40_000, 100_000, 200_000])
@pytest.mark.parametrize("command", ["backup", "salvage"])
def test_on_a_full_disk_there_is_no_half_copy(runner, tmp_path, command, limit):
    before = {path.name for path in tmp_path.iterdir()}
    with _small_disk(limit):
        ran = runner(blotter, command, str(tmp_path / "copy.db"))
    assert ran.code == ExitCode.IO
    assert "full" in ran.err or "too large" in ran.err or "disk I/O" in ran.err
    after = {path.name for path in tmp_path.iterdir()}
    assert {name for name in after - before if not name.startswith("blotter.db")} == set()
    assert is_sound(runner.database)


@pytest.mark.parametrize("limit", [0, 4096, 40_000])
def test_on_a_full_disk_nothing_goes_half(runner, tmp_path, limit):
    before = stored(runner.database)
    with _small_disk(limit):
        ran = runner(blotter, *OLD)
    assert ran.code in (ExitCode.OK, ExitCode.IO, ExitCode.BUSY, ExitCode.USAGE)
    assert is_sound(runner.database)
    assert set(stored(runner.database)) <= set(before)


@pytest.mark.parametrize("limit", [0, 100])
def test_what_could_not_be_archived_stays(runner, tmp_path, limit, monkeypatch):
    monkeypatch.setattr("app.commands.prune.now", lambda: 1_798_000_000_000_000)
    words = ("prune", "--older-than", "1d", "--even-open", "--yes")
    with _small_disk(limit):
        ran = runner(blotter, *words, "--archive", str(tmp_path / "archive"))
    assert ran.code == ExitCode.IO
    assert len(stored(runner.database)) == 12


@pytest.fixture
def victim(tmp_path: Path) -> Path:
    path = tmp_path / "victim"
    path.write_bytes(b"precious")
    path.chmod(0o600)
    return path


@pytest.mark.parametrize(
    "words",
    [
        ("backup", "{planted}", "--replace"),
        ("salvage", "{planted}"),
        ("init", "--yes", "--force", "--config", "{planted}"),
    ],
)
def test_no_command_writes_through_a_planted_link(runner, tmp_path, victim, words):
    planted = tmp_path / "planted"
    planted.symlink_to(victim)
    ran = runner(blotter, *(word.format(planted=planted) for word in words))
    assert ran.code == ExitCode.CANNOT_CREATE
    assert "symbolic link" in ran.err
    assert victim.read_bytes() == b"precious"


@pytest.mark.parametrize("name", ["manifest.json", "SHA256SUMS", "events-2026-11.jsonl.zst"])
def test_no_archive_is_written_through_a_planted_link(runner, tmp_path, victim, name, monkeypatch):
    monkeypatch.setattr("app.commands.prune.now", lambda: 1_798_000_000_000_000)
    folder = tmp_path / "archive"
    folder.mkdir()
    if name == "manifest.json":
        victim.write_text(json.dumps({"files": []}))
    (folder / name).symlink_to(victim)
    before = victim.read_bytes()
    words = ("prune", "--older-than", "1d", "--even-open", "--yes")
    runner(blotter, *words, "--archive", str(folder))
    assert victim.read_bytes() == before


@pytest.mark.parametrize("name", ["Export-BlotterEvents.ps1", "Export-BlotterEvents.xml"])
def test_no_export_is_written_through_a_planted_link(runner, tmp_path, victim, name):
    folder = tmp_path / "to"
    folder.mkdir()
    (folder / name).symlink_to(victim)
    ran = runner(blotter, "schedule", "install", "--kind", "windows", "--to", str(folder), "--yes")
    assert ran.code == ExitCode.CANNOT_CREATE
    assert victim.read_bytes() == b"precious"


def test_a_database_is_not_made_behind_a_dangling_link(runner, tmp_path):
    (tmp_path / "planted.db").symlink_to(tmp_path / "elsewhere.db")
    ran = runner.bare(blotter, "--import-only", "--db", str(tmp_path / "planted.db"), str(tmp_path))
    assert ran.code
    assert not (tmp_path / "elsewhere.db").exists()
