"""Which reports are due, each once: also those that nobody made while the machine was off.

The next one begins where the last one ended, so weeks that were missed are made up one by one, and
a week in which the clocks change is one week. A new plan begins with the period that is going on,
and tells nothing of the time before there was a plan.
"""

import sqlite3
from collections.abc import Iterator
from datetime import time, tzinfo
from typing import NamedTuple, cast

from store.reports import periods
from store.reports.dues import Plan
from store.reports.periods import Instant, Kind, Period


class Due(NamedTuple):
    """A report that is next, and when."""

    period: Period
    at: Instant


def due(connection: sqlite3.Connection, plan: Plan, zone: tzinfo, now: int) -> Iterator[Period]:
    """The periods whose reports are due, the earliest first.

    Args:
        connection: Any; `done` is to be called for each period before the next is asked for.
        plan: The plan.
        zone: That the plan names.
        now: The clock (µs UTC).
    """
    while (found := following(connection, plan, zone, now)).at <= now:
        yield found.period


def following(connection: sqlite3.Connection, plan: Plan, zone: tzinfo, now: int) -> Due:
    """The report that is next; of a plan that nobody knows yet, the one on the present period.

    Args:
        connection: Any connection to the database.
        plan: The plan.
        zone: That the plan names.
        now: The clock (µs UTC).
    """
    kind = cast("Kind", plan.period)
    row = connection.execute(
        "SELECT zone, clock, since, due FROM report_dues WHERE period = ?", (kind,)
    ).fetchone()
    if row is None or row[2] > now:  # nothing yet, or a clock that was ahead of its time
        return _due(periods.containing(kind, now, zone), plan, zone)
    within = row[2] if row[0] == plan.zone else (row[2] + row[3]) // 2
    return _due(periods.containing(kind, within, zone), plan, zone)


def note(connection: sqlite3.Connection, plan: Plan, next_: Due) -> None:
    """Remember which report is next; inside a transaction."""
    connection.execute(
        "INSERT OR REPLACE INTO report_dues (period, zone, clock, since, due) "
        "VALUES (?, ?, ?, ?, ?)",
        (*plan, next_.period.since, next_.at),
    )


def done(
    connection: sqlite3.Connection, plan: Plan, zone: tzinfo, period: Period, now: int
) -> bool:
    """Note that a report is made, and which is next; in the transaction that queues its message.

    Args:
        connection: In that transaction.
        plan: The plan.
        zone: That the plan names.
        period: What the report is on.
        now: The clock (µs UTC).

    Returns:
        Whether it is the first on this period: False where another run was quicker.
    """
    cursor = connection.execute(
        "INSERT OR IGNORE INTO reports (period, since, until, made) VALUES (?, ?, ?, ?)",
        (period.kind, period.since, period.until, now),
    )
    note(connection, plan, _due(periods.after(period, zone), plan, zone))
    return cursor.rowcount == 1


def forget_ahead(connection: sqlite3.Connection, now: int) -> None:
    """Forget reports that a clock made which was ahead: of their time nothing was known yet.

    Args:
        connection: In a transaction of the writer.
        now: The clock, which is right again (µs UTC).
    """
    connection.execute("DELETE FROM reports WHERE made > ?", (now,))


def _due(period: Period, plan: Plan, zone: tzinfo) -> Due:
    """When a report is due: at the plan's hour of the day on which its period is over."""
    day = periods.local(period.until, zone).date()
    return Due(period, periods.at_clock(day, time.fromisoformat(plan.clock), zone))
