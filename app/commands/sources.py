"""`blotter sources`: the log files that were read, how far, and what is missing in them."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import NamedTuple

import click

from app.database import config_option, database_option, reading
from app.diagnostics import note
from app.output import stdout
from app.output.amounts import counted, often
from app.output.lists import LISTS, show
from app.output.paths import room_for_paths, table_of_paths
from app.output.tables import Column
from app.output.times import clock
from store.queries import sources
from store.queries.sources import ChannelRow, Listing, SourceRow, Totals
from store.text import safe
from store.times import iso

_KEYS = (
    *("path", "format", "size", "offset", "events", "unparsed", "expected", "lost"),
    *("last_import", "error", "compression", "repeated", "gaps", "missing", "cleared", "copy_of"),
)
_EPILOG = """\b
Columns that a table has only where they are not all zero:
  unparsed  records that no format understood; they are kept and searchable
  lost      records that a Windows event log promises, and that are damaged
  repeated  records that another export had already given
  missing   record ids that a Windows log leaves out before records of this
            file: deleted, never exported, or left out by a filter
  cleared   times that somebody emptied a Windows log (events 1102 and 104)

\b
Examples:
  blotter sources
  blotter sources --format json | jq 'select(.lost > 0 or .cleared > 0)'
"""


class _Field(NamedTuple):
    """A column of the table."""

    title: str
    of: Callable[[SourceRow], int | str | None]
    always: bool = False
    """Shown also where every value is zero."""
    spare: int = 0
    """Left out where there is no room for paths, the lowest first; 0: never."""

    @property
    def right(self) -> bool:
        """Whether it is of numbers."""
        return self.title not in ("format", "path", "last import (UTC)")

    def text(self, row: SourceRow) -> str:
        """A row's value."""
        value = self.of(row)
        return _short(value) if isinstance(value, int) else str(value or "")


_FIELDS = (
    _Field("format", lambda row: row.format or "?", always=True),
    _Field("size", lambda row: row.size, always=True, spare=1),
    _Field("events", lambda row: row.events, always=True),
    _Field("unparsed", lambda row: row.unparsed),
    _Field("lost", lambda row: row.lost),
    _Field("repeated", lambda row: row.repeated),
    _Field("missing", lambda row: row.missing, spare=4),
    _Field("cleared", lambda row: row.cleared, spare=3),
    _Field("last import (UTC)", lambda row: clock(row.last_import)[:-3], always=True, spare=2),
    _Field("path", lambda row: row.path, always=True),
)
_PATH = 24
"""Columns of the terminal that paths are to have: what is left out for them, the remarks below the
table tell, or other forms."""


@click.command("sources", epilog=_EPILOG)
@click.option("--format", "form", type=click.Choice(LISTS), default="table", show_default=True)
@stdout.limit_option
@database_option
@config_option
def COMMAND(  # noqa: N802 - what every command's module offers
    form: str, limit: int | None, db: Path | None, config: Path | None
) -> None:
    """List the log files, with what was read of each and what could not be.

    Beside the files that could not be read to their end, this tells of Windows logs in which record
    ids are missing, and of those that somebody emptied.
    """
    with reading(db, config) as connection:
        found = sources.listing(connection, stdout.most(limit))
    if form == "table":
        stdout.write(stdout.lines(_table(found)))
    else:
        record = _record if form == "json" else _drawn
        show(form, found.rows, _KEYS, record, ((), lambda _row: ()))
    if not found.totals.sources:
        note("no log has been imported yet; run blotter --import-only PATH")
    stdout.tell_limit(len(found.rows), limit)


def _record(row: SourceRow) -> dict[str, object]:
    last = None if row.last_import is None else iso(row.last_import)
    return asdict(row) | {"last_import": last}


def _drawn(row: SourceRow) -> dict[str, object]:
    """A record for a form without escapes: whoever names a file may have put controls into it."""
    found = _record(row)
    return {key: safe(each) if isinstance(each, str) else each for key, each in found.items()}


def _table(found: Listing) -> Iterator[str]:
    """The files, what is wrong with any of them, and their sums."""
    if not found.rows:
        return
    columns, rows = _columns(found.rows, stdout.width())
    yield from table_of_paths(columns, rows, stdout.width())
    remarks = [*_troubles(found.rows), *filter(None, map(_remark, found.channels))]
    if remarks:
        yield ""
        yield from map(safe, remarks)
    yield ""
    yield _sum(found.totals)


def _rank(field: _Field) -> int:
    return field.spare


def _columns(
    rows: Sequence[SourceRow], width: int | None
) -> tuple[list[Column], list[tuple[str, ...]]]:
    """Columns and rows of the table; where they leave no room for paths, some are left out."""
    wanted = [each for each in _FIELDS if each.always or any(map(each.of, rows))]
    while True:
        columns = [Column(each.title, right=each.right) for each in wanted]
        texts = [tuple(each.text(row) for each in wanted) for row in rows]
        spare = min(filter(_rank, wanted), key=_rank, default=None)
        fits = width is None or room_for_paths(columns, texts, width) >= _PATH
        if fits or spare is None:
            return columns, texts
        wanted.remove(spare)


def _short(number: int) -> str:
    """A number in at most six places: as it is up to 99,999, else its first digits."""
    amount, unit = float(number), ""
    for following in "kMGTPE":
        if amount < (100_000 if not unit else 1000):
            break
        amount, unit = amount / 1000, following
    if not unit:
        return f"{number:,}"
    return f"{amount:.0f}{unit}" if amount >= 99.95 else f"{amount:.1f}{unit}"


def _troubles(rows: list[SourceRow]) -> Iterator[str]:
    """What was wrong with files, one to a line."""
    for row in rows:
        if row.copy_of:
            yield f"{row.path}: holds nothing that {row.copy_of} did not"
        elif row.error:
            yield f"{row.path}: {row.error}"
        elif row.format is None:
            yield f"{row.path}: in no known log format; its lines are kept"


def _remark(row: ChannelRow) -> str | None:
    """What is missing in a Windows log; None: nothing."""
    troubles = []
    if row.cleared:
        troubles.append(f"cleared {often(row.cleared)}")
    if row.gaps:
        places = "one place" if row.gaps == 1 else f"{row.gaps:,} places"
        ids = "record id is" if row.missing == 1 else "record ids are"
        troubles.append(f"{row.missing:,} {ids} missing, in {places}")
    name = " ".join(filter(None, (row.host, row.channel))) or "a Windows log"
    return f"{name}: {'; '.join(troubles)}" if troubles else None


def _sum(totals: Totals) -> str:
    counts = [
        counted(totals.sources, "log"),
        counted(totals.events, "event"),
        f"{totals.unparsed:,} unparsed",
    ]
    counts += [f"{totals.lost:,} lost"] if totals.lost else []
    counts += [f"{totals.repeated:,} repeated"] if totals.repeated else []
    return ", ".join(counts)
