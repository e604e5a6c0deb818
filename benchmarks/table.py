"""Measure the import and print what was reached: `python benchmarks/table.py --help`.

The figures are medians of runs that alternate between this program and those that it is compared
with, of whole processes with all that they start.
"""

import argparse
import json
import os
import platform
import sqlite3
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.cases import QUICK, USUAL, Bench, Case, Measurement, Sizes, growth, large
from benchmarks.contestants import OURS, missing
from benchmarks.goals import Goal
from benchmarks.measure import Measured
from benchmarks.workshop import Workshop

_RUN = "{:<32} {:>11} {:<14} {:>8} {:>8} {:>8} {:>11} {:>7} {:>7} {:>7} {:>7}"
_GOAL = "{:<44} {:>20} {:>17} {:>6}  {}"
_WORDS = {True: "reached", False: "NOT REACHED", None: "not measured"}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the command line asks for."""

    runs: int
    quick: bool
    growth: bool
    large: bool
    json: Path | None
    folder: Path | None

    def measurements(self) -> Sequence[Measurement]:
        """What is to be measured."""
        return (*USUAL, *([growth] if self.growth else []), *([large] if self.large else []))


def measured(wanted: Wanted, folder: Path) -> Iterator[Case]:
    """Measure one thing after the other."""
    bench = Bench(Workshop(folder), QUICK if wanted.quick else Sizes(), wanted.runs)
    for measurement in wanted.measurements():
        yield from measurement(bench)


def show_case(case: Case) -> None:
    """Print a row a program."""
    for name, taken in case.taken.items():
        figures = (f"{taken.wall:.3f}", f"{taken.cpu:.3f}", f"{1e6 * taken.cpu / case.size:.2f}")
        speed = f"{case.size / taken.wall:,.0f}"
        memory = (f"{taken.together / 1e6:.0f}", f"{taken.largest / 1e6:.0f}")
        than_ours = ("", "") if name == OURS else _than(taken, case.ours)
        print(_RUN.format(case.what, f"{case.size:,}", name, *figures, speed, *memory, *than_ours))


def _than(theirs: Measured, ours: Measured) -> tuple[str, str]:
    """How many times as long as ours another program took, by the clock and of the processors."""
    return f"{theirs.wall / ours.wall:.2f}", f"{theirs.cpu / ours.cpu:.2f}"


def show_goal_headings() -> None:
    """Print what stands in the columns of a goal."""
    print("\n" + _GOAL.format("goal", "wanted", "measured", "ratio", ""))


def show_goal(goal: Goal) -> None:
    """Print what is wanted and what is."""
    ratio = "" if goal.ratio is None else f"{goal.ratio:.2f}"
    row = (goal.what, goal.wanted, goal.found, ratio, _WORDS[goal.reached])
    print(_GOAL.format(*row))


def as_json(cases: Sequence[Case]) -> dict[str, Any]:
    """Everything that was measured, for a program."""
    runs = [
        {"what": case.what, "size": case.size, "program": name, **_figures(taken._asdict())}
        for case in cases
        for name, taken in case.taken.items()
    ]
    goals = [
        {**goal._asdict(), "ratio": goal.ratio, "reached": goal.reached}
        for case in cases
        for goal in case.goals
    ]
    return {**_machine(), "not_installed": missing(), "runs": runs, "goals": goals}


def _figures(taken: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in taken.items() if name != "output"}


def _machine() -> dict[str, object]:
    return {
        "processors": os.cpu_count(),
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
    }


def _wanted(arguments: Sequence[str]) -> Wanted:
    parser = argparse.ArgumentParser(description="Measure the import, print what was reached.")
    parser.add_argument("--runs", type=int, default=5, help="runs of each command (5)")
    parser.add_argument(
        "--quick", action="store_true", help="small logs: only to see that it works"
    )
    parser.add_argument("--growth", action="store_true", help="up to 10,000,000 lines, once each")
    parser.add_argument("--large", action="store_true", help="new lines, 10,000,000 events stored")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all figures there, too")
    parser.add_argument("--folder", type=Path, help="keep logs there and use those that are there")
    found = parser.parse_args(arguments)
    if found.runs < 1:
        parser.error("--runs: at least 1")
    return Wanted(**vars(found))


def run(wanted: Wanted, folder: Path) -> None:
    """Measure and print."""
    print(", ".join(f"{name} {value}" for name, value in _machine().items()))
    print(f"medians of {wanted.runs}; not installed: {', '.join(missing()) or 'nothing'}\n")
    print(_RUN.format(*_HEADINGS))
    cases = []
    for case in measured(wanted, folder):
        show_case(case)
        sys.stdout.flush()
        cases.append(case)
    show_goal_headings()
    for goal in (goal for case in cases for goal in case.goals):
        show_goal(goal)
    if wanted.json:
        wanted.json.write_text(json.dumps(as_json(cases), indent=2) + "\n")


_HEADINGS = (
    *("what", "size", "program", "wall s", "cpu s", "us each", "each/s"),
    *("all MB", "max MB", "x wall", "x cpu"),
)


def main(arguments: Sequence[str]) -> None:
    """Measure as the command line asks."""
    wanted = _wanted(arguments)
    if wanted.folder:
        run(wanted, wanted.folder)
        return
    with tempfile.TemporaryDirectory(prefix="blotter-bench-") as folder:
        run(wanted, Path(folder))


if __name__ == "__main__":
    main(sys.argv[1:])
