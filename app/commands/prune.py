"""`blotter prune`: remove events that have grown old, once somebody has seen how many."""

import sqlite3
from collections.abc import Generator, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import click

from app.archiving import Archived, archive
from app.database import config_option, database_option, existing, reading
from app.diagnostics import note
from app.main_command import Seconds
from app.output.amounts import counted, size
from app.output.status_line import watched
from app.output.times import clock
from store.care.pruning import Plan, Wish, compact, planned, prune
from store.filters import times
from store.queries import documents
from store.queries.documents import Document
from store.queries.where import Where
from store.times import now

_EPILOG = """\b
Without --yes nothing is removed: you are told what would be.

\b
What goes: events, and the raw records that prove them; with them what rules
counted apart from any alert, paths and agents that no event has any more, and
messages that were delivered. What stays: how often and when every address,
account and host was seen; every alert with its counts and history; by what
each log is known again, so that a removed record is never imported a second
time. Events on which an open alert rests stay until it is closed, unless
--even-open is given.

\b
With --archive only whole months (UTC) go, and are written before to
DIR/events-2026-08.jsonl.zst: JSON lines with event.original, the record as it
was logged. DIR/manifest.json tells what is in each file, and
`cd DIR && sha256sum -c SHA256SUMS` proves that it still is.

\b
The room in the file is used again; --compact gives it back to the disk, which
has to have as much to spare meanwhile.

\b
Examples:
  blotter prune --older-than 90d
  blotter prune --older-than 90d --archive /srv/archive --yes --quiet
"""


@click.command("prune", epilog=_EPILOG)
@click.option("--older-than", metavar="90d", required=True, help="A span, or a date (UTC).")
@click.option(
    "--archive", "folder", metavar="DIR", type=click.Path(path_type=Path), help="Keep them there."
)
@click.option("--even-open", is_flag=True, help="Also what open alerts rest on.")
@click.option("--compact", "compacted", is_flag=True, help="Make the file smaller.")
@click.option("--yes", is_flag=True, help="Remove them.")
@click.option("--quiet", is_flag=True, help="Print nothing unless something is wrong.")
@click.option("--wait", metavar="SECONDS", type=Seconds(), default=60.0, help="For an import.")
@database_option
@config_option
def COMMAND(**options: object) -> None:  # noqa: N802 - what every command's module offers
    """Remove events older than a span, and their evidence; counts and alerts stay."""
    request = _Request(**options)  # type: ignore[arg-type]  # click gives what the options declare
    wish = Wish(_before(request.older_than, monthly=request.folder is not None), request.even_open)
    if request.yes:
        _prune(request, wish)
        return
    with reading(request.db, request.config) as connection:
        _preview(planned(connection, wish), wish)
    if request.folder is not None:
        note("only whole months go with --archive")


class _Request(NamedTuple):
    """What the user asked for."""

    older_than: str
    folder: Path | None
    even_open: bool
    compacted: bool
    yes: bool
    quiet: bool
    wait: float
    db: Path | None
    config: Path | None


def _prune(request: _Request, wish: Wish) -> None:
    """Remove what is old, and say what went."""
    database = existing(request.db, request.config)
    written: list[Archived] = []

    def keep(connection: sqlite3.Connection, going: Where) -> None:
        if request.folder is not None:
            with closing(_documents(connection, going)) as found:
                written.extend(archive(request.folder, found))

    with watched() as show:
        done = prune(
            database,
            wish,
            wait=request.wait,
            keep=keep,
            told=lambda events: show(f"{events:,} events removed"),
        )
    if request.compacted:
        compact(database, request.wait)
    if not request.quiet:
        for line in _told(done, written, wish):
            click.echo(line)


def _documents(connection: sqlite3.Connection, going: Where) -> Generator[Document, None, None]:
    """What goes; has to be closed before the connection is."""
    yield from documents.ecs(connection, going)


def _before(text: str, *, monthly: bool) -> int:
    """The instant before which events are old.

    Args:
        text: What the command line says.
        monthly: Whether only whole months are.

    Raises:
        click.BadParameter: It is no time, or lies ahead.
    """
    try:
        before = times.read(text, now(), UTC)
    except ValueError as wrong:
        raise click.BadParameter(str(wrong), param_hint="--older-than") from wrong
    if before >= now():
        raise click.BadParameter("that is not in the past", param_hint="--older-than")
    if not monthly:
        return before
    moment = datetime.fromtimestamp(before // 1_000_000, UTC)
    return int(datetime(moment.year, moment.month, 1, tzinfo=UTC).timestamp()) * 1_000_000


def _preview(plan: Plan, wish: Wish) -> None:
    """Say what would be removed."""
    since = "" if plan.oldest is None else f", from {clock(plan.oldest)} on"
    logs = counted(plan.logs, "log")
    click.echo(f"{counted(plan.events, 'event')} of {logs} before {clock(wish.before)} UTC{since}")
    if plan.held:
        click.echo(f"{counted(plan.held, 'event')} as old would stay: open alerts rest on them")
    note("nothing was removed; --yes removes them" if plan.events else "there is nothing to remove")


def _told(done: int, written: list[Archived], wish: Wish) -> Iterator[str]:
    """Say what was removed."""
    for each in written:
        yield f"{each.name}: {counted(each.events, 'event')}, {size(each.bytes)}"
    yield f"{counted(done, 'event')} before {clock(wish.before)} UTC removed"
