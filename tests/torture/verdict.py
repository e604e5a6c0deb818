"""Whether a database holds every line that was written exactly once, and agrees with itself."""

import sqlite3
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from store.database.connection import reader
from store.database.tables import COUNTED
from tests.store.importing.running import tallied, untallied
from tests.torture.numbered import KINDS, Kind, number_of

Row = tuple[Any, ...]

_ALERTS = (
    "SELECT r.title, g.key, a.severity, a.first_seen, a.last_seen, a.count, a.peak, a.evidence "
    "FROM alerts a JOIN rules r ON r.id = a.rule JOIN groups g ON g.id = a.grp "
    "WHERE a.merged_into IS NULL"
)


def faults(database: Path, written: Mapping[Kind, int]) -> list[str]:
    """What is wrong with a database, one sentence each.

    Args:
        database: After an import of everything.
        written: How many lines of each kind there are.
    """
    with closing(reader(database)) as connection:
        found = _lines(connection, written)
        found += _integrity(connection)
        found += _sources(connection, sum(written.values()))
        found += _rules(connection)
    for column in COUNTED:
        if tallied(database, column) != untallied(database, column):
            found.append(f"the tallies of {column} are not those of the events")
    return found


def alerts(database: Path) -> Counter[Row]:
    """Every alert without what depends on the order of the import."""
    with closing(reader(database)) as connection:
        return Counter(connection.execute(_ALERTS).fetchall())


def alert_faults(database: Path, fresh: Path) -> list[str]:
    """Where the alerts differ from those of a fresh import of the same lines."""
    ours, theirs = alerts(database), alerts(fresh)
    found = [] if theirs else ["the rules found nothing"]
    found += [f"an alert too many: {row}" for row in list((ours - theirs).elements())[:3]]
    return found + [f"an alert missing: {row}" for row in list((theirs - ours).elements())[:3]]


def _lines(connection: sqlite3.Connection, written: Mapping[Kind, int]) -> list[str]:
    seen = {kind.number: bytearray(count) for kind, count in written.items()}
    others: list[bytes] = []
    rows = connection.execute("SELECT raw(id) FROM events")
    while some := rows.fetchmany(10_000):
        others += [raw for (raw,) in some if not _is_noted(raw, seen)]
    found = [f"{len(others)} records are no line: {others[:3]!r}"] if others else []
    for number, counts in seen.items():
        lost, double = counts.count(0), len(counts) - counts.count(0) - counts.count(1)
        if lost or double:
            first = [at for at, count in enumerate(counts) if count != 1][:5]
            path = KINDS[number].path
            found.append(f"{path}: {lost} lines lost, {double} double, the first are {first}")
    return found


def _is_noted(raw: bytes, seen: Mapping[int, bytearray]) -> bool:
    """Count a record; whether it is a line, byte by byte."""
    known = number_of(raw)
    if known is None or known[0] not in seen or known[1] >= len(seen[known[0]]):
        return False
    number, line = known
    if KINDS[number].line(line) != raw:
        return False
    seen[number][line] = min(seen[number][line] + 1, 9)
    return True


def _integrity(connection: sqlite3.Connection) -> list[str]:
    rows: Sequence[Row] = connection.execute("PRAGMA integrity_check").fetchall()
    return [] if rows == [("ok",)] else [f"integrity_check: {rows[:3]}"]


def _sources(connection: sqlite3.Connection, total: int) -> list[str]:
    row: Row = connection.execute("SELECT sum(events), sum(unparsed) FROM sources").fetchone()
    return [] if row == (total, 0) else [f"sources count {row} events and unparsed, not {total}"]


def _rules(connection: sqlite3.Connection) -> list[str]:
    row: Row = connection.execute(
        "SELECT count(*) FROM rules r JOIN judged j ON j.rule = r.id "
        "WHERE active AND j.event < (SELECT max(id) FROM facts)"
    ).fetchone()
    return [f"{row[0]} rules have not judged everything"] if row[0] else []
