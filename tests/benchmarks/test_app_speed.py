"""The benchmark of the app runs, on a small database."""

import shutil
from pathlib import Path

import pytest

from benchmarks.app_speed import Wanted, main, run


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> dict[str, float | None]:
    folder = tmp_path_factory.mktemp("bench")
    goals = run(Wanted(events=2_000, keys=4, live=3.0, folder=folder), folder)
    return {goal.what: goal.measured for goal in goals}


def test_every_figure_is_measured(measured: dict[str, float | None]):
    assert all(measured.values())


def test_no_line_is_lost(measured: dict[str, float | None]):
    assert measured["Live: lines stored / written"] == 1.0


@pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed")
def test_every_figure_is_measured_in_tmux(tmp_path: Path):
    wanted = Wanted(events=2_000, keys=4, live=3.0, folder=tmp_path, tmux=True)
    assert all(goal.measured for goal in run(wanted, tmp_path))


def test_without_tmux_it_says_why_it_measures_nothing(capsys, monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    main(["--tmux"])
    assert capsys.readouterr().out == "skipped: tmux is not installed\n"


def test_too_few_events_are_refused(capsys):
    with pytest.raises(SystemExit):
        main(["--events", "1"])
    assert "--events: at least 1000" in capsys.readouterr().err
