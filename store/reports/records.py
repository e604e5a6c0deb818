"""How many records there are, by log and time: mostly without a look at any."""

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from store.reports.frame import Buckets, Frame

_BLOCKS = """
SELECT first_event, source, first_ts, last_ts, events FROM blocks
WHERE last_ts >= :since AND first_ts < :until
"""

_EDGES = """
SELECT b.source, f.second / :step, count(*)
FROM json_each(:blocks) j CROSS JOIN blocks b ON b.first_event = j.value
CROSS JOIN facts f ON f.id BETWEEN b.first_event AND b.first_event + b.events - 1
WHERE f.second >= :first AND f.second < :end GROUP BY 1, 2
"""

_STEMS = """
SELECT s.id, k.dataset, k.parse, k.category, k.status, s.failed, s.weight, ifnull(p.text, h.text)
FROM stems s JOIN kinds k ON k.id = s.kind
LEFT JOIN hosts h ON h.id = s.host LEFT JOIN hosts p ON p.id = s.site
"""


class Stem(NamedTuple):
    """What a report asks of what records have in common."""

    dataset: str | None
    parse: str
    category: str | None
    status: int | None
    failed: int
    weight: int
    place: str | None
    """The web site, or the host where none is named."""


class Tally(NamedTuple):
    """So many records with the same stem in the same stretch of time."""

    stem: Stem
    bucket: int
    records: int

    @property
    def failures(self) -> int:
        """Failures among them, by weight."""
        return self.records * self.stem.weight if self.stem.failed else 0


def by_source(
    connection: sqlite3.Connection, frame: Frame, buckets: Buckets
) -> Counter[tuple[int, int]]:
    """How many records there are, by source and number of the stretch.

    A block that lies in one stretch is counted whole; others are looked into.
    """
    found: Counter[tuple[int, int]] = Counter()
    edges: list[int] = []
    for block, source, first, last, events in connection.execute(_BLOCKS, frame.values):
        bucket = buckets.of(first)
        if bucket is not None and bucket == buckets.of(last):
            found[source, bucket] += events
        else:
            edges.append(block)
    values = {**frame.values, "step": buckets.step, "blocks": json.dumps(edges)}
    for source, step, records in connection.execute(_EDGES, values):
        bucket = buckets.of_step(step)
        if bucket is not None:
            found[source, bucket] += records
    return found


def tallies(
    connection: sqlite3.Connection, buckets: Buckets, counted: Iterable[tuple[int, int, int]]
) -> list[Tally]:
    """The records of note, by what they have in common and by the stretch of time.

    Args:
        connection: For reading.
        buckets: The stretches.
        counted: See `noted.Noted.stems`.
    """
    stems = {number: Stem(*values) for number, *values in connection.execute(_STEMS)}
    found: Counter[tuple[int, int]] = Counter()
    for stem, step, records in counted:
        bucket = buckets.of_step(step)
        if bucket is not None:
            found[stem, bucket] += records
    return [Tally(stems[stem], bucket, records) for (stem, bucket), records in found.items()]
