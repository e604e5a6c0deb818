"""`blotter events`: records of all logs in the order of time."""

from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from itertools import chain
from pathlib import Path
from sqlite3 import Connection
from typing import NamedTuple

import click

from app.database import config_option
from app.diagnostics import note
from app.filter_argument import EPILOG, SETTINGS, events_condition, filter_argument
from app.output import stdout
from app.output.records import csv_lines, json_lines
from app.output.searched import Searched
from app.output.tables import Column, table
from app.output.times import clock
from app.sites import SITE, Site, databases_option, merged, reading_sites
from store.exporting.columns import KEYS, OTHER, flat
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
@databases_option
@config_option
def COMMAND(  # noqa: N802 - what every command's module offers
    words: tuple[str, ...],
    form: str,
    newest: bool,
    limit: int | None,
    dbs: tuple[Path, ...],
    config: Path | None,
) -> None:
    """List events in the order of time.

    FILTER is made of conditions like ip:203.0.113.7 status:4xx user:root since:2h path:/wp-* and of
    "quoted text"; a hyphen in front turns a condition round. Times are UTC.
    """
    wanted = _Wanted(events_condition(words), stdout.most(limit), newest)
    searched = Searched()
    with (
        reading_sites(dbs, config, searched.told) as sites,
        closing(_chunks(sites, form, wanted)) as chunks,
    ):
        count = stdout.write(searched.between(chunks))
    if form == "table" and not count:
        note("no events")
    stdout.tell_limit(count, limit)


class _Wanted(NamedTuple):
    """Which events, and their order."""

    where: Where
    limit: int | None
    newest: bool


def _chunks(sites: Sequence[Site], form: str, wanted: _Wanted) -> Generator[bytes, None, None]:
    """The output, piece by piece; has to be closed before the connections that it reads by are."""
    where, limit, newest = wanted
    if form == "table":
        rows = merged(
            sites,
            lambda connection: events.stream(connection, where, limit, newest_first=newest),
            lambda row: row.key,
            falling=newest,
            limit=limit,
        )
        columns = (Column("site"), *_COLUMNS) if len(sites) > 1 else _COLUMNS
        first = next(rows, None)
        if first is not None:
            cells = map(_cells, chain([first], rows))
            yield from stdout.lines(table(columns, cells, stdout.width()))
    elif form == "raw":
        raws = merged(
            sites,
            lambda connection: _raw(connection, wanted),
            lambda pair: pair[0].key,
            falling=newest,
            limit=limit,
        )
        yield from (_raw_line(raw) for _, (_, raw) in raws)
    else:
        yield from _records(sites, form, wanted)


def _records(sites: Sequence[Site], form: str, wanted: _Wanted) -> Iterator[bytes]:
    """Documents as JSON lines or CSV."""
    found = merged(
        sites,
        lambda connection: documents.ecs(
            connection, wanted.where, wanted.limit, newest_first=wanted.newest
        ),
        lambda document: document["@timestamp"],
        falling=wanted.newest,
        limit=wanted.limit,
    )
    sited = ({SITE: site, **document} if site else document for site, document in found)
    if form == "csv":
        keys = (SITE, *KEYS, OTHER) if len(sites) > 1 else (*KEYS, OTHER)
        rows = (_without_site(document) for document in sited)
        yield from csv_lines(keys, rows, drawn=stdout.is_terminal())
    else:
        yield from json_lines(sited)


def _without_site(document: Document) -> dict[str, object]:
    """A document in columns, of which the site has one."""
    site = {key: value for key, value in document.items() if key == SITE}
    return {**flat({key: value for key, value in document.items() if key != SITE}), **site}


def _raw(connection: Connection, wanted: _Wanted) -> Generator[tuple[EventRow, bytes], None, None]:
    """Events with their bytes."""
    where, limit, newest = wanted
    with (
        closing(events.stream(connection, where, limit, newest_first=newest)) as rows,
        closing(documents.raw(connection, where, limit, newest_first=newest)) as raws,
    ):
        yield from zip(rows, raws, strict=True)


def _cells(sited: tuple[str, EventRow]) -> tuple[str, ...]:
    site, event = sited
    result = str(event.status or event.outcome or "")
    source = event.address or event.host or ""
    cells = clock(event.time), str(event.id), source, result, _what(event)
    return (site, *cells) if site else cells


def _what(event: EventRow) -> str:
    """What happened; of a Windows event its number and what it is, and never markup."""
    if event.dataset != "windows.eventlog":
        return event.summary
    said = "" if event.summary.lstrip().startswith("<") else event.summary
    return " ".join(filter(None, (event.code, event.action, said)))


def _raw_line(raw: bytes) -> bytes:
    """A record's bytes and a line end; a terminal gets to see controls, not to obey them."""
    if not stdout.is_terminal():
        return raw + b"\n"
    return next(iter(stdout.lines([safe(decode(raw))])))
