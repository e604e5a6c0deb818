"""Measure the app in a terminal: `python benchmarks/app_speed.py --help`."""

import argparse
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, closing
from pathlib import Path
from typing import NamedTuple, TypeAlias

from app.importing.importing_command import import_command
from benchmarks import app_steps as steps
from benchmarks import goals, multiplexer
from benchmarks.app_steps import Taken
from benchmarks.feed import Feed
from benchmarks.goals import Goal
from benchmarks.table import show_goal, show_goal_headings
from benchmarks.terminal import Answer, Terminal, terminal
from benchmarks.workshop import Workshop

RATE = 5_000
"""Lines a second that come while the app is open."""
_WARM = 3.0
"""Seconds until the import is under way."""
_CATCH_UP = 60.0
_FILTERS = ("status:500", "ip:192.0.2.0/24", "path:/", "outcome:failure")
_TEXTS = ("HTTP/1.1",)
_MOMENTS = ("2026-11-10 03:00", "2026-11-14 12:00", "2026-11-09 00:05", "2026-11-12")
_RUN = "{:<34} {:>5} {:>9} {:>9} {:>9} {:>9}"


Opens: TypeAlias = Callable[[Sequence[str], Path], AbstractContextManager[Terminal]]
"""Opens a program, with a folder for its home, in a terminal."""


class Wanted(NamedTuple):
    """What the command line asks for."""

    events: int
    keys: int
    live: float
    folder: Path | None
    tmux: bool = False
    """Whether the terminal has tmux in it, and the app in that."""

    @property
    def opens(self) -> Opens:
        """What opens the app."""
        return multiplexer.in_tmux if self.tmux else terminal


def made(workshop: Workshop, events: int) -> Path:
    """A database of that many requests, imported if it is missing."""
    target = workshop.path(f"app-{events}.db")
    if not target.exists():
        partial = workshop.path("partial.db")
        for left in workshop.folder.glob("partial.db*"):
            left.unlink()
        words = ["--import-only", "--quiet", "--tz", "UTC", "--db", str(partial)]
        subprocess.run(import_command([*words, str(workshop.access(events))]), check=True)
        with closing(sqlite3.connect(partial)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        partial.rename(target)
    return target


def run(wanted: Wanted, folder: Path) -> list[Goal]:
    """Measure and print; gives the goals."""
    workshop = Workshop(folder)
    database, log = workshop.path("open.db"), workshop.path("live.log")
    for left in folder.glob("open.db*"):
        left.unlink()
    shutil.copyfile(made(workshop, wanted.events), database)
    feed = Feed(log, RATE)
    words = import_command(["--db", str(database), "--tz", "UTC", str(log)])
    print(_RUN.format("what", "times", "median ms", "p99 ms", "max ms", "cpu ms"))
    found = _opened(wanted.opens, words, workshop.home)
    with wanted.opens(words, workshop.home) as app:
        app.until("lines read")
        with feed:
            app.rest(_WARM)
            found += _explored(app, wanted.keys)
            found += _lived(app, feed, wanted.live)
        return [*found, _stored(app, database, feed)]


def _opened(opens: Opens, words: Sequence[str], home: Path) -> list[Goal]:
    """Until the tabs are drawn; the first start, which may compile modules, is not counted."""
    answers = []
    for _ in range(4):
        with opens(words, home) as app:
            wall = app.until("Alerts") - app.began
            answers.append(Answer(wall, app.cpu))
            app.until("lines read")
    first = Taken("first paint", answers[1:])
    _show(first)
    return [
        goals.seconds("first paint", goals.FIRST_PAINT, first.median / 1e3),
        goals.seconds("first paint, processor time", goals.FIRST_PAINT, first.cpu / 1e3),
    ]


def _explored(app: Terminal, keys: int) -> list[Goal]:
    """Keys, views, a page, filters and a jump, while lines come in."""
    tabs = steps.switched(app, 5)
    moved = steps.moved(app, keys)
    page = steps.entity(app, 5)
    filtered = steps.filtered(app, _FILTERS)
    texts = steps.filtered(app, _TEXTS)
    jump = steps.jumped(app, _MOMENTS)
    for taken in (*tabs, *moved, page, *filtered, *texts, jump):
        _show(taken)
    key = Taken("any key", [each for taken in moved for each in taken.answers])
    listed = Taken("first page of a filter", [each for taken in filtered for each in taken.answers])
    bounds = [(key, goals.KEY), (tabs[0], goals.SWITCH), (tabs[1], goals.SWITCH)]
    bounds += [(page, goals.ENTITY), (listed, goals.FILTERED), (jump, goals.JUMP)]
    return [
        *(goals.milliseconds(f"{one.what}, p99", bound, one.nearly_all) for one, bound in bounds),
        goals.memory("memory of the app", app.memory, goals.APP_MEMORY),
    ]


def _lived(app: Terminal, feed: Feed, seconds: float) -> list[Goal]:
    """The tail for so long."""
    found = steps.lived(app, feed, seconds)
    _show(Taken(f"Live, {RATE:,} lines/s, lag", [Answer(each, 0.0) for each in found.lags]))
    return [
        goals.seconds("Live: from file to screen", goals.LAG, max(found.lags)),
        goals.share("Live: memory, end / first quarter", goals.FLAT, found.growth),
        goals.memory("Live: memory", found.memory, goals.APP_MEMORY),
    ]


def _stored(app: Terminal, database: Path, feed: Feed) -> Goal:
    """Whether each line that was written is in the database, once the import had time for it."""
    end, stored = time.perf_counter() + _CATCH_UP, 0
    with closing(sqlite3.connect(database)) as connection:
        while stored < feed.lines and time.perf_counter() < end:
            app.rest(0.5)
            (stored,) = connection.execute(
                "SELECT ifnull(sum(events), 0) FROM sources WHERE path LIKE '%live.log'"
            ).fetchone()
    print(f"lines written {feed.lines:,}, stored {stored:,}")
    return goals.stored("Live: lines stored / written", stored / feed.lines)


def _show(taken: Taken) -> None:
    figures = (taken.median, taken.nearly_all, taken.longest, taken.cpu)
    print(_RUN.format(taken.what, len(taken.answers), *(f"{each:.1f}" for each in figures)))
    sys.stdout.flush()


def _load() -> str:
    """How busy the machine is: figures of a busy one tell little."""
    one, five, _ = os.getloadavg()
    return f"{os.cpu_count()} processors, load {one:.1f}, {five:.1f} over five minutes"


def main(arguments: Sequence[str]) -> None:
    """Measure as the command line asks."""
    parser = argparse.ArgumentParser(description="Measure the app, print what was reached.")
    parser.add_argument("--events", type=int, default=1_000_000, help="in the database (1,000,000)")
    parser.add_argument("--keys", type=int, default=100, help="in each list (100)")
    parser.add_argument("--live", type=float, default=30.0, help="seconds in Live (30)")
    parser.add_argument("--folder", type=Path, help="keep log and database, use those there")
    parser.add_argument("--tmux", action="store_true", help="in tmux, measured at the outside")
    wanted = Wanted(**vars(parser.parse_args(arguments)))
    if wanted.events < 1_000 or wanted.keys < 2 or wanted.live < 1:
        parser.error("--events: at least 1000; --keys: at least 2; --live: at least 1")
    through = multiplexer.version() if wanted.tmux else "a pseudo-terminal"
    if through is None:
        print(f"skipped: {multiplexer.MISSING}")
        return
    with tempfile.TemporaryDirectory(prefix="blotter-bench-") as temporary:
        print(f"{wanted.events:,} events; through {through}; {_load()}")
        found = run(wanted, wanted.folder or Path(temporary))
        print(_load())
    show_goal_headings()
    for goal in found:
        show_goal(goal)


if __name__ == "__main__":
    main(sys.argv[1:])
