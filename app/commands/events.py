"""`blotter events`: records of all logs in the order of time."""

from collections.abc import Generator
from contextlib import closing
from itertools import chain
from pathlib import Path
from sqlite3 import Connection

import click

from app.database import config_option, database_option, reading
from app.diagnostics import note
from app.filter_argument import EPILOG, SETTINGS, events_condition, filter_argument
from app.output import stdout
from app.output.records import csv_lines, json_lines
from app.output.tables import Column, table
from app.output.times import clock
from store.queries import documents, events
from store.queries.documents import Document
from store.queries.events import EventRow
from store.queries.where import Where
from store.text import decode, safe

_COLUMNS = (
    Column("time (UTC)", whole=True),
    Column("id", right=True),
    Column("source"),
    Column("result"),
    Column("what"),
)

CSV_KEYS = (
    *("@timestamp", "event.id", "event.dataset", "event.category", "event.action"),
    *("event.outcome", "event.original", "log.file.path", "log.offset", "host.name", "message"),
    *("log.level", "source.ip", "source.port", "source.domain", "user.name", "user.domain"),
    *("user.id", "user.target.name", "user.effective.name", "process.name", "process.pid"),
    *("process.executable", "process.command_line", "process.parent.executable"),
    *("http.request.method", "http.version", "http.request.referrer"),
    *("http.response.status_code", "http.response.body.bytes", "url.path", "url.query"),
    *("url.domain", "user_agent.original", "apache.error.module", "apache.error.code"),
    *("winlog.event_id", "winlog.channel", "winlog.provider_name", "winlog.record_id"),
    *("winlog.computer_name", "winlog.logon.type", "event.code", "error.code"),
    *("related.weight", "event.time_flags", "event.parse"),
)
"""Columns of the CSV; whatever else an event has stands as JSON in the column `other`."""

_OTHER = "other"
_KNOWN = frozenset(CSV_KEYS)


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
    most = stdout.most(limit)
    with (
        reading(db, config) as connection,
        closing(_chunks(connection, form, where, most, newest=newest)) as chunks,
    ):
        count = stdout.write(chunks)
    if form == "table" and not count:
        note("no events")
    stdout.tell_limit(count, limit)


def _chunks(
    connection: Connection, form: str, where: Where, limit: int | None, *, newest: bool
) -> Generator[bytes, None, None]:
    """The output, piece by piece; has to be closed before the connection that it reads by is."""
    if form == "table":
        rows = events.stream(connection, where, limit, newest_first=newest)
        first = next(rows, None)
        if first is not None:
            cells = map(_cells, chain([first], rows))
            yield from stdout.lines(table(_COLUMNS, cells, stdout.width()))
    elif form == "raw":
        yield from map(_raw_line, documents.raw(connection, where, limit, newest_first=newest))
    else:
        found = documents.ecs(connection, where, limit, newest_first=newest)
        if form == "csv":
            flat = map(_flat, found)
            yield from csv_lines((*CSV_KEYS, _OTHER), flat, drawn=stdout.is_terminal())
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


def _flat(document: Document) -> dict[str, object]:
    """A document with what has no column of its own in `other`."""
    other = {key: value for key, value in document.items() if key not in _KNOWN}
    return {**document, _OTHER: other or None}
