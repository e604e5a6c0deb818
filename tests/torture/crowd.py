"""Many processes on one database at once: imports, analysts, readers, backups.

`python -m tests.torture.crowd [SECONDS]` lets them work for minutes and prints what came of it.
"""

import json
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import NamedTuple

from store import children
from tests.store.importing.running import line
from tests.torture.killing import surroundings

_AT_ONCE = 20
"""Lines that are written to a log together."""
_AGAIN = """
from tests.torture.crowd import again
again({words!r}, {seconds})
"""
_ANALYST = """
import random, sys, time
from pathlib import Path
from store import triage
from store.errors import ActionError
from store.triage import Actor
path, end, taken = Path({database!r}), time.monotonic() + {seconds}, []
chance = random.Random({seed})
while time.monotonic() < end:
    began = time.monotonic()
    try:
        alert = chance.randint(1, 4)
        chance.choice([
            lambda: triage.acknowledge(path, [alert], Actor("ann", "here")),
            lambda: triage.close(path, [alert], "benign", Actor("bob", "here")),
            lambda: triage.reopen(path, [alert], Actor("bob", "here")),
            lambda: triage.note(path, [alert], "seen", Actor("ann", "here")),
        ])()
    except ActionError:
        continue
    taken.append(time.monotonic() - began)
print(len(taken), *sorted(taken)[-(len(taken) // 100 or 1):][:1])
"""


class Outcome(NamedTuple):
    """What came of it."""

    errors: list[str]
    """Everything that anybody said on stderr, and was not a matter of whose turn it is."""
    runs: int
    """Commands that were run to their end."""
    decisions: int
    slowest: float
    """Seconds that the slowest hundredth of the decisions took at least."""
    log: int
    """Bytes of the write-ahead log at its longest."""
    lines: int
    """Written to the logs."""
    events: int
    """Of these logs in the database."""
    is_sound: bool


def again(words: Sequence[str], seconds: float) -> None:
    """Run a command again and again; say on stderr what it says there."""
    end = time.monotonic() + seconds
    runs = 0
    while time.monotonic() < end:
        done = subprocess.run(words, capture_output=True, text=True, check=False)
        sys.stderr.write(done.stderr)
        if done.returncode not in (0, 75):
            sys.stderr.write(f"{words[-3:]} ended with {done.returncode}\n")
        runs += 1
    sys.stdout.write(f"{runs}\n")


def crowd(database: Path, seconds: float) -> Outcome:
    """Let ten processes work on a database of four alerts (`tests.store.queries.scene`)."""
    folder = database.parent
    logs = [folder / f"access{number}.log" for number in range(2)]
    words = [_command(database, *more) for more in _commands(folder, logs)]
    commands = [_python(_AGAIN.format(words=each, seconds=seconds), folder) for each in words]
    analysts = [
        _python(_ANALYST.format(database=str(database), seconds=seconds, seed=at), folder)
        for at in range(2)
    ]
    written, longest = _write(database, logs, [*commands, *analysts])
    ran = [each.communicate() for each in commands]
    decided = [each.communicate() for each in analysts]
    last = subprocess.run(
        _command(database, "--import-only", "--quiet", "--wait", "60", *map(str, logs)),
        env=_surroundings(folder),
        capture_output=True,
        text=True,
        check=False,
    )
    said = [*(err for _, err in (*ran, *decided)), last.stderr]
    events, is_sound = _look(database)
    return Outcome(
        [line for text in said for line in text.splitlines() if _BUSY not in line],
        sum(int(out) for out, _ in ran),
        sum(int(out.split()[0]) for out, _ in decided if out),
        max((float(out.split()[1]) for out, _ in decided if out), default=0.0),
        longest,
        written,
        events,
        is_sound,
    )


_BUSY = "another writer holds"
"""What a run says that found another one at work, and ends with 75."""


def _commands(folder: Path, logs: Sequence[Path]) -> list[tuple[str, ...]]:
    """What eight processes do again and again."""
    named = [str(log) for log in logs]
    config = folder / "config.toml"
    config.write_text(_CONFIG)
    tells = ("--config", str(config))
    return [
        ("--import-only", "--quiet", *tells, *named),
        ("--import-only", "--quiet", "--wait", "20", *tells, *named),
        ("notify", "run", *tells),
        ("events", "--format", "ecs", "status:4xx"),
        ("alerts", "list"),
        ("report", "--format", "json", "--period", "day"),
        ("prune", "--older-than", "3650d", "--yes", "--quiet"),
        ("backup", "--quiet", "--replace", str(folder / "backup.db")),
    ]


_CONFIG = """
[[notify.to]]
name = "programs"
file = "alerts.jsonl"
severity = "informational"
group_interval = "0s"
repeat = "1s"
"""
"""Whoever writes has something to tell."""


def _command(database: Path, *words: str) -> list[str]:
    """The words that run a command of ours."""
    return [*children.command("from app.cli import main; main()"), *words, "--db", str(database)]


def _python(code: str, folder: Path) -> "subprocess.Popen[str]":
    """Start a process of our own code."""
    return subprocess.Popen(
        children.command(code),
        env=_surroundings(folder),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def _surroundings(folder: Path) -> dict[str, str]:
    return {**surroundings(folder), "TZ": "UTC"}


def _write(
    database: Path, logs: Sequence[Path], working: "Sequence[subprocess.Popen[str]]"
) -> tuple[int, int]:
    """Write logs while anybody works; returns the lines, and how long the write-ahead log grew."""
    written = longest = 0
    log = Path(f"{database}-wal")
    while any(each.poll() is None for each in working):
        for each in logs:
            with each.open("ab") as file:
                file.write(b"".join(line(written + at) for at in range(_AT_ONCE)))
            written += _AT_ONCE
        with suppress(FileNotFoundError):
            longest = max(longest, log.stat().st_size)
        time.sleep(0.02)
    return written, longest


def _look(database: Path) -> tuple[int, bool]:
    """How many events of the logs there are, and whether the database is sound."""
    with closing(sqlite3.connect(database)) as connection:
        (events,) = connection.execute(
            "SELECT count(*) FROM facts f JOIN stems s ON s.id = f.stem "
            "JOIN sources o ON o.id = s.source WHERE o.path LIKE '%/access_.log'"
        ).fetchone()
        said = connection.execute("PRAGMA integrity_check").fetchall()
    return int(events), said == [("ok",)]


def main(arguments: Sequence[str]) -> None:
    """Let them work for as long as the command line says, and print what came of it."""
    from tests.store.queries.scene import build

    seconds = float(arguments[0]) if arguments else 120.0
    with tempfile.TemporaryDirectory(prefix="blotter-crowd-") as folder:
        found = crowd(build(Path(folder, "blotter.db")), seconds)
    sys.stdout.write(f"{json.dumps(found._asdict(), indent=2)}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
