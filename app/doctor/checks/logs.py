"""The logs: there, readable, understood, and read lately."""

import glob
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from app.configuration.configured import Config
from app.diagnostics import ExitCode
from app.doctor.finding import Finding, Patient, fault, good, warning
from app.output.amounts import counted
from app.output.times import clock
from store.times import DAY

AREA = "logs"
_MOST = 5
"""Logs that are named for one reason."""


def check(patient: Patient) -> Iterator[Finding]:
    """What there is to say of the logs."""
    if patient.config is not None:
        yield from _configured(patient.config)
    if patient.connection is not None:
        yield from _imported(patient, patient.connection)


def _configured(config: Config) -> Iterator[Finding]:
    """Whether what is configured is there and can be read."""
    words = [*config.paths, *(word for each in config.sources for word in each.paths)]
    for word in words:
        path = str(Path(word).expanduser())
        found = glob.glob(path, recursive=True) if not os.path.lexists(path) else [path]  # noqa: PTH207 - absolute patterns too
        if not found:
            yield warning(AREA, f"nothing is there: {word}", "mend the path in the configuration")
        hidden = [each for each in found if not os.access(each, os.R_OK)]
        for each in hidden[:_MOST]:
            advice = "run as a member of the group that may (often adm): usermod -aG adm USER"
            yield fault(AREA, f"{each} cannot be read", advice, ExitCode.PERMISSION)
    if not words:
        where = "blotter init writes a configuration"
        if config.file is not None:
            where = f"add [[sources]] to {config.file}"
        advice = f"{where}, or name the logs on the command line"
        yield warning(AREA, "no logs are configured", advice)


def _imported(patient: Patient, connection: sqlite3.Connection) -> Iterator[Finding]:
    """Whether what was imported could be read, and when it was."""
    last, logs = connection.execute("SELECT max(last_import), count(*) FROM sources").fetchone()
    if last is None:
        yield warning(AREA, "nothing was imported yet", "blotter --import-only PATH")
        return
    what = f"{counted(logs, 'log')} imported, last {clock(last)} UTC"
    if patient.now - last > DAY:
        advice = "is the import scheduled? blotter schedule show"
        yield warning(AREA, f"{what}: nothing new for more than a day", advice)
    else:
        yield good(AREA, what)
    yield from _wrong(connection)


def _wrong(connection: sqlite3.Connection) -> Iterator[Finding]:
    """Logs that could not be read to their end, or that nothing understood."""
    rows = connection.execute(
        "SELECT path, error FROM sources WHERE error IS NOT NULL ORDER BY last_import DESC"
    ).fetchall()
    for path, error in rows[:_MOST]:
        yield warning(AREA, f"{path}: {error}", f"blotter sources; blotter formats detect {path}")
    if len(rows) > _MOST:
        yield warning(AREA, f"and {len(rows) - _MOST} logs more", "blotter sources names them all")
    unread = connection.execute(
        "SELECT path, unparsed, events FROM sources WHERE unparsed > events ORDER BY unparsed DESC"
    ).fetchall()
    for path, unparsed, _ in unread[:_MOST]:
        what = f"{path}: {counted(unparsed, 'record')} that no format understands"
        yield warning(AREA, what, "name the format, or write one: blotter formats new NAME")
