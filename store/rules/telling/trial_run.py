"""Judge records with nothing stored anywhere; alerts as values, for examples and comparisons."""

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from datetime import tzinfo
from typing import NamedTuple

from store.database import index_tables, tables, tables_usual
from store.knowledge.address_book import BLANK, AddressBook
from store.model import FieldValue, Record
from store.rules.compiled import CompiledRule
from store.rules.counting.judging import Active, Judging
from store.rules.engine import Engine
from store.rules.series import settling
from store.rules.series.keeping import Series
from store.rules.thresholds.placing import placed


class Episode(NamedTuple):
    """An alert without its number."""

    rule_uuid: str
    group: dict[str, FieldValue]
    """Group-by fields and their values."""
    first: int
    """Microseconds since 1970 UTC."""
    last: int
    total: int
    """What the rule counted, by weight."""
    peak: int
    """Most in one window."""


def judge_records(
    rules: Sequence[CompiledRule],
    records: Sequence[Record],
    zone: tzinfo,
    book: AddressBook = BLANK,
) -> list[Episode]:
    """What alerts these records make, with nothing stored anywhere.

    Args:
        rules: With all members of their correlations.
        records: Every one with a time.
        zone: Where days begin.
        book: What is known of addresses.
    """
    active = [Active(at, rule) for at, rule in enumerate(rules)]
    connection = sqlite3.connect(":memory:")
    try:
        connection.executescript(
            tables.RULES + tables.NEW_TERMS + tables_usual.SERIES + index_tables.RECENT
        )
        judging = Judging(active, zone, book)
        engine = Engine(placed(active, zone))
        engine.apply(connection, 1, judging.entries(records), 0)
        Series(active).enter(connection, 1, judging.heard())
        settling.settle(connection, active, zone, 0)
        return list(episodes(connection, {at: rule.uuid for at, rule in enumerate(rules)}))
    finally:
        connection.close()


def episodes(connection: sqlite3.Connection, uuids: Mapping[int, str]) -> Iterator[Episode]:
    """The alerts of a database, without their numbers: two that are equal tell the same."""
    rows = connection.execute(
        "SELECT a.rule, g.key, a.first_seen, a.last_seen, a.count, a.peak FROM alerts a "
        "JOIN groups g ON g.id = a.grp WHERE a.merged_into IS NULL "
        "ORDER BY a.rule, g.key, a.first_seen"
    )
    for rule, key, *rest in rows:
        yield Episode(uuids[rule], json.loads(key), *rest)
