"""Alerts in the forms that they are exported in."""

from collections.abc import Callable, Iterator, Mapping
from sqlite3 import Connection
from types import MappingProxyType
from typing import NamedTuple, TypeAlias

from app.exporting.output import Output
from app.output.records import json_lines
from store.exporting import alert_records, navigator, sigma, stix, timesketch
from store.exporting.findings import Finding, findings
from store.exporting.report.blocks import Block
from store.exporting.report.case import About, blocks
from store.exporting.report.html import html
from store.exporting.report.markdown import markdown
from store.queries.where import Where
from store.times import now


class Wanted(NamedTuple):
    """Which alerts, and how much of each."""

    where: Where
    """Over `alerts a`."""
    filter: str
    """The same, as it was written."""
    limit: int | None
    """Most alerts; None: all."""
    records: int
    """Most events of each."""


_Form: TypeAlias = Callable[[Iterator[Finding], Wanted, Output], None]


def export(connection: Connection, wanted: Wanted, output: Output) -> None:
    """Export alerts.

    Args:
        connection: For reading.
        wanted: Which alerts.
        output: The form, and where it goes.
    """
    records = wanted.records if output.form in _WITH_RECORDS else 0
    found = findings(connection, wanted.where, limit=wanted.limit, records=records)
    redactor = output.redactor(connection)
    told = found if redactor is None else map(redactor.finding, found)
    if redactor is not None:
        wanted = wanted._replace(filter=redactor.text(wanted.filter))
    FORMS[output.form](told, wanted, output)


def _ecs(found: Iterator[Finding], _wanted: Wanted, output: Output) -> None:
    output.write(json_lines(alert_records.document(each.alert) for each in found))


def _csv(found: Iterator[Finding], _wanted: Wanted, output: Output) -> None:
    output.write_csv(alert_records.KEYS, (alert_records.record(each.alert) for each in found))


def _parquet(found: Iterator[Finding], _wanted: Wanted, output: Output) -> None:
    from store.exporting.parquet import write_alerts

    output.write_parquet(write_alerts, (alert_records.record(each.alert) for each in found))


def _stix(found: Iterator[Finding], _wanted: Wanted, output: Output) -> None:
    output.write_json(stix.bundle(found))


def _markdown(found: Iterator[Finding], wanted: Wanted, output: Output) -> None:
    output.write_lines(markdown(_report(found, wanted, output)))


def _html(found: Iterator[Finding], wanted: Wanted, output: Output) -> None:
    output.write_lines(html(_report(found, wanted, output)))


def _report(found: Iterator[Finding], wanted: Wanted, output: Output) -> Iterator[Block]:
    return blocks(list(found), About(now(), wanted.filter, output.redact))


def _sigma(found: Iterator[Finding], _wanted: Wanted, output: Output) -> None:
    output.write_json([sigma.match(each) for each in found])


def _navigator(found: Iterator[Finding], _wanted: Wanted, output: Output) -> None:
    output.write_json(navigator.layer(each.alert for each in found))


def _timesketch(found: Iterator[Finding], _wanted: Wanted, output: Output) -> None:
    rows = (row for each in found for row in timesketch.alert_rows(each.alert))
    output.write_csv(timesketch.ALERT_COLUMNS, rows)


FORMS: Mapping[str, _Form] = MappingProxyType(
    {
        "ecs": _ecs,
        "csv": _csv,
        "parquet": _parquet,
        "stix": _stix,
        "markdown": _markdown,
        "html": _html,
        "sigma-json": _sigma,
        "navigator": _navigator,
        "timesketch": _timesketch,
    }
)
"""By what `--format` says."""

_WITH_RECORDS = frozenset({"markdown", "html", "sigma-json"})
"""Forms that hold events too."""
