"""Which database a command works on, and the options that say so."""

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import click

from app.diagnostics import CommandError, ExitCode

F = TypeVar("F", bound=Callable[..., Any])

_FILE = click.Path(dir_okay=False, readable=False, path_type=Path)


def database_option(command: F) -> F:
    """Give a command `--db`; its parameter `db` is a path, or None where nothing was said."""
    return click.option(
        "--db",
        metavar="FILE",
        type=_FILE,
        envvar="BLOTTER_DB",
        help="The database (also BLOTTER_DB).",
    )(command)


def config_option(command: F) -> F:
    """Give a command `--config`; its parameter `config` is a path, or None."""
    return click.option(
        "--config",
        metavar="FILE",
        type=_FILE,
        envvar="BLOTTER_CONFIG",
        help="The configuration, TOML (also BLOTTER_CONFIG).",
    )(command)


def database_path(named: Path | None) -> Path:
    """The database that was named, or the default one, whose folder is made if it is missing."""
    if named is not None:
        return named
    default = default_database()
    default.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    return default


def existing(db: Path | None, config: Path | None) -> Path:
    """The database that a command is to read.

    Args:
        db: What `--db` said.
        config: What `--config` said; the configuration's `db` counts where `--db` is not given.

    Raises:
        CommandError: It does not exist, or may not be read.
        InputError: The configuration is wrong.
    """
    path = db or _configured(config) or default_database()
    if not path.is_file():
        raise CommandError(
            f"no database at {path}; run blotter --import-only PATH first", ExitCode.IO
        )
    if not os.access(path, os.R_OK):
        raise CommandError(f"{path}: permission denied", ExitCode.PERMISSION)
    return path


@contextmanager
def reading(
    db: Path | None, config: Path | None, told: Callable[[int], None] = lambda _searched: None
) -> Iterator[sqlite3.Connection]:
    """A connection for reading, closed at the end; raises like `existing`.

    Args:
        db: What `--db` said.
        config: What `--config` said.
        told: Called with the bytes of raw records that were searched so far.

    Raises:
        KeyboardInterrupt: A key ended a search; SQLite would only say that a function failed.
    """
    from store.database.connection import reader
    from store.database.searching import Watch

    watch = Watch(told)
    connection = reader(existing(db, config), watch)
    try:
        yield connection
    except sqlite3.OperationalError as error:
        if watch.interrupted:
            raise KeyboardInterrupt from error
        raise
    finally:
        connection.close()


def _configured(config: Path | None) -> Path | None:
    from app.configuration.config import load

    named = load(config).db
    return Path(named).expanduser() if named else None


def default_database() -> Path:
    """Where data belongs that nobody named a place for (XDG Base Directory Specification)."""
    home = os.environ.get("XDG_DATA_HOME", "")
    data = Path(home) if home.startswith("/") else Path.home() / ".local" / "share"
    return data / "blotter" / "blotter.db"
