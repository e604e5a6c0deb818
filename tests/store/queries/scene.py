"""A small database made by the real writer: two logs, three rules, four alerts."""

import json
import sqlite3
from pathlib import Path

from store.database.coding import Coder
from store.database.connection import Writer
from store.database.facts import facts
from store.database.ingest import Ingest
from store.model import UNPARSED, Fields, Kind, Outcome, Record, TimeFlag
from tests.store.database.fresh import fresh

SECOND = 1_000_000
START = 1_795_000_000 * SECOND
"""2026-11-18 11:06:40 UTC"""

HIT = Kind(
    "apache.access",
    category="web",
    action="http-request",
    outcome=Outcome.SUCCESS,
    method="GET",
    version="1.1",
    status=200,
)
MISS = HIT._replace(outcome=Outcome.FAILURE, status=404)
FAILED = Kind(
    "system.auth",
    category="authentication",
    action="login",
    outcome=Outcome.FAILURE,
    program="sshd",
)
ACCEPTED = FAILED._replace(outcome=Outcome.SUCCESS)
LOGON = Kind(
    "windows.eventlog",
    category="authentication",
    action="login",
    outcome=Outcome.FAILURE,
    code="4625",
    channel="Security",
    provider="Microsoft-Windows-Security-Auditing",
)
DENIED = Kind("apache.error", action="access-denied", code="AH01630", module="authz_core")

BRUTE, DETECTION, ODD = "rule-brute", "rule-detection", "rule-odd"


def web(second: int, kind: Kind, ip: str, path: str, more: Fields | None = None) -> Record:
    """A request."""
    fields: Fields = {
        "source.ip": ip,
        "url.path": path,
        "user_agent.original": "curl/8",
        "url.domain": "www.example.com",
        **(more or {}),
    }
    raw = f"{ip} {kind.method} {path} {kind.status}".encode()
    return Record(second * 100, raw, kind, fields, START + second * SECOND)


def login(second: int, kind: Kind, user: str, weight: int = 1) -> Record:
    """An attempt to log in."""
    message = f"{'Failed' if kind is FAILED else 'Accepted'} password for {user}"
    fields: Fields = {
        "host.name": "web1",
        "source.ip": "192.0.2.9",
        "user.name": user,
        "process.pid": 4000 + second,
        "message": message,
    }
    time, flags = START + second * SECOND, int(TimeFlag.YEAR_ASSUMED | TimeFlag.ZONE_ASSUMED)
    return Record(second * 100, message.encode(), kind, fields, time, flags, weight)


WEB = [
    web(0, HIT, "192.0.2.1", "/", {"http.response.body.bytes": 12, "url.query": "q=1"}),
    web(10, MISS, "192.0.2.1", "/wp-login.php"),
    web(20, MISS, "192.0.2.200", "/wp-admin/100%_sure"),
    web(30, HIT, "2001:db8::1", "/Index.html", {"user.name": "Alice"}),
    Record(4000, b"\x1b[31mno \xff log\x00", UNPARSED, {}, START + 40 * SECOND),
    Record(
        5000,
        b"scanner.example.com denied AH01630",
        DENIED,
        {"source.domain": "scanner.example.com", "message": "client denied"},
        START + 50 * SECOND,
    ),
]
AUTH = [
    login(5, FAILED, "root"),
    login(15, FAILED, "root", weight=3),
    login(25, FAILED, "admin"),
    login(35, ACCEPTED, "root"),
    Record(
        4500,
        b"<Event>4625</Event>",
        LOGON,
        {
            "host.name": "DC1",
            "user.name": "root",
            "user.domain": "CORP",
            "user.target.name": "svc",
            "winlog.record_id": 77,
            "winlog.event_data.LogonType": "3",
            "winlog.event_data.WorkstationName": "-",
        },
        START + 45 * SECOND,
    ),
    login(5, FAILED, "late"),
]
"""The last one stands at the end of its file and happened near the beginning."""

IN_TIME = [1, 7, 12, 2, 8, 3, 9, 4, 10, 5, 11, 6]
"""All events by time and id."""


def scans(connection: sqlite3.Connection, statement: str) -> list[str]:
    """Steps of a traced statement's plan that go through all events without an index."""
    if statement.startswith("--"):
        return []  # what an SQL function asks
    plan = connection.execute(f"EXPLAIN QUERY PLAN {statement}").fetchall()
    return [row[3] for row in plan if row[3] in ("SCAN e", "SCAN events")]


def build(path: Path) -> Path:
    """Make the database; events 1 to 6 are `WEB`, 7 to 12 are `AUTH`."""
    fresh(path)
    ingest = Ingest()
    with Writer(path) as writer, writer.transaction() as connection:
        for number, (name, records) in enumerate(
            (("/var/log/apache2/access.log", WEB), ("/var/log/auth.log", AUTH)), start=1
        ):
            _source(connection, number, name, len(records))
            ingest.write(connection, number, facts(records, Coder()))
        ingest.finish(connection)
        _alerts(connection)
    return path


def _source(connection: sqlite3.Connection, number: int, path: str, events: int) -> None:
    connection.execute(
        "INSERT INTO sources (id, path, format, compression, device, inode, size, modified, "
        "offset, prefix, prefix_size, tail, tail_size, identity, state, events, last_import) "
        "VALUES (?, ?, 'apache.access', 'none', 1, ?, 9000, 0, 9000, x'', 0, x'', 0, ?, '{}', "
        "?, ?)",
        (number, path, number, bytes([number]) * 16, events, START + 100 * SECOND),
    )


def _alerts(connection: sqlite3.Connection) -> None:
    for number, (uuid, title, level) in enumerate(
        ((BRUTE, "Brute force", "high"), (DETECTION, "Odd request", "low"), (ODD, "Old", "medium")),
        start=1,
    ):
        spec = {
            "uuid": uuid,
            "tags": ["attack.credential-access", "attack.t1110.001"] if number == 1 else [],
            "author": "Blotter",
            "license": "Apache-2.0",
            "description": "Many failures.\nLook for a success next.",
            "falsepositives": ["A forgotten password"],
            "references": [],
        }
        connection.execute(
            "INSERT INTO rules VALUES (?, ?, 'h', 1, ?, ?, ?, NULL)",
            (number, uuid, title, level, json.dumps(spec)),
        )
        connection.execute("INSERT INTO judged VALUES (?, 12)", (number,))
    _alert(connection, 1, "high", {"source.ip": "192.0.2.9"}, [7, 8, 9])
    _alert(connection, 2, "low", {"host.name": "web1", "url.path": "/wp-login.php"}, [2])
    _alert(connection, 2, "low", {"source.ip": "192.0.2.200"}, [3])
    _alert(connection, 3, "medium", {"source.ip": "192.0.2.9"}, [10])
    connection.execute("UPDATE alerts SET merged_into = 1 WHERE id = 4")


def _alert(
    connection: sqlite3.Connection,
    rule: int,
    severity: str,
    group: dict[str, str],
    events: list[int],
) -> None:
    key = json.dumps(group)
    grp = connection.execute("INSERT INTO groups (rule, key) VALUES (?, ?)", (rule, key)).lastrowid
    marks = ",".join("?" * len(events))
    times = dict(
        connection.execute(f"SELECT id, ts FROM events WHERE id IN ({marks})", events).fetchall()
    )
    connection.executemany(
        "INSERT INTO hits (grp, ts, slot, event, n) VALUES (?, ?, 0, ?, 1)",
        [(grp, times[event], event) for event in events],
    )
    first, last = min(times.values()), max(times.values())
    alert = connection.execute(
        "INSERT INTO alerts (rule, grp, severity, first_seen, last_seen, opened_at, count, peak, "
        "evidence) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (rule, grp, severity, first, last, last, len(events), len(events), len(events)),
    ).lastrowid
    connection.executemany(
        "INSERT INTO alert_groups VALUES (?, ?, ?)",
        [(field, value, alert) for field, value in group.items()],
    )
