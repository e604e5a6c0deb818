"""The loop that people write: `python benchmarks/plain_loop.py LOG DATABASE`.

One regular expression a line, one wide row, two indexes; no evidence, no rules, no offsets.
"""

import re
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

_COMBINED = re.compile(r'(\S+) (\S+) (\S+) \[([^\]]+)\] "([^"]*)" (\d+) (\S+) "([^"]*)" "([^"]*)"')


def load(log: Path, database: Path) -> None:
    """Load an access log into a new database."""
    with (
        closing(sqlite3.connect(database)) as connection,
        log.open(encoding="utf-8", errors="replace") as lines,
        connection,
    ):
        connection.execute(
            "CREATE TABLE log (host, ident, user, time, request, status, size, referer, agent)"
        )
        found = (_COMBINED.match(line) for line in lines)
        connection.executemany(
            "INSERT INTO log VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (match.groups() for match in found if match),
        )
        connection.execute("CREATE INDEX log_host ON log (host)")
        connection.execute("CREATE INDEX log_time ON log (time)")


if __name__ == "__main__":
    load(Path(sys.argv[1]), Path(sys.argv[2]))
