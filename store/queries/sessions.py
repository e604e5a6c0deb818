"""What an entity did in one go: visits of a web client, logins, runs of other records.

Put together from its newest events. A session carries the conditions and the span of time that
select its events and no others.
"""

import sqlite3
from collections.abc import Iterable, Sequence
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
_ENDS = frozenset({"session-end", "logout", "disconnect"})

_SELECT = """
SELECT e.ts, k.dataset, k.program, k.action, k.outcome, k.method IS NOT NULL, e.pid,
    a.text, u.text, h.text, g.text, p.text
FROM json_each(?) wanted CROSS JOIN events e ON e.id = wanted.value
LEFT JOIN kinds k ON k.id = e.kind LEFT JOIN addresses a ON a.id = e.address
LEFT JOIN accounts u ON u.id = e.account LEFT JOIN hosts h ON h.id = e.host
LEFT JOIN agents g ON g.id = e.agent LEFT JOIN paths p ON p.id = e.path
"""


Conditions: TypeAlias = tuple[tuple[str, str | int | bool], ...]
"""ECS keys and values; True: there is one, False: there is none."""


@dataclass(frozen=True, slots=True)
class Session:
    """A run of events. Texts are the log's own: not yet safe to draw."""

    kind: str
    """`visit`, `login` or `activity`."""
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


class _Event(NamedTuple):
    time: int
    dataset: str | None
    program: str | None
    action: str | None
    outcome: str | None
    is_request: int
    pid: int | None
    address: str | None
    user: str | None
    host: str | None
    agent: str | None
    path: str | None

    @property
    def kind(self) -> str:
        if self.is_request:
            return "visit"
        return "activity" if self.pid is None or self.program is None else "login"

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


def sessions(connection: sqlite3.Connection, where: Where, most: int = MOST) -> list[Session]:
    """The sessions among the newest events, the latest first.

    Args:
        connection: For reading.
        where: Over `events e`.
        most: Events that are looked at.
    """
    ids = order.page(connection, where, after=None, before=None, newest_first=True, limit=most)
    rows = connection.execute(_SELECT, (joined_ids(ids),))
    events = sorted((_Event(*row) for row in rows), key=lambda event: event.time)
    found = [_session(run) for run in _runs(events)]
    return sorted(found, key=lambda session: (-session.last, -session.first))


def _runs(events: Iterable[_Event]) -> list[list[_Event]]:
    """Events that belong together, in the order of time."""
    runs: list[list[_Event]] = []
    latest: dict[Any, list[_Event]] = {}
    for event in events:
        key = event.kind, event.conditions
        run = latest.get(key)
        gap = _LOGIN if event.kind == "login" else _VISIT
        if run is None or event.time - run[-1].time > gap:
            run = latest[key] = []
            runs.append(run)
        run.append(event)
    return runs


def _session(run: Sequence[_Event]) -> Session:
    one = run[0]
    process = f"{one.program or '?'}[{one.pid}]"
    what = {"visit": one.agent or "no user agent", "login": process}.get(
        one.kind, one.dataset or "unknown format"
    )
    who = one.address if one.is_request else next((each.user for each in run if each.user), None)
    good = {each.action for each in run if each.outcome == "success"}
    return Session(
        one.kind,
        what,
        who,
        one.time,
        run[-1].time,
        len(run),
        sum(each.outcome == "failure" for each in run),
        len({each.path for each in run if each.path is not None}),
        bool(good & _BEGINS),
        any(each.action in _ENDS for each in run),
        one.conditions,
    )
