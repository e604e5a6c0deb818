"""Silences: alerts that somebody wants to hear no more of, why, and until when.

A silenced alert is judged, stored and counted like any other; lists leave it out, and nobody is
told of it. An alert is silenced only if all of its evidence meets the silence's filter: an address
that is to be ignored hides nobody else.
"""

import sqlite3
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC

from store.database.connection import register
from store.errors import ActionError
from store.filters.grammar import parse
from store.filters.keys import TEXT
from store.queries.conditions import alerts_wholly
from store.queries.rule_words import Stranger, strangers
from store.queries.where import Where

_WHOM = frozenset({"ip", "class", "list", "country", "city", "asn", "org", "id", "alert"})
"""Keys that say whom a silence is about: where somebody comes from is not theirs to choose."""
_SAID = frozenset({TEXT, "regex", "user", "path", "method", "agent", "referrer", "site", "domain"})
"""Keys of what whoever is logged says himself."""
_DECIDED = frozenset({"silence", "reason", "assignee", "tag", "case"})
"""Keys that tell what analysts did."""
_COLUMNS = "s.id, s.created, s.owner, s.reason, s.until, s.filter, s.lifted"
_NEW, _FREE = "a.status = 'new'", "a.silence IS NULL"
_IN_FORCE = "lifted IS NULL AND (until IS NULL OR until > ?)"


@dataclass(frozen=True, slots=True)
class Silence:
    """One silence."""

    id: int
    created: int
    """Microseconds since 1970 UTC, as all times here."""
    owner: str
    reason: str
    until: int | None
    """None: for good."""
    filter: str
    """In the filter language, as it was written."""
    lifted: int | None
    """When it was ended by hand."""
    hidden: int
    """Alerts that it hides."""

    def is_in_force(self, now: int) -> bool:
        """Whether it hides new alerts."""
        return self.lifted is None and (self.until is None or self.until > now)


@dataclass(frozen=True, slots=True)
class Wish:
    """A silence that somebody asks for."""

    filter: str
    owner: str
    reason: str
    until: int | None


@dataclass(frozen=True, slots=True)
class Preview:
    """What a silence would hide, and would have hidden so far."""

    alerts: int
    """Those of which all evidence meets its filter."""
    hidden: int
    """Those among them that it would hide now: nobody has decided about them."""
    true: int
    """Those among them that were closed as true positives."""
    latest: tuple[int, ...]
    """The ids of the latest of those that it would hide, last seen first."""
    said: tuple[str, ...] = ()
    """Keys of what whoever is logged says himself, where nothing else says whom it hides: who says
    the same is hidden too."""
    strangers: tuple[Stranger, ...] = ()
    """Words that it takes for names of rules, and that name none: it hides nothing of theirs."""


def preview(connection: sqlite3.Connection, filter_: str, now: int) -> Preview:
    """What a silence would hide, and would have hidden so far.

    Raises:
        FilterError: The filter cannot be understood, or asks how alerts were decided.
    """
    where = _where(filter_, now)
    rows = connection.execute(
        f"SELECT id, reason, {_NEW} AND {_FREE} FROM alerts a "
        f"{where.clause('a.merged_into IS NULL')} "
        "ORDER BY last_seen DESC, id DESC",
        where.parameters,
    ).fetchall()
    true = sum(str(reason).startswith("true-positive") for _, reason, _ in rows)
    hidden = [number for number, _, can_be in rows if can_be]
    unknown = strangers(connection, parse(filter_))
    return Preview(len(rows), len(hidden), true, tuple(hidden[:5]), _said(filter_), unknown)


def _said(filter_: str) -> tuple[str, ...]:
    """By which words of a stranger alone a filter tells whom it hides; none: by others as well."""
    wanted = [term.key for term in parse(filter_).terms if not term.negated]
    said = dict.fromkeys(key for key in wanted if key in _SAID)
    return () if _WHOM.intersection(wanted) else tuple(said)


def begin(connection: sqlite3.Connection, wish: Wish, now: int, *, force: bool = False) -> int:
    """Begin a silence; new alerts that it is about are hidden, those under work are not.

    Args:
        connection: In a transaction of the writer, with the SQL functions of a reader.
        wish: The silence.
        now: The clock (µs UTC).
        force: Also where it would have hidden a true positive.

    Returns:
        Its number.

    Raises:
        FilterError: The filter cannot be understood, or asks how alerts were decided.
        ActionError: It says nothing, is without reason, ends in the past, or would have hidden a
            true positive.
    """
    _check(wish, now)
    found = preview(connection, wish.filter, now)
    if found.true and not force:
        counts = f"{found.alerts} alerts, {found.true} of them closed as true positives"
        raise ActionError(f"it would have hidden {counts}; --force silences all the same")
    cursor = connection.execute(
        "INSERT INTO silences (created, owner, reason, until, filter) VALUES (?, ?, ?, ?, ?)",
        (now, wish.owner, wish.reason, wish.until, wish.filter),
    )
    number = int(cursor.lastrowid or 0)
    _hide(connection, number, wish.filter, now, Where(_NEW))
    return number


def lift(connection: sqlite3.Connection, number: int, now: int) -> Silence:
    """End a silence: what it hid is shown again, unless another hides it.

    Args:
        connection: In a transaction of the writer.
        number: The silence.
        now: The clock (µs UTC).

    Returns:
        The silence, with the number of alerts that it had hidden.

    Raises:
        ActionError: There is none of that number, or it was lifted already.
    """
    found = get(connection, number)
    if found.lifted is not None:
        raise ActionError(f"silence {number} was lifted already")
    connection.execute("UPDATE silences SET lifted = ? WHERE id = ?", (now, number))
    show_lifted(connection, number, now)
    return found


def extend(connection: sqlite3.Connection, number: int, until: int | None, now: int) -> Silence:
    """Let a silence end at another time; one that had ended hides again what is new.

    Args:
        connection: In a transaction of the writer, with the SQL functions of a reader.
        number: The silence.
        until: When it ends (µs UTC); None: never.
        now: The clock (µs UTC).

    Returns:
        The silence as it is now.

    Raises:
        ActionError: There is none of that number, it was lifted, or it would end in the past.
    """
    found = get(connection, number)
    if found.lifted is not None:
        raise ActionError(f"silence {number} was lifted; begin another one")
    if until is not None and until <= now:
        raise ActionError("a silence ends in the future")
    if until == found.until:
        raise ActionError(f"silence {number} ends then already")
    connection.execute("UPDATE silences SET until = ? WHERE id = ?", (until, number))
    _hide(connection, number, found.filter, now, Where("a.status = 'new'"))
    return get(connection, number)


def show_lifted(connection: sqlite3.Connection, number: int, now: int) -> None:
    """Show what a silence hides that has ended by hand, unless another hides it."""
    hidden = connection.execute(
        "SELECT a.id FROM alerts a JOIN silences s ON s.id = a.silence "
        "WHERE s.id = ? AND s.lifted IS NOT NULL",
        (number,),
    )
    apply(connection, [alert for (alert,) in hidden], now)


def listing(connection: sqlite3.Connection) -> list[Silence]:
    """All silences, the latest first."""
    rows = connection.execute(
        f"SELECT {_COLUMNS}, (SELECT count(*) FROM alerts a WHERE a.silence = s.id "
        "AND a.merged_into IS NULL) FROM silences s ORDER BY s.id DESC"
    )
    return [Silence(*row) for row in rows]


def apply(connection: sqlite3.Connection, alerts: Collection[int], now: int) -> set[int]:
    """Hide those of some alerts that silences are about, and show those that none is about now.

    Args:
        connection: In a transaction of the writer.
        alerts: `alerts.id`: those that were opened, or grew.
        now: The clock (µs UTC).

    Returns:
        Those that are hidden.
    """
    silences = connection.execute(
        f"SELECT id, filter FROM silences WHERE {_IN_FORCE} ORDER BY id", (now,)
    ).fetchall()
    if not alerts:
        return set()
    register(connection)
    some = _among(alerts)
    connection.execute(
        "UPDATE alerts AS a SET silence = NULL, rev = rev + 1 "
        f"WHERE silence IS NOT NULL AND {some.sql}",
        some.parameters,
    )
    for number, filter_ in silences:
        _hide(connection, number, filter_, now, some)
    rows = connection.execute(
        f"SELECT id FROM alerts a WHERE silence IS NOT NULL AND {some.sql}", some.parameters
    )
    return {int(number) for (number,) in rows}


def _check(wish: Wish, now: int) -> None:
    terms = parse(wish.filter).terms
    if not terms:
        raise ActionError("a silence needs a filter: it would hide every alert")
    for term in terms:
        if term.key in _DECIDED:
            raise ActionError(f"a silence is about what happened, not about {term.key}:")
        if term.key == TEXT and all(value.plain.isdecimal() for value in term.values):
            number = term.values[0].plain
            raise ActionError(f"write alert:{number} for an alert, or more than digits for text")
    if not wish.reason.strip():
        raise ActionError("a silence needs a reason")
    if wish.until is not None and wish.until <= now:
        raise ActionError("a silence ends in the future")


def _where(filter_: str, now: int) -> Where:
    return alerts_wholly(parse(filter_), now, UTC)


def _among(alerts: Collection[int]) -> Where:
    numbers = ",".join(map(str, sorted(alerts)))
    return Where("a.id IN (SELECT value FROM json_each(?))", (f"[{numbers}]",))


def _hide(
    connection: sqlite3.Connection, silence: int, filter_: str, now: int, some: Where
) -> None:
    """Let a silence hide those of some alerts that it is about."""
    where = _where(filter_, now)
    clause = where.clause("a.merged_into IS NULL", _FREE, some.sql)
    connection.execute(
        f"UPDATE alerts AS a SET silence = ?, rev = rev + 1 {clause}",
        (silence, *where.parameters, *some.parameters),
    )


def get(connection: sqlite3.Connection, number: int) -> Silence:
    """One silence.

    Raises:
        ActionError: There is none of that number.
    """
    for silence in listing(connection):
        if silence.id == number:
            return silence
    raise ActionError(f"there is no silence {number}")
