"""Examine an installation: all that can be looked at, also where something else is broken."""

import os
import pkgutil
import sqlite3
from collections.abc import Generator, Iterator
from contextlib import closing
from importlib import import_module
from pathlib import Path

from app.configuration.config import load
from app.configuration.configured import Config
from app.database import default_database
from app.diagnostics import ExitCode
from app.doctor import checks
from app.doctor.finding import SALVAGE, Finding, Patient, fault, good
from store.database.connection import reader
from store.errors import DatabaseError, InputError, InputErrors
from store.times import now


def examine(db: Path | None, config: Path | None, *, is_offline: bool = False) -> Iterator[Finding]:
    """What there is to say of an installation.

    Args:
        db: What `--db` said.
        config: What `--config` said.
        is_offline: Whether nobody elsewhere is to be asked anything.
    """
    loaded = yield from _configuration(config)
    named = Path(loaded.db).expanduser() if loaded and loaded.db else default_database()
    database = db or named
    connection = yield from _opened(database)
    patient = Patient(loaded, database, connection, now(), is_offline)
    if connection is None:
        yield from _checked(patient)
        return
    with closing(connection):
        yield from _checked(patient)


def _checked(patient: Patient) -> Iterator[Finding]:
    """All checks; one that meets a damaged page of the database does not end the others."""
    for module in sorted(each.name for each in pkgutil.iter_modules(checks.__path__)):
        try:
            yield from import_module(f"{checks.__name__}.{module}").check(patient)
        except sqlite3.OperationalError:  # busy, no disk, ...: nothing to salvage
            raise
        except sqlite3.DatabaseError as wrong:
            yield fault(module, f"cannot be looked at: {wrong}", SALVAGE, ExitCode.IO)


def _configuration(config: Path | None) -> Generator[Finding, None, Config | None]:
    """Read the configuration, and tell what is wrong with it."""
    try:
        loaded = load(config)
    except InputError as wrong:
        problems = wrong.problems if isinstance(wrong, InputErrors) else (wrong,)
        for each in problems:
            advice = "mend that line; blotter config check looks again"
            yield fault("configuration", str(each), advice, ExitCode.CONFIGURATION)
        return None
    said = str(loaded.file) if loaded.file else "none; what is usual holds"
    yield good("configuration", said)
    return loaded


def _opened(database: Path) -> Generator[Finding, None, sqlite3.Connection | None]:
    """Open the database, and tell why that is not possible."""
    if not database.is_file():
        advice = "run blotter --import-only PATH; blotter init helps with the first steps"
        yield fault("database", f"there is none at {database}", advice, ExitCode.IO)
        return None
    if not os.access(database, os.R_OK):
        what, advice = f"{database} cannot be read", f"run as its owner, {_owner(database)}"
        yield fault("database", what, advice, ExitCode.PERMISSION)
        return None
    try:
        return reader(database)
    except DatabaseError as wrong:
        advice = "run an import to bring it up to date; if it is damaged, blotter salvage NEW.db"
        yield fault("database", str(wrong), advice, ExitCode.IO)
        return None


def _owner(path: Path) -> str:
    try:
        return path.owner()
    except (KeyError, OSError):
        return "somebody unknown"
