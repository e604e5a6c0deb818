"""Kill imports, rotate logs, again and again: every line must be in the database exactly once.

    python -m tests.torture.torture --kills 500 --rotations 100 --lines 1000000 --seed 1

A writer appends numbered lines to logs of four kinds and rotates them in every way while imports
run as processes of the real command line and are killed. At the end one import that lives takes
what is left, and the database is compared with what was written, and its alerts with those of a
fresh import. Left out is what nobody can detect: a log that is emptied and written anew with the
very bytes it had, and what is emptied or deleted before any import could see it.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import NamedTuple

from store.database.connection import create, reader
from tests.store.importing.commanding import Ended, words_of
from tests.torture.killing import WAYS, Importer, surroundings
from tests.torture.logs import Log
from tests.torture.numbered import KINDS, Kind
from tests.torture.rotations import AWAY, ROTATIONS, delete, empty, replace, rotate
from tests.torture.verdict import alert_faults, faults

_QUIET = 25
"""Rounds after which everything is imported in peace, and things happen that would lose lines."""
_MOST = 400
"""Lines that are written at a time."""


class Plan(NamedTuple):
    """How long a torture lasts."""

    kills: int
    rotations: int
    lines: int
    seed: int
    by_name: bool = False
    """Only the live logs are named to the imports, and all rotations are beside them."""


class Outcome(NamedTuple):
    """What was done, and what is wrong; nothing should be."""

    done: Counter[str]
    faults: list[str]


class Writer(threading.Thread):
    """Writes and rotates the logs, up to what it is allowed to."""

    def __init__(self, logs: Sequence[Log], rotations: Sequence[str], chance: Random) -> None:
        super().__init__(daemon=True)
        self.lines = 0
        """That it may write by now."""
        self.turns = 0
        """Rotations that it may make by now."""
        self.done: Counter[str] = Counter()
        self.failure: BaseException | None = None
        self._logs = logs
        self._rotations = rotations
        self._chance = chance
        self._made = 0
        self._working = threading.Lock()
        self._ended = threading.Event()

    @property
    def written(self) -> int:
        """Lines so far."""
        return sum(log.written for log in self._logs)

    @contextmanager
    def resting(self):
        """Nothing is written meanwhile."""
        with self._working:
            yield

    def run(self) -> None:
        """Write, rotate, rest."""
        try:
            while not self._ended.wait(0.002):
                with self._working:
                    self._work()
        except OSError as error:
            self.failure = error

    def end(self) -> None:
        """Write what is still allowed, and end."""
        while self.is_alive() and (self.written < self.lines or self._made < self.turns):
            time.sleep(0.01)
        self._ended.set()
        self.join()

    def _work(self) -> None:
        if self.written < self.lines:
            shares = [log.kind.share for log in self._logs]
            (log,) = self._chance.choices(self._logs, shares)
            log.write(self._chance.randrange(1, _MOST))
        if self._made < self.turns:
            name = self._rotations[self._made]
            rotate(self._chance.choice(self._logs), name)
            self.done[name] += 1
            self._made += 1


def _order(plan: Plan, chance: Random) -> list[str]:
    """As many rotations: all the kinds in some order, then again in another."""
    names = [name for name in ROTATIONS if not (plan.by_name and name in AWAY)]
    order: list[str] = []
    while len(order) < plan.rotations:
        order += chance.sample(names, len(names))
    return order[: plan.rotations]


def _chance(seed: int) -> Random:
    return Random(seed)  # noqa: S311 - the same torture for the same seed


class Torture:
    """One torture in a folder of its own."""

    def __init__(self, folder: Path, plan: Plan, tell: Callable[[str], None]) -> None:
        self._plan = plan
        self._tell = tell
        self._chance, chance = _chance(plan.seed), _chance(plan.seed + 9)
        self._folder = folder
        self._database = folder / "blotter.db"
        create(self._database)
        root = folder / "logs"
        self._logs = [Log(root, kind, _chance(plan.seed + kind.number)) for kind in KINDS]
        self._writer = Writer(self._logs, _order(plan, chance), chance)
        self._root = root
        self._named = [log.path for log in self._logs] if plan.by_name else [root]
        for log in self._logs:
            log.always_rests = plan.by_name
        self._importer = Importer(self._database, self._named, self._chance)
        self.done: Counter[str] = Counter()

    def run(self) -> Outcome:
        """Torture, then look."""
        for log in self._logs:
            log.write(40)
        self._import("at the beginning")  # what is only named has to be known before it is rotated
        self._writer.start()
        ways = [*WAYS]
        rounds = 0
        while self.done["kills"] < self._plan.kills and not self._writer.failure:
            self._allow()
            way = ways[rounds % len(ways)]
            self.done["kills"] += self._importer.round(way)
            self.done[way] += 1
            rounds += 1
            if rounds % _QUIET == 0:
                self._quiet()
        self._writer.lines = self._plan.lines
        self._writer.turns = self._plan.rotations
        self._writer.end()
        return self._look()

    def _allow(self) -> None:
        """Let the writer do its share, which is a little ahead of the kills."""
        plan, kills = self._plan, self.done["kills"] + 1
        self._writer.lines = min(plan.lines, plan.lines * kills // plan.kills)
        self._writer.turns = min(plan.rotations, plan.rotations * kills // plan.kills)

    def _quiet(self) -> None:
        """Import all there is; then empty, delete and replace what has been read."""
        with self._writer.resting():
            self._import("in a quiet moment")
            self._tell(f"{self.done['kills']} kills, {self._writer.written} lines")
            waiting = self._waiting()
            acts = (empty, replace, delete, delete)
            for what, log in zip(acts, self._chance.sample(self._logs, len(acts)), strict=True):
                if not waiting:
                    what(log)
                    self.done[what.__name__] += 1
            self.done["quiet moments"] += 1

    def _import(self, when: str) -> list[str]:
        """An import that nobody kills."""
        self._rest()
        ended = self._peaceful(self._database, self._named)
        if ended.code or ended.err:
            self._tell(f"an import {when} ended with {ended.code}: {ended.err[:500]}")
            return [f"an import {when} ended with {ended.code}: {ended.err[:500]}"]
        return []

    def _rest(self) -> None:
        """Import all whole lines; then let every log look as if nobody had written for a minute."""
        self._peaceful(self._database, self._named)
        moment = time.time() - 60
        for path in self._root.rglob("*"):
            if path.is_file():
                os.utime(path, (moment, moment))

    def _waiting(self) -> int:
        """Lines that are not in the database yet; in a quiet moment there should be none."""
        connection = reader(self._database)
        try:
            row = connection.execute("SELECT count(*) FROM facts").fetchone()
        finally:
            connection.close()
        missing = self._writer.written - int(row[0])
        if missing:
            self._tell(f"{missing} lines are missing (or, if negative, double)")
        return missing

    def _look(self) -> Outcome:
        """Import what is left, and compare."""
        for log in self._logs:
            log.end()
        found = [f"the writer failed: {self._writer.failure}"] if self._writer.failure else []
        found += self._import("at the end")
        written = {log.kind: log.written for log in self._logs}
        found += faults(self._database, written)
        found += alert_faults(self._database, self._fresh(written))
        self.done.update(self._writer.done)
        self.done["lines"] = sum(written.values())
        self.done["rotations"] = sum(log.rotations for log in self._logs)
        return Outcome(self.done, found)

    def _fresh(self, written: dict[Kind, int]) -> Path:
        """A database of the same lines, never rotated, imported at once."""
        root = self._folder / "fresh"
        for kind, count in written.items():
            path = root / kind.path
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(kind.lines(range(count)))
        database = self._folder / "fresh.db"
        create(database)
        self._peaceful(database, [root])
        return database

    def _peaceful(self, database: Path, named: Sequence[Path]) -> Ended:
        """One import that nobody kills."""
        words = words_of(database, "--tz", "UTC", "--quiet", *named)
        done = subprocess.run(
            words, capture_output=True, text=True, check=False, env=surroundings(self._folder)
        )
        return Ended(done.returncode, done.stdout, done.stderr)


def main() -> int:
    """The program."""
    parser = argparse.ArgumentParser(description="Torture the importer.")
    for name, usual in (("kills", 500), ("rotations", 100), ("lines", 1_000_000), ("seed", 1)):
        parser.add_argument(f"--{name}", type=int, default=usual)
    parser.add_argument("--by-name", action="store_true", help="name only the live logs")
    parser.add_argument("--keep", type=Path, help="a new folder that stays")
    words = parser.parse_args()
    began = time.monotonic()
    plan = Plan(words.kills, words.rotations, words.lines, words.seed, words.by_name)
    with tempfile.TemporaryDirectory() as temporary:
        folder = words.keep or Path(temporary)
        folder.mkdir(exist_ok=True)
        outcome = Torture(folder, plan, _say).run()
    for name, count in sorted(outcome.done.items()):
        _say(f"{count:>9,}  {name}")
    _say(f"{time.monotonic() - began:.0f} seconds")
    for fault in outcome.faults:
        _say(f"FAULT: {fault}")
    _say("exactly once" if not outcome.faults else "NOT exactly once")
    return 1 if outcome.faults else 0


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
