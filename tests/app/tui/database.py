"""Build a small database for the screens: our own records, and alerts that rest on them."""

import ipaddress
import json
import sqlite3
from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import blake2b, sha256
from pathlib import Path

import zstandard

from store.database.connection import Writer, create
from store.model import Fields, Kind, Outcome, Parse, Record
from store.rules.logsources import Selector
from tests.store.rules.making import rule as compiled_rule

BEGIN = 1_795_144_329_000_000
"""2026-11-20 03:12:09 UTC"""
SECOND = 1_000_000

FAILED = Kind("system.auth", Parse.FULL, "authentication", "login", Outcome.FAILURE)
ACCEPTED = Kind("system.auth", Parse.FULL, "authentication", "login", Outcome.SUCCESS)
UNKNOWN = Kind(parse=Parse.NONE)


def failed(number: int, address: str = "203.0.113.7", user: str = "root") -> Record:
    """One failed login; each a second after the one before."""
    text = f"Failed password for {user} from {address} port {4000 + number} ssh2"
    return record(number, text, FAILED, address, user)


def record(
    number: int, message: str, kind: Kind, address: str | None = None, user: str | None = None
) -> Record:
    """A record of an ssh server."""
    raw = f"Nov 20 03:12:09 web1 sshd[{number}]: {message}".encode("utf-8", "surrogateescape")
    found = {"source.ip": address, "user.name": user, "host.name": "web1", "message": message}
    fields: Fields = {key: value for key, value in found.items() if value is not None}
    return Record(number * 1000, raw, kind, fields, BEGIN + number * SECOND)


@dataclass(slots=True)
class Builder:
    """Writes rows; what repeats gets one number."""

    connection: sqlite3.Connection
    numbers: dict[tuple[str, object], int] = field(default_factory=dict)

    def events(self, records: Sequence[Record]) -> None:
        """Write records of one source, and their evidence."""
        first = self._next("events")
        for number, one in enumerate(records, first):
            self._event(number, one)
        self._block(first, records)
        self.connection.execute(
            "INSERT OR REPLACE INTO settings (key, value) VALUES ('tallied', ?)",
            (str(first + len(records) - 1),),
        )
        unparsed = sum(one.kind.parse is Parse.NONE for one in records)
        self.connection.execute(
            "INSERT INTO sources (id, path, compression, device, inode, size, modified, offset, "
            "prefix, prefix_size, tail, tail_size, identity, state, events, unparsed) "
            "VALUES (1, '/var/log/auth.log', 'none', 0, 0, 0, 0, 0, x'00', 0, x'00', 0, x'01', "
            "'{}', ?, ?) "
            "ON CONFLICT DO UPDATE SET events = events + excluded.events, "
            "unparsed = unparsed + excluded.unparsed",
            (len(records) - unparsed, unparsed),
        )

    def _block(self, first: int, records: Sequence[Record]) -> None:
        """One block as the schema describes it: lengths, then gaps, then all bytes in a row."""
        data = b"".join(one.raw for one in records)
        lengths = [len(one.raw) for one in records]
        ends = [records[0].offset, *(one.offset + len(one.raw) for one in records)]
        gaps = [one.offset - end for one, end in zip(records, ends, strict=False)]
        spans = array("I", lengths).tobytes() + array("i", gaps).tobytes()
        packer = zstandard.ZstdCompressor()
        self.connection.execute(
            "INSERT INTO blocks (source, first_event, events, first_ts, last_ts, first_offset, "
            "size, spans, data, sha256) VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (first, len(records), min(one.time or 0 for one in records),
             max(one.time or 0 for one in records), records[0].offset, len(data),
             packer.compress(spans), packer.compress(data), sha256(data).digest()),
        )  # fmt: skip
        for entity, rows in (("address", "address_blocks"), ("account", "account_blocks")):
            self.connection.execute(
                f"INSERT INTO {rows} SELECT DISTINCT {entity}, ? FROM facts "
                f"WHERE id >= ? AND {entity} IS NOT NULL", (first, first),
            )  # fmt: skip

    def _event(self, number: int, one: Record) -> None:
        second, micro = divmod(one.time or 0, SECOND)
        self.connection.execute(
            "INSERT INTO facts (id, second, micro, stem, address, account, message) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)",
            (number, second, micro, self._stem(one), self._text("addresses", one, "source.ip"),
             self._text("accounts", one, "user.name"), one.fields.get("message")),
        )  # fmt: skip

    def _stem(self, one: Record) -> int:
        kind, host = self._kind(one.kind), self._text("hosts", one, "host.name")
        if ("stems", (kind, host)) not in self.numbers:
            row = self.connection.execute(
                "INSERT INTO stems (source, kind, failed, weight, flags, host) "
                "VALUES (1, ?, ?, 1, 0, ?)",
                (kind, one.kind.outcome is Outcome.FAILURE, host),
            )
            self.numbers["stems", (kind, host)] = int(row.lastrowid or 0)
        return self.numbers["stems", (kind, host)]

    def _kind(self, kind: Kind) -> int:
        if ("kinds", kind) not in self.numbers:
            names, marks = ", ".join(kind._fields), ", ".join("?" * len(kind))
            row = self.connection.execute(f"INSERT INTO kinds ({names}) VALUES ({marks})", kind)
            self.numbers["kinds", kind] = int(row.lastrowid or 0)
        return self.numbers["kinds", kind]

    def _text(self, table: str, one: Record, key: str) -> int | None:
        """The number of a text, and one more in its tallies."""
        text = one.fields.get(key)
        if text is None:
            return None
        digest = blake2b(str(text).encode("utf-8", "surrogatepass"), digest_size=7).digest()
        bad = one.kind.outcome is Outcome.FAILURE
        packed = ", packed" if table == "addresses" else ""
        row = self.connection.execute(
            f"INSERT INTO {table} (hash, text, events, failures, first_seen, last_seen{packed}) "
            f"VALUES (?, ?, 1, ?, ?, ?{', ?' if packed else ''}) ON CONFLICT (hash) DO UPDATE SET "
            "events = events + 1, failures = failures + excluded.failures, "
            "last_seen = excluded.last_seen RETURNING id",
            (int.from_bytes(digest, "big"), text, bad, one.time, one.time,
             *([_packed(str(text))] if packed else [])),
        ).fetchone()  # fmt: skip
        return int(row[0])

    def alert(self, title: str, severity: str, group: dict[str, str], events: Sequence[int]) -> int:
        """Write an alert of a rule of its own."""
        rule, group_number = self._next("rules"), self._next("groups")
        spec = compiled_rule(
            uuid=f"rule-{rule}",
            title=title,
            tags=("attack.t1110",),
            description="Somebody guesses.",
            selector=Selector(datasets=("system.auth",)),
            columns=("event.action", "event.outcome", "source.ip"),
            predicate="(`event.action`='login' AND `event.outcome`='failure' "
            "AND `source.ip`='203.0.113.7')",
        ).to_json()
        self.connection.execute(
            "INSERT INTO rules VALUES (?, ?, 'h', 1, ?, ?, ?, NULL)",
            (rule, f"rule-{rule}", title, severity, spec),
        )
        self.connection.execute("INSERT INTO judged VALUES (?, 0)", (rule,))
        self.connection.execute(
            "INSERT INTO groups VALUES (?, ?, ?)", (group_number, rule, json.dumps(group))
        )
        times = [self._hit(group_number, event) for event in events]
        number = self._next("alerts")
        self.connection.execute(
            "INSERT INTO alerts (id, rule, grp, severity, first_seen, last_seen, opened_at, count, "
            "peak, evidence) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (number, rule, group_number, severity, min(times), max(times), min(times),
             len(events), len(events), len(events)),
        )  # fmt: skip
        for key, value in group.items():
            self.connection.execute(
                "INSERT INTO alert_groups VALUES (?, ?, ?)", (key, value, number)
            )
        return number

    def _hit(self, group: int, event: int) -> int:
        row = self.connection.execute("SELECT ts FROM events WHERE id = ?", (event,)).fetchone()
        self.connection.execute(
            "INSERT INTO hits (grp, ts, slot, event, n) VALUES (?, ?, 0, ?, 1)",
            (group, row[0], event),
        )
        return int(row[0])

    def _next(self, table: str) -> int:
        row = self.connection.execute(f"SELECT ifnull(max(id), 0) + 1 FROM {table}").fetchone()
        return int(row[0])


def _packed(text: str) -> bytes | None:
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return None
    return address.packed if address.version == 6 else b"\0" * 10 + b"\xff\xff" + address.packed


def build(path: Path, events: int = 1_000) -> None:
    """A database of failed logins from two addresses, one success, and three alerts."""
    create(path)
    with Writer(path) as writer, writer.transaction() as connection:
        builder = Builder(connection)
        addresses = ("203.0.113.7", "198.51.100.23")
        records = [failed(number, addresses[number % 5 == 0]) for number in range(events - 2)]
        records.append(record(events - 2, "something no format understands", UNKNOWN))
        accepted = "Accepted password for root from 203.0.113.7 port 4999 ssh2"
        records.append(record(events - 1, accepted, ACCEPTED, "203.0.113.7", "root"))
        builder.events(records)
        builder.alert(
            "Login after guessing", "critical", {"source.ip": "203.0.113.7"}, [events - 1, events]
        )
        seven = {"source.ip": "203.0.113.7"}
        builder.alert("Guessed passwords", "high", seven, [*range(2, 6), *range(7, 11)])
        other = {"source.ip": "198.51.100.23", "user.name": "root"}
        builder.alert("Root from outside", "low", other, [1, 6, 11])


def append(path: Path, records: Sequence[Record]) -> None:
    """What an import adds while the app is open."""
    with Writer(path) as writer, writer.transaction() as connection:
        Builder(connection).events(records)


def more_urgent(path: Path, title: str) -> None:
    """A record that comes later, and a critical alert that rests on it."""
    with Writer(path) as writer, writer.transaction() as connection:
        builder = Builder(connection)
        builder.events([failed(3_000, "192.0.2.9")])
        builder.alert(title, "critical", {"source.ip": "192.0.2.9"}, [1_001])
