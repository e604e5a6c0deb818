"""Imports, as processes of the real command line, that do not live to their end."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from random import Random

from store import children

_CHUNKS = (3_000, 10_000, 10_000, 60_000, 4 * 1024 * 1024)
_NEVER = 1 << 40
_Process = subprocess.Popen[bytes]


def surroundings(folder: Path) -> dict[str, str]:
    """The environment of an import that has no configuration but what it is given."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith("BLOTTER_")}
    return {**ours, "XDG_CONFIG_HOME": str(folder / "none")}


class Importer:
    """Starts and kills imports of logs."""

    def __init__(self, database: Path, logs: Sequence[Path], chance: Random) -> None:
        """Name the logs.

        Args:
            database: Of one folder with whatever else the imports need.
            logs: What the imports are told to read: a folder, or the live logs.
            chance: When to kill what.
        """
        self._database = database
        self._logs = logs
        self._chance = chance
        self.codes: dict[int, int] = {}
        """How often a process ended in which way; negative: by a signal."""

    def round(self, name: str) -> int:
        """Let imports run and kill them; returns how many processes were killed at work."""
        return WAYS[name](self)

    def any_moment(self) -> int:
        """Killed at some moment from its start on."""
        process = self._start(self._logs)
        self._pause(1.0)
        return self._kill(process)

    def begun(self) -> int:
        """Killed when it has committed at least once, or has nothing more to do."""
        process = self._start(self._logs)
        if process.stdout:
            process.stdout.readline()
        self._pause(0.3)
        return self._kill(process)

    def at_statement(self) -> int:
        """Dies between two statements of a transaction, or between two transactions."""
        statements = int(10 ** (self._chance.random() * 3))
        process = self._start(self._logs, statements=statements)
        with suppress(subprocess.TimeoutExpired):
            process.communicate(timeout=5.0)
        return self._kill(process)

    def reading_child(self) -> int:
        """Its second process, which reads, is killed alone; it goes on, and is killed later."""
        process = self._start(self._logs, long=self._chance.choice((1, 100_000)))
        child = _child_of(process)
        self._pause(0.2)
        killed = child is not None and _killed(child)
        self._pause(0.6)
        return killed + self._kill(process)

    def two(self) -> int:
        """Two imports in turns, of the same or of different logs; one dies, then the other."""
        some = self._chance.choice((self._logs, self._logs[:1], self._logs[1:] or self._logs))
        both = [self._start(paths) for paths in (self._logs, some)]
        if both[0].stdout:
            both[0].stdout.readline()
        self._pause(0.5)
        killed = self._kill(both[0])
        self._pause(0.8)
        return killed + self._kill(both[1])

    def follow(self) -> int:
        """An import that follows the logs."""
        process = self._start(self._logs, "--follow")
        self._pause(2.0)
        return self._kill(process)

    def one_log(self) -> int:
        """Only one of the logs is named."""
        folder = self._logs[0]
        live = [*folder.rglob("*.log")] if folder.is_dir() else self._logs
        process = self._start([self._chance.choice(live or [folder])])
        self._pause(1.0)
        return self._kill(process)

    def _start(
        self, paths: Sequence[Path], *words: str, long: int | None = None, statements: int = 0
    ) -> _Process:
        chunk = self._chance.choice(_CHUNKS)
        long = self._chance.choice((_NEVER, _NEVER, 200_000)) if long is None else long
        code = (
            f"from tests.torture.dying import torment; torment({chunk}, {long}, {statements}); "
            "from app.cli import main; main()"
        )
        fixed = ("--import-only", "--progress-json", "--wait", "60", "--tz", "UTC")
        command = [*children.command(code), *fixed, "--db", str(self._database), *words]
        return subprocess.Popen(
            [*command, *map(str, paths)],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=surroundings(self._database.parent),
        )

    def _pause(self, most: float) -> None:
        time.sleep(self._chance.random() * most)

    def _kill(self, process: _Process) -> int:
        """Kill a process; whether it was one by this or had been by its own hand."""
        process.kill()
        process.communicate()
        code = process.returncode
        self.codes[code] = self.codes.get(code, 0) + 1
        return code == -9


WAYS: Mapping[str, Callable[[Importer], int]] = {
    "any moment": Importer.any_moment,
    "begun": Importer.begun,
    "at statement": Importer.at_statement,
    "reading child": Importer.reading_child,
    "two": Importer.two,
    "follow": Importer.follow,
    "one log": Importer.one_log,
}


def _child_of(process: _Process) -> int | None:
    """The process that it has started; waits a moment for it."""
    listed = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    for _ in range(150):
        with suppress(OSError):
            if words := listed.read_text().split():
                return int(words[0])
        if process.poll() is not None:
            return None
        time.sleep(0.01)
    return None


def _killed(pid: int) -> bool:
    """Kill a process that one of ours has started."""
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return False
    return True
