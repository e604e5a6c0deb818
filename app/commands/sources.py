"""`blotter sources`: the log files that were read, and how far."""

from dataclasses import asdict
from pathlib import Path

import click

from app.database import config_option, database_option, reading
from app.output import stdout
from app.output.lists import LISTS, show
from app.output.tables import Column
from app.output.times import clock
from store.queries import sources
from store.queries.sources import SourceRow
from store.times import iso

_KEYS = (
    *("path", "format", "size", "offset", "events", "unparsed", "expected", "lost"),
    *("last_import", "error"),
)
_COLUMNS = (
    Column("format"),
    Column("events", right=True),
    Column("unparsed", right=True),
    Column("lost", right=True),
    Column("last import (UTC)"),
    Column("path"),
)


@click.command("sources")
@click.option("--format", "form", type=click.Choice(LISTS), default="table", show_default=True)
@stdout.limit_option
@database_option
@config_option
def COMMAND(  # noqa: N802 - what every command's module offers
    form: str, limit: int | None, db: Path | None, config: Path | None
) -> None:
    """List the log files, with what was read of each and what could not be."""
    with reading(db, config) as connection:
        rows = sources.listing(connection, stdout.most(limit))
    show(form, rows, _KEYS, _record, (_COLUMNS, _cells))
    stdout.tell_limit(len(rows), limit)


def _record(row: SourceRow) -> dict[str, object]:
    last = None if row.last_import is None else iso(row.last_import)
    return asdict(row) | {"last_import": last}


def _cells(row: SourceRow) -> tuple[str, ...]:
    counts = (row.events, row.unparsed, row.lost)
    place = f"{row.path}: {row.error}" if row.error else row.path
    return (row.format or "?", *map(str, counts), clock(row.last_import), place)
