"""Measure the rule engine and print what was reached: `python benchmarks/rules.py --help`."""

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks import goals, rule_engine
from benchmarks.goals import Goal
from benchmarks.rule_engine import Judged, Stepped
from benchmarks.table import show_goal, show_goal_headings
from benchmarks.workshop import Workshop

_RUN = "{:<36} {:>9} {:>6} {:>9} {:>9} {:>11} {:>8}"
_HEADINGS = ("what", "events", "rules", "wall s", "us each", "each/s", "alerts")
_STEPS = 200


def run(folder: Path, events: int, sigma: int, runs: int) -> list[Goal]:
    """Measure and print; gives the goals.

    Args:
        folder: For logs and databases.
        events: Of a batch.
        sigma: Rules beside the built-in ones.
        runs: Of each batch.
    """
    workshop, database = Workshop(folder), folder / "rules.db"
    pieces, pack = rule_engine.batches(workshop, events), rule_engine.pack()
    print(_RUN.format(*_HEADINGS))
    own = rule_engine.judge("the built-in pack", pack, pieces, database, runs)
    _show(own)
    more = [*pack, *rule_engine.typical(folder / "typical", sigma)]
    both = rule_engine.judge(f"with {sigma} rules of Sigma", more, pieces, database, runs)
    _show(both)
    odd = [*pack, *rule_engine.by_lot(folder / "sigma", sigma, pieces)]
    _show(rule_engine.judge(f"with {sigma} rules made by lot", odd, pieces, database, runs))
    live = rule_engine.step(rule_engine.with_correlations(pack), workshop, _STEPS, database)
    return _goals(own, both, live)


def _show(judged: Judged) -> None:
    each = f"{1e6 * judged.seconds / judged.events:.2f}"
    figures = (f"{judged.seconds:.3f}", each, f"{judged.rate:,.0f}", f"{judged.alerts:,}")
    print(_RUN.format(judged.what, f"{judged.events:,}", judged.rules, *figures))


def _goals(own: Judged, both: Judged, live: Stepped) -> list[Goal]:
    step = f"{rule_engine.STEP} new events, {live.correlations} correlations"
    return [
        goals.rate(own.what, goals.RULES_RATE, own.rate, "events"),
        goals.rate(both.what, goals.SIGMA_RATE, both.rate, "events"),
        goals.milliseconds(step, goals.LIVE_STEP, live.milliseconds),
    ]


def main(arguments: Sequence[str]) -> None:
    """Measure as the command line asks."""
    parser = argparse.ArgumentParser(description="Measure the rules, print what was reached.")
    parser.add_argument("--runs", type=int, default=3, help="runs of each batch (3)")
    parser.add_argument("--events", type=int, default=100_000, help="events of a batch (100,000)")
    parser.add_argument("--sigma", type=int, default=200, help="rules beside the pack (200)")
    parser.add_argument("--folder", type=Path, help="keep logs there and use those that are there")
    asked = parser.parse_args(arguments)
    if min(asked.runs, asked.sigma) < 1 or asked.events < 100:
        parser.error("--runs and --sigma: at least 1; --events: at least 100")
    with tempfile.TemporaryDirectory(prefix="blotter-bench-") as temporary:
        folder = asked.folder or Path(temporary)
        found = run(folder, asked.events, asked.sigma, asked.runs)
    show_goal_headings()
    for goal in found:
        show_goal(goal)


if __name__ == "__main__":
    main(sys.argv[1:])
