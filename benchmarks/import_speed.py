"""Measure the import of a long access log: speed, size, memory, and a second run for nothing.

    python benchmarks/import_speed.py [LINES]

Each figure is of a whole process. The ratio to read is the last: against a plain loop that matches
one regular expression a line and inserts one wide row, measured in the same run on the same log.
"""

import json
import os
import re
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from app.importing_command import import_command  # noqa: E402 - behind the path
from benchmarks.make_log import main as make_log  # noqa: E402

_COMBINED = re.compile(r'(\S+) (\S+) (\S+) \[([^\]]+)\] "([^"]*)" (\d+) (\S+) "([^"]*)" "([^"]*)"')


class Measured(NamedTuple):
    """What a child process took."""

    wall: float
    cpu: float
    """Seconds of all its processes."""
    peak: int
    """Bytes of its largest process."""
    output: str


def measure(words: list[str]) -> Measured:
    """Run a command and ask the system what it took."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.perf_counter()
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    wall = time.perf_counter() - began
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Measured(wall, cpu, after.ru_maxrss * 1024, done.stdout)


def plain_loop(log: Path, database: Path) -> float:
    """Seconds of the loop that people write: one expression, one wide row."""
    began = time.perf_counter()
    connection = sqlite3.connect(database)
    connection.execute("CREATE TABLE log (host, ident, user, time, request, status, size, ref, ua)")
    with log.open(encoding="utf-8", errors="replace") as lines, connection:
        found = (_COMBINED.match(line) for line in lines)
        connection.executemany(
            "INSERT INTO log VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (match.groups() for match in found if match),
        )
        connection.execute("CREATE INDEX log_host ON log (host)")
        connection.execute("CREATE INDEX log_time ON log (time)")
    return time.perf_counter() - began


def main() -> None:
    """Measure and print."""
    lines = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with tempfile.TemporaryDirectory(prefix="blotter-bench-") as folder:
        log, database = Path(folder, "access.log"), Path(folder, "blotter.db")
        make_log([str(lines), str(log)])
        words = import_command(["--import-only", "--json", "--tz", "UTC", "--db", str(database)])
        first = measure([*words, str(log)])
        second = measure([*words, str(log)])
        plain = plain_loop(log, Path(folder, "plain.db"))
        summary = json.loads(first.output)
        size, log_size = database.stat().st_size, log.stat().st_size
        print(f"processors            {os.cpu_count()}")
        print(f"lines, alerts         {summary['lines']:,}, {summary['alerts_opened']}")
        print(f"import                {first.wall:.1f} s, {lines / first.wall:,.0f} lines/s")
        print(f"processor time        {first.cpu:.1f} s, {1e6 * first.cpu / lines:.1f} us a line")
        print(f"peak memory           {first.peak / 1e6:.0f} MB")
        print(f"database / log        {size / log_size:.3f} ({size / 1e6:.0f} MB)")
        print(f"second run            {second.wall:.2f} s, {second.cpu:.2f} s of processor time")
        print(
            f"plain loop / import   {plain / first.wall:.2f} ({plain:.1f} s, no evidence, no rules)"
        )


if __name__ == "__main__":
    main()
