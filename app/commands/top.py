"""`blotter top`: who and what there is most of."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from sqlite3 import Connection
from typing import NamedTuple

import click

from app.database import config_option
from app.filter_argument import EPILOG, SETTINGS, events_condition, filter_argument
from app.output import stdout
from app.output.lists import LISTS, show
from app.output.tables import Column
from app.output.times import clock
from app.sites import databases_option, reading_sites
from store.queries import events, networks, tops
from store.queries.belongings import BELONGINGS, belongings
from store.queries.tops import AXES, TopRow
from store.queries.where import Where
from store.times import iso

_KEYS = ("value", "events", "failures", "first_seen", "last_seen", "alerts")
_NETWORK = "net"
_BY = ("ip", _NETWORK, *(by for by in AXES if by != "ip"), *BELONGINGS)
_COLUMNS = (
    Column("events", right=True),
    Column("failures", right=True),
    Column("alerts", right=True),
    Column("first seen (UTC)", whole=True),
    Column("last seen (UTC)", whole=True),
    Column("value"),
)


@click.command("top", context_settings=SETTINGS, epilog=EPILOG)
@filter_argument
@click.option("--by", type=click.Choice(_BY), default="ip", show_default=True)
@click.option("--format", "form", type=click.Choice(LISTS), default="table", show_default=True)
@stdout.limit_option
@databases_option
@config_option
def COMMAND(  # noqa: N802 - what every command's module offers
    words: tuple[str, ...],
    by: str,
    form: str,
    limit: int | None,
    dbs: tuple[Path, ...],
    config: Path | None,
) -> None:
    """Count events by address, network, user, path, agent or host, most first.

    Networks are /24 of IPv4 and /64 of IPv6. country, city, asn, org, list and class say what the
    addresses belong to: docs/addresses.md. Alerts are not counted for any of these.

    FILTER says which events; without one, all.
    """
    where = events_condition(words)
    most = limit or stdout.screenful()
    with reading_sites(dbs, config) as sites:
        several = len(sites) > 1
        found = [
            (site.name, _top(site.connection, by, where, None if several else most))
            for site in sites
        ]
        spans = (
            []
            if any(rows for _, rows in found)
            else [events.span(each.connection) for each in sites]
        )
    rows = _together(found)[:most] if several else [_Row("", row) for row in found[0][1]]
    keys = ("sites", *_KEYS) if several else _KEYS
    columns = (Column("sites"), *_COLUMNS) if several else _COLUMNS
    show(form, rows, keys, _record, (columns, _cells), none=_nothing(spans))


def _top(connection: Connection, by: str, where: Where, most: int | None) -> list[TopRow]:
    """The first rows of one site."""
    if by == _NETWORK:
        return networks.networks(connection, where, most, "events")
    if by in BELONGINGS:
        return belongings(connection, by, where, most, "events")
    return tops.top(connection, by, where, most)


def _nothing(spans: Sequence[tuple[int, int] | None]) -> str:
    """What is said where no event is found: from when to when there are any at all."""
    known = [span for span in spans if span is not None]
    if not known:
        return "no events"
    first, last = min(span[0] for span in known), max(span[1] for span in known)
    return f"no events; those in the database are from {clock(first)} to {clock(last)} UTC"


class _Row(NamedTuple):
    """A value, and at which sites it was seen."""

    sites: str
    top: TopRow


def _together(found: Sequence[tuple[str, Sequence[TopRow]]]) -> list[_Row]:
    """The values of all sites, each once, most events first."""
    seen: dict[str, list[tuple[str, TopRow]]] = {}
    for site, rows in found:
        for row in rows:
            seen.setdefault(row.value, []).append((site, row))
    added = [_added(each) for each in seen.values()]
    return sorted(added, key=lambda row: (-row.top.events, row.top.value))


def _added(seen: Sequence[tuple[str, TopRow]]) -> _Row:
    """What several sites know of one value."""
    rows = [row for _, row in seen]
    whole = TopRow(
        rows[0].value,
        sum(row.events for row in rows),
        sum(row.failures for row in rows),
        min(row.first_seen for row in rows),
        max(row.last_seen for row in rows),
        sum(row.alerts for row in rows),
    )
    return _Row(", ".join(site for site, _ in seen), whole)


def _record(row: _Row) -> dict[str, object]:
    top = row.top
    times = {"first_seen": iso(top.first_seen), "last_seen": iso(top.last_seen)}
    return asdict(top) | times | {"sites": row.sites}


def _cells(row: _Row) -> tuple[str, ...]:
    top = row.top
    counts = map(str, (top.events, top.failures, top.alerts))
    cells = (*counts, clock(top.first_seen), clock(top.last_seen), top.value)
    return (row.sites, *cells) if row.sites else cells
