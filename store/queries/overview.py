"""What there is in all, in a glance: records read, and alerts that wait; and whether it changed."""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass

from store.model import Severity
from store.queries.shown import SHOWN


@dataclass(frozen=True, slots=True)
class Overview:
    """Sums over the whole database."""

    lines: int
    """Records of all sources."""
    unparsed: int
    """Records among them that no format understood."""
    open: Mapping[Severity, int]
    """Alerts that are neither closed nor silenced; a severity without any is absent."""
    silenced: int = 0
    """Alerts that are not closed, and hidden by a silence."""
    undelivered: int = 0
    """Notifications that reached nobody and are not tried any more."""


def overview(connection: sqlite3.Connection) -> Overview:
    """Sum up the sources and the open alerts."""
    understood, unparsed = connection.execute(
        "SELECT ifnull(sum(events), 0), ifnull(sum(unparsed), 0) FROM sources"
    ).fetchone()
    counted = connection.execute(
        f"SELECT severity, count(*) FROM alerts a WHERE status <> 'closed' "
        f"AND merged_into IS NULL AND silence IS NULL AND {SHOWN} GROUP BY severity"
    )
    silenced = connection.execute(
        "SELECT count(*) FROM alerts "
        "WHERE silence IS NOT NULL AND status <> 'closed' AND merged_into IS NULL"
    ).fetchone()
    still_open = {Severity(severity): int(number) for severity, number in counted}
    dead = connection.execute("SELECT count(*) FROM deliveries WHERE state = 'dead'").fetchone()
    return Overview(understood + unparsed, unparsed, still_open, int(silenced[0]), int(dead[0]))


def data_version(connection: sqlite3.Connection) -> int:
    """A number that differs whenever another connection has committed since the last look."""
    return int(connection.execute("PRAGMA data_version").fetchone()[0])
