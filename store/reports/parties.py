"""Who failed, and at whose account."""

import json
import sqlite3
from collections.abc import Sequence
from typing import NamedTuple

from store.queries.shown import SHOWN
from store.queries.tops import AXES
from store.reports.figures import Account, Offender, Offenders
from store.reports.frame import Frame
from store.reports.noted import TOP, Failed, Tried
from store.reports.periods import Instant

_KNOWN = """
SELECT id, text, first_seen FROM addresses WHERE id IN (SELECT value FROM json_each(?))
"""
_FRESH = """
SELECT id FROM addresses WHERE ifnull(first_seen, :since) >= :since
AND id IN (SELECT value FROM json_each(:some))
"""
"""An address that has no first time yet was first seen by the import that is at work."""


class _Named(NamedTuple):
    text: str
    first_seen: int | None


def offenders(connection: sqlite3.Connection, frame: Frame, found: Sequence[Failed]) -> Offenders:
    """The addresses that failed."""
    present = [each for each in found if each.now]
    values = {"since": frame.period.since, "some": _numbers(present)}
    new = {number for (number,) in connection.execute(_FRESH, values)}
    return Offenders(
        total=len(present),
        new=len(new),
        back=sum(each.before > 0 for each in present),
        gone=len(found) - len(present),
        top=_most(connection, frame, present),
        newest=_most(connection, frame, [each for each in present if each.address in new]),
    )


def accounts(found: Sequence[Tried]) -> tuple[Account, ...]:
    """The accounts with the most failed attempts to log in."""
    return tuple(Account(*each) for each in found)


def _most(
    connection: sqlite3.Connection, frame: Frame, failed: Sequence[Failed]
) -> tuple[Offender, ...]:
    """Those of some addresses with the most failures; the text decides between equals."""
    least = sorted((each.now for each in failed), reverse=True)[:TOP][-1:]
    near = [each for each in failed if least and each.now >= least[0]]
    known = {
        number: _Named(text, first_seen)
        for number, text, first_seen in connection.execute(_KNOWN, (_numbers(near),))
    }
    near.sort(key=lambda each: (-each.now, known[each.address].text))
    return tuple(_offender(connection, frame, each, known[each.address]) for each in near[:TOP])


def _offender(
    connection: sqlite3.Connection, frame: Frame, each: Failed, named: _Named
) -> Offender:
    since = frame.period.since
    first_seen = since if named.first_seen is None else named.first_seen
    alerts = _alerts(connection, frame, named.text)
    is_new = first_seen >= since
    return Offender(named.text, each.now, each.before, alerts, Instant(first_seen), is_new)


def _numbers(failed: Sequence[Failed]) -> str:
    """Addresses as the JSON list that `json_each` takes."""
    return json.dumps([each.address for each in failed])


def _alerts(connection: sqlite3.Connection, frame: Frame, address: str) -> int:
    """Alerts of the period that are grouped by an address."""
    fields = AXES["ip"].fields
    row = connection.execute(
        "SELECT count(DISTINCT a.id) FROM alert_groups g JOIN alerts a ON a.id = g.alert "
        f"WHERE g.field IN ({', '.join('?' * len(fields))}) AND g.value = ? "
        f"AND a.merged_into IS NULL AND {SHOWN} AND a.first_seen >= ? "
        "AND a.first_seen < ?",
        (*fields, address, frame.period.since, frame.period.until),
    ).fetchone()
    return int(row[0])
