"""The benchmark of the app runs, on a small database.

It waits for what the app paints while an import takes what the machine has. On a busy machine it
may wait in vain, so it is tried where somebody asks for it: `BLOTTER_BENCH=1`.
"""

import os

import pytest

from benchmarks.app_speed import Wanted, main, run

asked_for = pytest.mark.skipif(
    "BLOTTER_BENCH" not in os.environ, reason="BLOTTER_BENCH=1 drives the app by the clock"
)


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> dict[str, float | None]:
    folder = tmp_path_factory.mktemp("bench")
    goals = run(Wanted(events=2_000, keys=4, live=3.0, folder=folder), folder)
    return {goal.what: goal.measured for goal in goals}


@asked_for
def test_every_figure_is_measured(measured: dict[str, float | None]):
    assert all(measured.values())


@asked_for
def test_no_line_is_lost(measured: dict[str, float | None]):
    assert measured["Live: lines stored / written"] == 1.0


def test_too_few_events_are_refused(capsys):
    with pytest.raises(SystemExit):
        main(["--events", "1"])
    assert "--events: at least 1000" in capsys.readouterr().err
