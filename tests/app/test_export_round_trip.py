"""What is exported as events is imported as equal events."""

import json
import subprocess
from pathlib import Path

import pytest

import sample_logs
from app.commands.export import COMMAND
from app.importing.importing_command import import_command
from tests.app.running import Runner

SAMPLES = Path(sample_logs.__file__).parent
OF_THE_FILE = {"event.id", "event.original", "log.file.path", "log.offset"}
"""What says where an event lies."""


def imported(database: Path, *paths: Path) -> None:
    words = ["--import-only", "--quiet", "--db", str(database), *map(str, paths)]
    subprocess.run(import_command(words), check=True)


def exported(runner: Runner, database: Path, form: str, *words: str) -> bytes:
    ran = runner.bare(COMMAND, "events", *words, "--db", str(database), "--format", form)
    assert ran.code == 0, ran.err
    return ran.out


def events(text: bytes) -> list[dict[str, object]]:
    found = [json.loads(line) for line in text.splitlines()]
    kept = [{key: each[key] for key in sorted(each) if key not in OF_THE_FILE} for each in found]
    return sorted(kept, key=json.dumps)


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    database = tmp_path_factory.mktemp("samples") / "original.db"
    imported(database, SAMPLES)
    return database


@pytest.mark.slow
@pytest.mark.parametrize(
    "filter_",
    [
        "dataset:apache.access ip:203.0.113.0/24",
        "dataset:apache.error",
        "dataset:system.auth",
        "dataset:windows.eventlog",
    ],
)
def test_ecs_lines_come_back_as_they_went(
    original: Path, runner: Runner, tmp_path: Path, filter_: str
) -> None:
    text = exported(runner, original, "ecs", filter_)
    assert text
    (tmp_path / "events.json").write_bytes(text)
    imported(tmp_path / "again.db", tmp_path / "events.json")
    assert events(exported(runner, tmp_path / "again.db", "ecs")) == events(text)


@pytest.mark.slow
def test_a_timeline_comes_back_with_what_it_says(
    original: Path, runner: Runner, tmp_path: Path
) -> None:
    filter_ = "dataset:system.auth user:root"
    (tmp_path / "timeline.csv").write_bytes(exported(runner, original, "timesketch", filter_))
    imported(tmp_path / "again.db", tmp_path / "timeline.csv")
    back = events(exported(runner, tmp_path / "again.db", "ecs"))
    went = events(exported(runner, original, "ecs", filter_))
    keys = ("@timestamp", "event.action", "event.outcome", "user.name", "source.ip", "message")
    chosen = [[{key: each.get(key) for key in keys} for each in some] for some in (back, went)]
    assert sorted(map(str, chosen[0])) == sorted(map(str, chosen[1]))
    assert {each["related.weight"] for each in back} == {each["related.weight"] for each in went}
