"""Whether a report is due: one question, asked by every import, so that no daemon is needed."""

import sqlite3
from typing import NamedTuple


class Plan(NamedTuple):
    """A report that is made by itself."""

    period: str
    """`day`, `week` or `month`."""
    zone: str
    """Name of the zone that its days are of; empty: the machine's."""
    clock: str
    """When it is due on the day after its last, `HH:MM`."""


def is_due(connection: sqlite3.Connection, plan: Plan, now: int) -> bool:
    """Whether something is to be done about a plan: its report is due, or it is a new plan."""
    row = connection.execute(
        "SELECT due, since FROM report_dues WHERE period = ? AND zone = ? AND clock = ?", plan
    ).fetchone()
    return row is None or row[0] <= now or row[1] > now
