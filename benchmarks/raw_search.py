"""Measure searches in raw records: `python benchmarks/raw_search.py --help`.

Each search counts the lines that it finds, on a connection of its own: nothing is remembered from
the one before. What is measured is processor time in user mode against the log's text.
"""

import argparse
import re
import resource
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC
from pathlib import Path
from typing import NamedTuple

from benchmarks import goals
from benchmarks.goals import Goal
from benchmarks.table import show_goal, show_goal_headings
from benchmarks.workshop import Workshop
from store.database.connection import reader
from store.filters.grammar import parse
from store.queries.conditions import events_where

_TEXTS = ("wp-login", "Chrome")
_EXPRESSIONS = (
    *("union.{1,20}select", r"/wp-login\.php", r"[^ ]+@[^ ]+\.zip", r"\bdrop\b"),
    *("%[0-9a-f]{2}%[0-9a-f]{2}", "x.*y.*z.*q", "[a-z]{12,}", r"sleep\(|benchmark\(|waitfor"),
    *(r'" 5\d{2} ', r'" 404 \d+ ', r"^203\.0\.113\.7\b", r"(GET|POST) /users/\d+"),
    *(r"\d{2}:\d{2}:\d{2} .* 500 ", r'POST.*" 40[13]', r'^[^ ]+ .*" 5[0-9]{2} '),
    *("bot|crawler|spider", r"Chrome/1\d{2}"),
)
FILTERS = (
    *(f'"{each}"' for each in _TEXTS),
    *('regex:"{}"'.format(re.sub(r'(["\\])', r"\\\1", each)) for each in _EXPRESSIONS),
)
"""From those that find nothing to those that find every second line."""
_SEVERAL = 0.02
"""Share of all lines from which on what is found costs more than to look for it: no goal there."""

_SLOWEST = {False: "slowest text, few lines", True: "slowest expression, few lines"}


class Searched(NamedTuple):
    """A search that was measured."""

    filter: str
    lines: int
    """That were found."""
    share: float
    """Of all lines."""
    rate: float
    """Bytes of log text in a second."""


def run(database: Path, runs: int) -> list[Searched]:
    """Measure each filter.

    Args:
        database: What is searched.
        runs: Of each filter; the best counts.
    """
    with closing(reader(database)) as connection:
        size, lines = connection.execute("SELECT sum(size), sum(events) FROM blocks").fetchone()
    found = []
    for filter_ in FILTERS:
        hits, seconds = min(
            (_search(database, filter_) for _ in range(runs)), key=lambda one: one[1]
        )
        found.append(Searched(filter_, hits, hits / lines, size / seconds))
    return found


def _search(database: Path, filter_: str) -> tuple[int, float]:
    """How many lines a filter finds, and in how many seconds."""
    wanted = events_where(parse(filter_), 0, UTC).of_events()
    with closing(reader(database)) as connection:
        began = _user()
        row = connection.execute(f"SELECT count(*) {wanted.sql}", wanted.parameters).fetchone()
        return int(row[0]), max(_user() - began, 1e-6)


def _user() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_utime


def _goals(found: Sequence[Searched]) -> list[Goal]:
    """The slowest text and the slowest expression of those that find few lines."""
    few = [each for each in found if each.share < _SEVERAL]
    worst = {each.filter.startswith("regex:"): each for each in sorted(few, key=lambda s: -s.rate)}
    return [
        goals.rate(_SLOWEST[is_regex], goals.SEARCH_RATE, each.rate / 1e6, "MB")
        for is_regex, each in sorted(worst.items())
    ]


def _database(workshop: Workshop, lines: int) -> Path:
    """A database of an access log."""
    database = workshop.path(f"search-{lines}.db")
    if not database.exists():
        words = ["--import-only", "--quiet", "--db", str(database), str(workshop.access(lines))]
        program = str(Path(sys.executable).with_name("blotter"))
        subprocess.run([program, *words], check=True)
    return database


def main(arguments: Sequence[str]) -> None:
    """Measure as the command line asks."""
    parser = argparse.ArgumentParser(description="Measure searches in raw records.")
    parser.add_argument("--lines", type=int, default=200_000, help="of an access log (200,000)")
    parser.add_argument("--runs", type=int, default=3, help="of each filter (3)")
    parser.add_argument("--folder", type=Path, help="keep log and database there")
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="blotter-bench-") as temporary:
        workshop = Workshop(asked.folder or Path(temporary))
        found = run(_database(workshop, asked.lines), asked.runs)
    print(f"{'MB/s':>7} {'found':>9}  filter")
    for each in found:
        print(f"{each.rate / 1e6:>7.0f} {each.lines:>9,}  {each.filter}")
    show_goal_headings()
    for goal in _goals(found):
        show_goal(goal)


if __name__ == "__main__":
    main(sys.argv[1:])
