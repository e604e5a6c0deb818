"""The table of what was measured."""

import pytest

from benchmarks.cases import Case
from benchmarks.goals import seconds, times
from benchmarks.measure import Measured
from benchmarks.table import as_json, main, show_case, show_goal

OURS = Measured(2.0, 3.0, 80_000_000, 120_000_000)
THEIRS = Measured(5.0, 5.0, 40_000_000, 40_000_000, "192.0.2.1 7")
CASE = Case(
    "access log", 1_000, {"blotter": OURS, "lnav": THEIRS}, [seconds("import", 1.0, OURS.wall)]
)


def test_a_row_a_program(capsys):
    show_case(CASE)
    assert [line.split()[2:] for line in capsys.readouterr().out.splitlines()] == [
        ["1,000", "blotter", "2.000", "3.000", "3000.00", "500", "120", "80"],
        ["1,000", "lnav", "5.000", "5.000", "5000.00", "200", "40", "40", "2.50", "1.67"],
    ]


@pytest.mark.parametrize(
    ("goal", "row"),
    [
        (CASE.goals[0], "import <= 1.000 s 2.000 s 0.50 NOT REACHED"),
        (times("import", 2.0, 3.0), "import >= 2.00 x 3.00 x 1.50 reached"),
        (times("import", 2.0, None), "import >= 2.00 x - not measured"),
    ],
)
def test_a_row_a_goal(goal, row: str, capsys):
    show_goal(goal)
    assert " ".join(capsys.readouterr().out.split()) == row


def test_a_program_that_was_not_run_has_no_ratio():
    assert CASE.times("goaccess") is None


def test_a_program_that_took_longer_has_a_ratio_above_one():
    assert CASE.times("lnav") == 2.5


def test_every_run_is_in_the_json():
    runs = as_json([CASE])["runs"]
    assert runs[1] == {
        "what": "access log",
        "size": 1_000,
        "program": "lnav",
        "wall": 5.0,
        "cpu": 5.0,
        "largest": 40_000_000,
        "together": 40_000_000,
    }


def test_every_goal_is_in_the_json():
    goal = as_json([CASE])["goals"][0]
    assert (goal["what"], goal["ratio"], goal["reached"]) == ("import", 0.5, False)


def test_no_runs_are_refused(capsys):
    with pytest.raises(SystemExit):
        main(["--runs", "0"])
    assert "--runs: at least 1" in capsys.readouterr().err
