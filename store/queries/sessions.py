"""What an entity did in one go: visits of a web client, logins, runs of other records.

Put together from its newest events. A session carries the conditions and the span of time that
select its events and no others; or their numbers, where no condition does: a Windows logon is told
by its id, and how a login ended is often said by a record that does not name the entity.
"""

import json
import sqlite3
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeAlias

from store.queries import order
from store.queries.order import joined_ids
from store.queries.where import Where

MOST = 2_000
"""Events that are looked at: the newest."""
_MINUTE = 60_000_000
_VISIT = 30 * _MINUTE
"""Silence that ends a visit."""
_LOGIN = 12 * 60 * _MINUTE
"""Silence after which a process's number may be another's."""
_BEGINS = frozenset({"session-start", "login"})
_ENDS = frozenset({"session-end", "logout", "logoff", "disconnect"})
_ENDS_OF_OPENED = _ENDS | {"connection-closed"}
"""A connection is closed also on who was never let in."""
_ONE_LOGIN_EACH = frozenset({"sshd", "sshd-session", "dropbear", "login", "su"})
"""Programs of which each process serves one login: what others say of it is of the same one."""
_MOST_OPEN = 50
"""Logins of which the end is looked for beyond the entity's own records: the newest."""
_MOST_BLOCKS = 40
"""Blocks of records that are looked through for it."""
_SYSTEM_LOGONS = frozenset({0, 0x3E4, 0x3E5, 0x3E6, 0x3E7})
"""Ids of Windows' own logons, which last from boot to boot (SYSTEM, services, anonymous)."""

_DATA = "json_extract(e.extra, '$.\"winlog.event_data.{}LogonId\"')"
_LOGON = f"""CASE WHEN k.dataset = 'windows.eventlog' THEN iif(k.code IN ('4624', '4634', '4647'),
    {_DATA.format("Target")}, {_DATA.format("Subject")}) END"""
"""The logon that an event of Windows is about: a logon's and a logoff's own, else who acted."""
_COLUMNS = f"""
SELECT e.id, e.ts, k.dataset, k.program, k.action, k.outcome, k.method IS NOT NULL, e.pid,
    {_LOGON}, a.text, u.text, h.text, g.text, p.text
"""
_DIMENSIONS = """
LEFT JOIN kinds k ON k.id = e.kind LEFT JOIN addresses a ON a.id = e.address
LEFT JOIN accounts u ON u.id = e.account LEFT JOIN hosts h ON h.id = e.host
LEFT JOIN agents g ON g.id = e.agent LEFT JOIN paths p ON p.id = e.path
"""
_SELECT = (
    f"{_COLUMNS} FROM json_each(?) wanted CROSS JOIN events e ON e.id = wanted.value {_DIMENSIONS}"
)
_BESIDE = f"""
{_COLUMNS} FROM json_each(?1) wanted CROSS JOIN blocks b ON b.first_event = wanted.value
CROSS JOIN events e ON e.id >= b.first_event AND e.id < b.first_event + b.events {_DIMENSIONS}
WHERE (e.pid IN (SELECT value FROM json_each(?2)) AND k.method IS NULL)
    OR ltrim(substr(lower({_LOGON}), 3), '0') IN (SELECT value FROM json_each(?3))
"""
_BLOCKS = """
SELECT first_event FROM blocks WHERE last_ts >= ? AND first_ts <= ? ORDER BY first_ts LIMIT ?
"""


Conditions: TypeAlias = tuple[tuple[str, str | int | bool], ...]
"""ECS keys and values; True: there is one, False: there is none."""


@dataclass(frozen=True, slots=True)
class Session:
    """A run of events. Texts are the log's own: not yet safe to draw."""

    kind: str
    """`visit`, `login`, `logon` (of Windows) or `activity`."""
    what: str
    """By which client or process."""
    who: str | None
    """Account, or address."""
    first: int
    """Microseconds since 1970 UTC."""
    last: int
    events: int
    failures: int
    """Events that say so."""
    paths: int
    """Different ones."""
    opened: bool
    """Somebody was let in."""
    closed: bool
    """And left."""
    conditions: Conditions
    """What all its events, and no others of the entity in that span, meet."""
    ids: tuple[int, ...] = ()
    """The numbers of its events, where conditions cannot tell them."""


class _Event(NamedTuple):
    id: int
    time: int
    dataset: str | None
    program: str | None
    action: str | None
    outcome: str | None
    is_request: int
    pid: int | None
    logon_id: str | None
    address: str | None
    user: str | None
    host: str | None
    agent: str | None
    path: str | None

    @property
    def kind(self) -> str:
        if self.is_request:
            return "visit"
        if self.logon is not None:
            return "logon"
        return "activity" if self.pid is None or self.program is None else "login"

    @property
    def logon(self) -> int | None:
        """The id of a logon of Windows, as a number: exports write it with zeros, or without."""
        try:
            found = int(self.logon_id or "", 16)
        except ValueError:
            return None
        return None if found in _SYSTEM_LOGONS else found

    @property
    def key(self) -> tuple[str, object]:
        """What it has in common with the others of its session."""
        own = (self.host, self.logon) if self.kind == "logon" else self.conditions
        return self.kind, own

    @property
    def conditions(self) -> Conditions:
        """What tells its session from others."""
        told = (
            (("source.ip", self.address), ("user_agent.original", self.agent))
            if self.is_request
            else (("host.name", self.host), ("process.name", self.program), *self._speaker())
        )
        known = ((key, False if value is None else value) for key, value in told)
        return ("http.request.method", bool(self.is_request)), *known

    def _speaker(self) -> tuple[tuple[str, str | int | None], ...]:
        """Of a program its process; of what has none, the format."""
        if self.program is None:
            return (("event.dataset", self.dataset),)
        return (("process.pid", self.pid),)


def sessions(
    connection: sqlite3.Connection, where: Where, most: int = MOST, *, beyond: bool = False
) -> list[Session]:
    """The sessions among the newest events, the latest first.

    Args:
        connection: For reading.
        where: Over `events e`.
        most: Events that are looked at.
        beyond: Look for the ends of logins also among records that `where` does not select.
    """
    ids = order.page(connection, where, after=None, before=None, newest_first=True, limit=most)
    rows = connection.execute(_SELECT, (joined_ids(ids),))
    events = [_Event(*row) for row in rows]
    own = {event.id for event in events}
    if beyond:
        events += _beside(connection, events, own)
    runs = [run for run in _runs(events) if any(each.id in own for each in run)]
    found = [_session(run, own) for run in runs]
    return sorted(found, key=lambda session: (-session.last, -session.first))


def _beside(
    connection: sqlite3.Connection, events: Sequence[_Event], own: Collection[int]
) -> list[_Event]:
    """What other records say of the logins among events that nobody is known to have left."""
    runs = [run for run in _runs(events) if _is_open(run)][-_MOST_OPEN:]
    keys = {run[0].key for run in runs}
    pids = [run[0].pid for run in runs if run[0].kind == "login"]
    logons = [f"{run[0].logon:x}" for run in runs if run[0].kind == "logon"]
    blocks: dict[int, None] = {}
    for run in reversed(runs):
        until = run[-1].time + _LOGIN
        some = connection.execute(_BLOCKS, (run[0].time, until, _MOST_BLOCKS)).fetchall()
        blocks.update(dict.fromkeys(first for (first,) in some))
        if len(blocks) >= _MOST_BLOCKS:
            break
    chosen = joined_ids(list(blocks)[:_MOST_BLOCKS])
    rows = connection.execute(_BESIDE, (chosen, json.dumps(pids), json.dumps(logons)))
    found = (_Event(*row) for row in rows)
    return [event for event in found if event.id not in own and event.key in keys]


def _is_open(run: Sequence[_Event]) -> bool:
    """Whether somebody was let in and is not known to have left."""
    one = _session(run, ())
    alone = one.kind == "logon" or (one.kind == "login" and run[0].program in _ONE_LOGIN_EACH)
    return alone and one.opened and not one.closed


def _runs(events: Iterable[_Event]) -> list[list[_Event]]:
    """Events that belong together, in the order of time."""
    runs: list[list[_Event]] = []
    latest: dict[Any, list[_Event]] = {}
    for event in sorted(events, key=lambda each: (each.time, each.id)):
        run = latest.get(event.key)
        gap = _LOGIN if event.kind in ("login", "logon") else _VISIT
        if run is None or event.time - run[-1].time > gap:
            run = latest[event.key] = []
            runs.append(run)
        run.append(event)
    return runs


def _session(run: Sequence[_Event], own: Collection[int]) -> Session:
    """A session of events, of which `own` are the entity's."""
    one = run[0]
    what = {
        "visit": one.agent or "no user agent",
        "login": f"{one.program or '?'}[{one.pid}]",
        "logon": f"logon {one.logon or 0:#x} on {one.host or '?'}",
    }.get(one.kind, one.dataset or "unknown format")
    who = one.address if one.is_request else next((each.user for each in run if each.user), None)
    good = {each.action for each in run if each.outcome == "success"}
    opened = bool(good & _BEGINS)
    ends = _ENDS_OF_OPENED if opened else _ENDS
    numbered = one.kind == "logon" or any(each.id not in own for each in run)
    return Session(
        one.kind,
        what,
        who,
        one.time,
        run[-1].time,
        len(run),
        sum(each.outcome == "failure" for each in run),
        len({each.path for each in run if each.path is not None}),
        opened,
        any(each.action in ends for each in run),
        one.conditions,
        tuple(each.id for each in run) if numbered else (),
    )
