"""Where the time of an import goes."""

from pathlib import Path

import pytest

from benchmarks.make_access import main as make_access
from benchmarks.profile_import import Profile, main, profile


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("logs") / "access.log"
    make_access(["500", str(path)])
    return path


def test_every_record_passes_every_step(log: Path, tmp_path: Path):
    timed = profile(log, tmp_path / "profile.db")
    assert timed.records == 500
    steps = ("parse", "columns", "judging", "handing over", "taking over", "facts", "alerts")
    assert all(timed.microseconds(step) > 0 for step in (*steps, "commit", "counts"))


def test_a_step_within_another_counts_once(monkeypatch):
    clock = iter((10.0, 11.0, 14.0, 15.0))
    monkeypatch.setattr("benchmarks.profile_import.time.process_time", lambda: next(clock))
    timed = Profile()
    with timed.step("commit"), timed.step("facts"):
        pass
    assert dict(timed.seconds) == {"facts": 3.0, "commit": 2.0}


def test_the_table_names_both_processes(log: Path, capsys):
    main([str(log)])
    words = capsys.readouterr().out.split()
    assert words[:2] == ["500", "records;"]
    assert {"reading", "writing"} <= set(words)
