"""`blotter prune`: told before it is done, and written down before it goes."""

import hashlib
import json
import subprocess
from pathlib import Path

import pytest
import zstandard

from app.archiving import MANIFEST, SUMS, archive
from app.commands.alerts import COMMAND as ALERTS
from app.commands.events import COMMAND as EVENTS
from app.commands.prune import COMMAND as PRUNE
from app.diagnostics import CommandError, ExitCode
from store.queries.documents import Document
from tests.store.importing.running import stored

NOON = "2026-11-18 11:07:06"
"""26 seconds after the scene's beginning."""


def _records(path: Path) -> list[Document]:
    with path.open("rb") as file, zstandard.ZstdDecompressor().stream_reader(file) as reader:
        return [json.loads(line) for line in reader.readall().splitlines()]


def test_without_yes_it_is_only_told(runner):
    ran = runner(PRUNE, "--older-than", NOON, "--even-open")
    assert ran.code == ExitCode.OK
    assert ran.lines == [
        "7 events of 2 logs before 2026-11-18 11:07:06 UTC, from 2026-11-18 11:06:40 on"
    ]
    assert "nothing was removed" in ran.err
    assert len(stored(runner.database)) == 12


def test_what_open_alerts_hold_is_told(runner):
    ran = runner(PRUNE, "--older-than", NOON)
    assert "5 events as old would stay: open alerts rest on them" in ran.lines


def test_with_yes_it_is_done(runner):
    ran = runner(PRUNE, "--older-than", NOON, "--even-open", "--yes", "--compact")
    assert ran.lines == ["7 events before 2026-11-18 11:07:06 UTC removed"]
    assert len(stored(runner.database)) == 5


def test_an_alert_says_what_was_removed(runner):
    runner(PRUNE, "--older-than", NOON, "--even-open", "--yes")
    ran = runner(ALERTS, "show", "1")
    assert "  3 removed because of their age (blotter prune); the counts above stay" in ran.lines


@pytest.mark.parametrize("word", ["nonsense", "2100-01-01"])
def test_what_is_no_time_in_the_past_is_refused(runner, word):
    assert runner(PRUNE, "--older-than", word).code == ExitCode.USAGE


def test_an_archive_takes_whole_months(runner, tmp_path):
    folder = tmp_path / "archive"
    runner(PRUNE, "--older-than", NOON, "--even-open", "--yes", "--archive", str(folder))
    assert len(stored(runner.database)) == 12
    assert list(folder.iterdir()) == []


@pytest.fixture
def archived(runner, tmp_path, monkeypatch) -> Path:
    """An archive of all events of the scene, as of a month later."""
    monkeypatch.setattr("app.commands.prune.now", lambda: 1_798_000_000_000_000)
    folder: Path = tmp_path / "archive"
    ran = runner(PRUNE, "--older-than", "1d", "--even-open", "--yes", "--archive", str(folder))
    assert (ran.code, ran.err) == (ExitCode.OK, "")
    return folder


def test_an_archive_holds_every_event_with_its_record(archived):
    found = _records(archived / "events-2026-11.jsonl.zst")
    assert len(found) == 12
    assert found[0]["event.original"] == "192.0.2.1 GET / 200"
    assert [each["@timestamp"] for each in found] == sorted(
        str(each["@timestamp"]) for each in found
    )


def test_the_manifest_tells_what_is_in_a_file(archived):
    (told,) = json.loads((archived / MANIFEST).read_bytes())["files"]
    data = (archived / told["name"]).read_bytes()
    assert (told["events"], told["month"], told["bytes"]) == (12, "2026-11", len(data))
    assert told["sha256"] == hashlib.sha256(data).hexdigest()
    assert (told["first"], told["last"]) == (
        "2026-11-18T11:06:40.000000Z",
        "2026-11-18T11:07:30.000000Z",
    )


def test_sha256sum_proves_an_archive(archived):
    words = ["sha256sum", "--check", "--strict", SUMS]
    assert subprocess.run(words, cwd=archived, check=False, capture_output=True).returncode == 0


def test_events_of_an_archived_month_that_come_late_have_a_file_of_their_own(archived):
    late: list[Document] = [{"@timestamp": "2026-11-01T00:00:00.000000Z", "event.id": "x"}]
    assert [each.name for each in archive(archived, late)] == ["events-2026-11.2.jsonl.zst"]


def test_what_is_in_an_archive_is_not_written_twice(archived):
    again = _records(archived / "events-2026-11.jsonl.zst")
    assert archive(archived, again) == []
    assert {path.name for path in archived.iterdir()} == {
        MANIFEST,
        SUMS,
        "events-2026-11.jsonl.zst",
    }


def test_an_archive_whose_manifest_is_none_is_left_alone(tmp_path):
    (tmp_path / MANIFEST).write_text("{")
    with pytest.raises(CommandError, match="no manifest"):
        archive(tmp_path, [])


def test_where_the_archive_cannot_be_written_nothing_goes(runner, tmp_path, monkeypatch):
    monkeypatch.setattr("app.commands.prune.now", lambda: 1_798_000_000_000_000)
    folder = tmp_path / "archive"
    folder.mkdir()
    folder.chmod(0o777)
    words = ("--older-than", "1d", "--even-open", "--yes", "--archive", str(folder))
    assert runner(PRUNE, *words).code == ExitCode.CANNOT_CREATE
    assert len(stored(runner.database)) == 12


def test_what_was_removed_is_listed_no_more(runner):
    runner(PRUNE, "--older-than", NOON, "--even-open", "--yes")
    assert len(runner(EVENTS).lines) == 6


def test_where_nothing_is_so_old_nobody_is_asked_to_say_yes(runner):
    ran = runner(PRUNE, "--older-than", "2001-01-01")
    assert ran.err == "there is nothing to remove\n"
