"""`blotter verify-evidence`: whether stored evidence is sound, and whether files still hold it."""

import os
import sys
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from sqlite3 import Connection

import click

from app.database import config_option, database_option, reading
from app.diagnostics import CommandError, ExitCode
from app.output import stdout
from app.output.lists import LISTS, show
from app.output.paths import table_of_paths
from app.output.status_line import StatusLine
from app.output.tables import Column
from store.importing.places.paths import STDIN, stored_name
from store.importing.verification.verdicts import State, Verdict
from store.importing.verification.verifying import Told, sources_at, verify
from store.text import safe

_KEYS = (
    *("path", "format", "state", "found_at", "blocks", "damaged", "differing", "missing"),
    *("offset", "line", "detail"),
)
_COLUMNS = (Column("state"), Column("blocks", right=True), Column("format"), Column("path"))
_CODES = (
    (ExitCode.IO, {State.DAMAGED}),
    (ExitCode.DATA, {State.ALTERED, State.TRUNCATED}),
    (ExitCode.PERMISSION, {State.UNREADABLE}),
)
"""Exit codes, the worst first, and the states that they are for."""
_PATIENCE = 1.0
"""Seconds after which somebody who watches is told how far it is."""
_REST = 0.2
"""Seconds after which that is told anew."""

_EPILOG = """\b
States:
  intact      every record lies in the file where it was read
  rotated     every record lies at the same offset of another file
  altered     the file is there, and holds something else where records were
  truncated   the file is there, and ends before its last record
  gone        no file holds the log any more; the stored copy is sound
  not-kept    the log came through a pipe; the stored copy is sound
  unreadable  there is a file that cannot be read; the stored copy is sound
  damaged     the stored copy itself does not match its SHA-256

\b
Records are compared byte by byte; line ends and empty lines between them are
not. Records of .evtx files are rendered again and compared as XML. A log that
was copied and emptied, and of which no copy lies beside it, is truncated. A
Windows log that overwrites its oldest events is altered.

\b
Exit codes: 0 nothing was altered; 65 a log was altered or truncated;
74 stored evidence is damaged; 77 a file cannot be read.

\b
Examples:
  blotter verify-evidence
  blotter verify-evidence /var/log/auth.log
  blotter verify-evidence --format json | jq 'select(.state == "altered")'
"""


@click.command("verify-evidence", epilog=_EPILOG)
@click.argument(
    "paths", nargs=-1, metavar="[PATH]...", type=click.Path(readable=False, path_type=Path)
)
@click.option("--format", "form", type=click.Choice(LISTS), default="table", show_default=True)
@stdout.limit_option
@database_option
@config_option
def COMMAND(  # noqa: N802 - what every command's module offers
    paths: tuple[Path, ...], form: str, limit: int | None, db: Path | None, config: Path | None
) -> int:
    """Compare the stored evidence with its own hashes and with the logs that it came from.

    PATH names logs, folders or archives that were imported, and - standard input; without any, all
    are verified. A log is looked for at its place, and beside it where a rotation puts it.
    """
    states: Counter[State] = Counter()
    with reading(db, config) as connection, _progress() as told:
        named = _names(connection, paths)
        found = _counted(verify(connection, named, told), states)
        if form == "table":
            stdout.write(stdout.lines(_table(list(found), stdout.most(limit))))
        else:
            show(form, islice(found, limit), _KEYS, asdict, ((), lambda _row: ()))
        deque(found, maxlen=0)
    return next((code for code, bad in _CODES if bad & states.keys()), ExitCode.OK)


def _names(connection: Connection, paths: Iterable[Path]) -> list[str]:
    """What the database may call the logs that somebody names.

    Raises:
        CommandError: It knows one of them by none of its names.
    """
    named: list[str] = []
    for path in paths:
        is_piped = str(path) in ("-", str(STDIN))
        ways = (STDIN,) if is_piped else (path, Path(os.path.normpath(path)), path.resolve())
        names = [stored_name(way) for way in ways]
        if not sources_at(connection, names):
            what = f"{names[0]}: nothing was imported from there (see blotter sources)"
            raise CommandError(what, ExitCode.USAGE)
        named += names
    return named


def _counted(verdicts: Iterable[Verdict], states: Counter[State]) -> Iterator[Verdict]:
    """The verdicts, counted as they pass."""
    for verdict in verdicts:
        states[verdict.state] += 1
        yield verdict


def _table(verdicts: list[Verdict], most: int | None) -> Iterator[str]:
    """The first logs, what there is to say of any, and how many there are of each state."""
    if not verdicts:
        yield "no log has been imported yet"
        return
    rows = [
        (each.state, f"{each.blocks:,}", each.format or "?", each.path) for each in verdicts[:most]
    ]
    yield from table_of_paths(_COLUMNS, rows, stdout.width())
    remarks = [f"{each.path}: {each.detail}" for each in verdicts if each.detail]
    if remarks:
        yield ""
        yield from map(safe, remarks)
    states = Counter(each.state for each in verdicts)
    yield ""
    yield ", ".join(f"{states[state]:,} {state}" for state in State if states[state])


@contextmanager
def _progress() -> Iterator[Told]:
    """Whoever is to be told how far it is: somebody who watches stderr, and waits."""
    line = StatusLine(patience=_PATIENCE, rest=_REST)

    def told(path: str, done: int, total: int) -> None:
        share = min(100, 100 * done // max(total, 1))
        line.show(f"{share:3d} % of {Path(path).name!r}")

    try:
        yield told if sys.stderr.isatty() else _nobody
    finally:
        line.clear()


def _nobody(_path: str, _done: int, _total: int) -> None:
    """Nobody watches."""
