"""Put the figures of a report together, in one view of the database."""

import sqlite3
from datetime import tzinfo

from store.reports import alerting, decided, parties, traffic
from store.reports.coverage import coverage
from store.reports.figures import Figures
from store.reports.frame import Frame, frame
from store.reports.measures import kpis
from store.reports.periods import Period
from store.reports.quieted import quieted
from store.reports.records import by_source, tallies
from store.reports.traffic import Layout, Limits, Traffic


def gather(
    connection: sqlite3.Connection,
    period: Period,
    zone: tzinfo,
    zone_name: str,
    now: int,
    limits: Limits | None = None,
) -> Figures:
    """The figures of a period.

    Args:
        connection: With the SQL functions of `store.database.connection.reader`. While it is at
            work in no transaction, one is begun, so that all figures are of one state.
        period: Its ends are whole seconds.
        zone: Days are of its calendar.
        zone_name: What it is called.
        now: The clock (µs UTC); of a period that is over nothing depends on it.
        limits: Answers 404 a day that are nothing to speak of.
    """
    began = not connection.in_transaction
    if began:
        connection.execute("BEGIN")
    try:
        about = frame(period, zone, now)
        return _gathered(connection, about, zone_name, limits or Limits())
    finally:
        if began:
            connection.rollback()


def _gathered(
    connection: sqlite3.Connection, about: Frame, zone_name: str, limits: Limits
) -> Figures:
    from store.reports.counting import noted  # noqa: PLC0415 - numpy loads slowly

    layout = Layout(about)
    seen = noted(connection, about, layout.buckets.step)
    counted = Traffic(
        by_source(connection, about, layout.buckets),
        tallies(connection, layout.buckets, seen.stems),
        layout,
    )
    found = alerting.parted(
        decided.began(connection, about), decided.left_open(connection, about), about.period.since
    )
    offenders = parties.offenders(connection, about, seen.addresses)
    return Figures(
        period=about.period,
        zone=zone_name,
        before=about.before,
        as_of=about.as_of,
        kpis=kpis(about, found, counted, offenders),
        severities=alerting.severities(found.now),
        incidents=alerting.incidents(found.now),
        offenders=offenders,
        rules=alerting.rules(found),
        techniques=alerting.techniques(found),
        accounts=parties.accounts(seen.accounts),
        sites=traffic.sites(counted),
        errors=traffic.errors(counted, limits),
        timeline=traffic.timeline(counted, [each.row.first_seen for each in found.now]),
        coverage=coverage(connection, about, counted),
        silences=quieted(connection, about),
    )
