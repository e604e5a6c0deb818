"""`blotter events`: records of all logs in the order of time."""

from collections.abc import Generator
from contextlib import closing
from pathlib import Path
from sqlite3 import Connection

import click

from app.database import config_option, database_option, reading
from app.filter_argument import EPILOG, SETTINGS, events_condition, filter_argument
from app.output import stdout
from app.output.records import csv_lines, json_lines
from app.output.searched import Searched
from app.output.tables import Column, table
from app.output.times import clock
from store.exporting.columns import KEYS, OTHER, flat
from store.queries import documents, events
from store.queries.events import EventRow
from store.queries.where import Where
from store.text import decode, safe

_COLUMNS = (
    Column("time (UTC)"),
    Column("id", right=True),
    Column("source"),
    Column("result"),
    Column("what"),
)


@click.command("events", context_settings=SETTINGS, epilog=EPILOG)
@filter_argument
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "ecs", "json", "csv", "raw"]),
    default="table",
    show_default=True,
    help="ecs and json: a JSON object a line; raw: the logs' own bytes.",
)
@click.option("--newest", is_flag=True, help="The latest first.")
@stdout.limit_option
@database_option
@config_option
def COMMAND(  # noqa: N802 - what every command's module offers
    words: tuple[str, ...],
    form: str,
    newest: bool,
    limit: int | None,
    db: Path | None,
    config: Path | None,
) -> None:
    """List events in the order of time.

    FILTER is made of conditions like ip:203.0.113.7 status:4xx user:root since:2h path:/wp-* and of
    "quoted text"; a hyphen in front turns a condition round. Times are UTC.
    """
    where = events_condition(words)
    searched = Searched()
    with (
        reading(db, config, searched.told) as connection,
        closing(_chunks(connection, form, where, stdout.most(limit), newest=newest)) as chunks,
    ):
        count = stdout.write(searched.between(chunks))
    stdout.tell_limit(count, limit)


def _chunks(
    connection: Connection, form: str, where: Where, limit: int | None, *, newest: bool
) -> Generator[bytes, None, None]:
    """The output, piece by piece; has to be closed before the connection that it reads by is."""
    if form == "table":
        rows = events.stream(connection, where, limit, newest_first=newest)
        yield from stdout.lines(table(_COLUMNS, map(_cells, rows), stdout.width()))
    elif form == "raw":
        yield from map(_raw_line, documents.raw(connection, where, limit, newest_first=newest))
    else:
        found = documents.ecs(connection, where, limit, newest_first=newest)
        if form == "csv":
            yield from csv_lines((*KEYS, OTHER), map(flat, found), drawn=stdout.is_terminal())
        else:
            yield from json_lines(found)


def _cells(event: EventRow) -> tuple[str, ...]:
    result = str(event.status or event.outcome or "")
    source = event.address or event.host or ""
    return clock(event.time), str(event.id), source, result, event.summary


def _raw_line(raw: bytes) -> bytes:
    """A record's bytes and a line end; a terminal gets to see controls, not to obey them."""
    if not stdout.is_terminal():
        return raw + b"\n"
    return next(iter(stdout.lines([safe(decode(raw))])))
