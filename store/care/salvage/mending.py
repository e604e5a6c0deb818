"""Make what was saved hang together again: nothing may take the place of what was lost.

A number that was lost and is still referred to would be given to the next new text, and the old
events would have happened to somebody else. So every such number gets a row that says it was lost.
"""

import secrets
import sqlite3
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from store.database import dimensions, occurring
from store.database.evidence import without_bytes
from store.database.newest import keep_numbers, last_event

LOST = "(lost)"
"""What stands where a text was."""

_REFERRED = {
    "addresses": ("SELECT address FROM facts",),
    "accounts": ("SELECT account FROM facts", "SELECT target FROM facts"),
    "paths": ("SELECT path FROM facts",),
    "agents": ("SELECT agent FROM facts",),
    "referrers": ("SELECT referrer FROM facts",),
    "hosts": ("SELECT host FROM stems", "SELECT site FROM stems"),
}
"""What refers to each dimension."""

_STEMS = """
INSERT INTO stems (id, source, kind, failed, weight, flags)
SELECT l.stem, (SELECT b.source FROM blocks b WHERE b.first_event <= l.first
    ORDER BY b.first_event DESC LIMIT 1), 0, 0, 1, 0
FROM (SELECT stem, min(id) AS first FROM facts WHERE stem NOT IN (SELECT id FROM stems)
    GROUP BY stem) l
"""
_KINDS = """
INSERT INTO kinds (id, parse) SELECT DISTINCT kind, 'none' FROM stems
WHERE kind NOT IN (SELECT id FROM kinds)
"""
_SOURCES = """
INSERT INTO sources (
    id, path, compression, device, inode, size, modified, waiting, offset, prefix, prefix_size,
    tail, tail_size, identity, state, error)
SELECT DISTINCT source, '(lost)', 'none', 0, 0, 0, 0, 0, 0, x'', 0, x'', 0, x'', '{}',
    'what was known of this log was lost; imported again, it counts twice'
FROM (SELECT source FROM stems UNION SELECT source FROM blocks)
WHERE source NOT IN (SELECT id FROM sources)
"""
_GROUPS = """
INSERT INTO groups (id, rule, key) SELECT DISTINCT grp, -grp, '{}'
FROM (SELECT grp FROM hits UNION SELECT grp FROM alerts
    UNION SELECT -event FROM hits WHERE event < 0)
WHERE grp NOT IN (SELECT id FROM groups)
"""
_RULES = """
INSERT INTO rules (id, uuid, hash, active, title, severity, spec)
SELECT DISTINCT rule, 'lost-' || rule, '', 0, '(lost)', 'low', '{}'
FROM (SELECT rule FROM alerts UNION SELECT rule FROM groups WHERE rule > 0)
WHERE rule NOT IN (SELECT id FROM rules)
"""

_LEDGERS = """
INSERT OR IGNORE INTO ledgers (rule, counts, keeper)
SELECT DISTINCT a.rule, 'lost-' || g.rule, g.rule FROM alerts a JOIN groups g ON g.id = a.grp
WHERE g.rule > 0 AND g.rule <> a.rule
"""
"""Whose ledger a rule's alerts are of tells whose it used."""


class Mended(NamedTuple):
    """What had to be put in the place of what was lost."""

    texts: int
    """Names, addresses and the like that events refer to."""
    sources: int
    """Logs; these would be imported a second time."""
    evidence: int
    """Events whose raw record was lost."""
    salt: bool
    """Whether the database's secret was lost; it has a new one."""


def mend(new: sqlite3.Connection) -> Mended:
    """Put something in the place of all that was lost and is still referred to."""
    new.execute("BEGIN")
    salt = _salt(new)
    evidence = _evidence(new)
    for statement in (_STEMS, _KINDS, _GROUPS, _RULES, _LEDGERS):
        new.execute(statement)
    sources = new.execute(_SOURCES).rowcount
    texts = sum(_texts(new, table, selects) for table, selects in _REFERRED.items())
    _keep_numbers(new)
    new.execute("COMMIT")
    return Mended(texts, sources, evidence, salt)


def _texts(new: sqlite3.Connection, table: str, selects: tuple[str, ...]) -> int:
    """Give the numbers of a dimension that were lost a text that says so."""
    missing = new.execute(
        f"SELECT * FROM ({' UNION '.join(selects)}) EXCEPT SELECT id FROM {table}"
    ).fetchall()
    rows = [(number, secrets.randbits(63), LOST) for (number,) in missing if number is not None]
    new.executemany(f"INSERT INTO {table} (id, hash, text) VALUES (?, ?, ?)", rows)
    return len(rows)


def _evidence(new: sqlite3.Connection) -> int:
    """Give events that are in no block an empty one; returns how many there are."""
    blocks = new.execute("SELECT first_event, events FROM blocks ORDER BY first_event").fetchall()
    ends = [(0, 1), *((first, first + events) for first, events in blocks), (1 << 62, 0)]
    count = 0
    for (_, end), (first, _) in pairwise(ends):
        if end >= first:
            continue
        for run in _runs(new, end, first):
            _block(new, run)
            count += len(run.times)
    return count


class _Run(NamedTuple):
    """Consecutive events of one log."""

    first: int
    source: int
    times: list[int]


def _runs(new: sqlite3.Connection, start: int, end: int) -> Iterator[_Run]:
    """The events from one number to another, as blocks hold them."""
    run = None
    found = new.execute(
        "SELECT f.id, f.second * 1000000 + f.micro, ifnull(s.source, 0) FROM facts f "
        "LEFT JOIN stems s ON s.id = f.stem WHERE f.id >= ? AND f.id < ? ORDER BY f.id",
        (start, end),
    ).fetchall()
    for event, time, source in found:
        if run is not None and event == run.first + len(run.times) and source == run.source:
            run.times.append(time)
        else:
            if run is not None:
                yield run
            run = _Run(event, source, [time])
    if run is not None:
        yield run


def _block(new: sqlite3.Connection, run: _Run) -> None:
    """A block without bytes: its hash is that of nothing it holds, and every check says so."""
    events = len(run.times)
    new.execute(
        "INSERT INTO blocks (first_event, events, source, first_ts, last_ts, first_offset, size, "
        "sha256, spans, data) VALUES (?, ?, ?, ?, ?, 0, 0, x'', ?, ?)",
        (run.first, events, run.source, min(run.times), max(run.times), *without_bytes(events)),
    )
    occurring.post(new, run.first, run.first + events - 1)


def _salt(new: sqlite3.Connection) -> bool:
    """See to it that there is a secret by which texts are found; whether there was none."""
    if new.execute("SELECT 1 FROM settings WHERE key = 'salt'").fetchone():
        return False
    new.execute("INSERT INTO settings VALUES ('salt', ?)", (secrets.token_hex(32),))
    salt = dimensions.salt_of(new)
    for table in _REFERRED:
        more = {"addresses": ", packed IS NULL", "accounts": ", domain"}.get(table, ", 0")
        rows = new.execute(f"SELECT id, text{more} FROM {table}").fetchall()
        new.execute(f"UPDATE {table} SET hash = -id")  # out of each other's way
        new.executemany(
            f"UPDATE OR IGNORE {table} SET hash = ? WHERE id = ?",
            [
                (dimensions.hash_of(dimensions.key_of(table, text, other), salt), number)
                for number, text, other in rows
            ],
        )
    return True


def _keep_numbers(new: sqlite3.Connection) -> None:
    """See to it that no number of an event is given again, and none is counted again."""
    (highest,) = new.execute(
        "SELECT max(ifnull((SELECT max(id) FROM facts), 0), ifnull((SELECT max(event) FROM hits), "
        "0), ifnull((SELECT max(first_event + events - 1) FROM blocks), 0))"
    ).fetchone()
    if highest > last_event(new):
        keep_numbers(new, highest)
    if not new.execute("SELECT 1 FROM settings WHERE key = 'tallied'").fetchone():
        new.execute("INSERT INTO settings VALUES ('tallied', ?)", (str(highest),))
