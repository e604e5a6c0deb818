"""`blotter top`: who and what there is most of."""

from dataclasses import asdict
from pathlib import Path

import click

from app.database import config_option, database_option, reading
from app.filter_argument import EPILOG, SETTINGS, events_condition, filter_argument
from app.output import stdout
from app.output.lists import LISTS, show
from app.output.tables import Column
from app.output.times import clock
from store.queries import tops
from store.queries.tops import AXES, TopRow
from store.times import iso

_KEYS = ("value", "events", "failures", "first_seen", "last_seen", "alerts")
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
@click.option("--by", type=click.Choice(list(AXES)), default="ip", show_default=True)
@click.option("--format", "form", type=click.Choice(LISTS), default="table", show_default=True)
@stdout.limit_option
@database_option
@config_option
def COMMAND(  # noqa: N802 - what every command's module offers
    words: tuple[str, ...],
    by: str,
    form: str,
    limit: int | None,
    db: Path | None,
    config: Path | None,
) -> None:
    """Count events by address, user, path, agent or host, most first.

    FILTER says which events; without one, all.
    """
    where = events_condition(words)
    most = limit or stdout.screenful()
    with reading(db, config) as connection:
        rows = tops.top(connection, by, where, most)
    show(form, rows, _KEYS, _record, (_COLUMNS, _cells), none="no events")


def _record(row: TopRow) -> dict[str, object]:
    return asdict(row) | {"first_seen": iso(row.first_seen), "last_seen": iso(row.last_seen)}


def _cells(row: TopRow) -> tuple[str, ...]:
    counts = (row.events, row.failures, row.alerts)
    return (*map(str, counts), clock(row.first_seen), clock(row.last_seen), row.value)
