"""What a request for an import names, looked up: its database, its logs, its rules."""

from collections.abc import Callable
from datetime import UTC
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from app.configuration.config import load
from app.configuration.configured import Config
from app.configuration.folders import format_folders
from app.configuration.settings import (
    Settings,
    code_page,
    host_name,
    instant,
    named_paths,
    networks,
    zone,
)
from app.configuration.sourcing import Sourcing, sourcing
from app.database import database_path
from app.diagnostics import CommandError, ExitCode
from app.importing.request import Request
from store.database.connection import create, is_older
from store.errors import DatabaseError, FormatError
from store.knowledge.files import Knowledge

if TYPE_CHECKING:
    from store.database.migrations import Told
    from store.formats.interface import Format


class Prepared(NamedTuple):
    """A request with everything looked up that it names."""

    database: Path
    sourcing: Sourcing
    config: Config
    knowledge: Knowledge
    """The user's files about addresses."""


def prepare_to_show(request: Request) -> tuple[Prepared, bool]:
    """Look up what a request names, and make the database; an older one is left for the moment.

    To bring that up to date may take minutes, in which there is something to look at.

    Args:
        request: What was asked for.

    Returns:
        What was looked up, and whether an older database waits to be brought up to date.

    Raises:
        click.UsageError: An option makes no sense.
        BlotterError: The configuration is wrong, or the database cannot be made.
    """
    found = look_up(request)
    if is_older(found.database):
        return found, True
    make(found.database, request.wait)
    return found, False


def look_up(request: Request) -> Prepared:
    """Look up what a request names; the database may still be missing.

    Args:
        request: What was asked for.

    Raises:
        click.UsageError: An option makes no sense.
        BlotterError: The configuration is wrong.
    """
    config = load(request.config)
    said = _said(request, config)
    found = sourcing(config, said, request.paths, request.rules)
    database = database_path(request.db or (Path(config.db).expanduser() if config.db else None))
    return Prepared(database, found, config, knowledge_of(config))


def knowledge_of(config: Config) -> Knowledge:
    """The files about addresses that a configuration names."""
    return Knowledge(
        tuple(Path(each).expanduser() for each in config.databases),
        tuple((name, Path(each).expanduser()) for name, each in sorted(config.lists.items())),
    )


def make(database: Path, wait: float, told: "Told | None" = None) -> None:
    """Make the database, or bring an older one up to date.

    Args:
        database: Where it is, or is to be.
        wait: Seconds to wait for another writer.
        told: Is told how far an older database is.

    Raises:
        BlotterError: It cannot be made.
    """
    if not database.absolute().parent.is_dir():
        message = f"{database}: there is no folder {database.parent}"
        raise CommandError(message, ExitCode.CANNOT_CREATE)
    try:
        create(database, wait, told)
    except DatabaseError as wrong:
        if database.is_file() or isinstance(wrong.__cause__, PermissionError):
            raise
        raise CommandError(str(wrong), ExitCode.CANNOT_CREATE) from wrong


def _said(request: Request, config: Config) -> Settings:
    """What the command line says about the logs, found to make sense.

    Raises:
        click.BadParameter: An option makes no sense.
    """
    folders = format_folders(config.file)
    _sensible("PATH", named_paths, request.paths)
    _sensible("--rules", named_paths, request.rules)
    _sensible("--host", host_name, request.host)
    _sensible("--tz", zone, request.tz)
    _sensible("--reference-time", lambda text: instant(text, UTC), request.reference_time)
    _sensible("--trusted-proxy", networks, request.trusted_proxies or None)
    _sensible("--encoding", code_page, request.encoding)
    _sensible("--format", lambda word: _named(word, folders), request.format)
    return Settings(
        tz=request.tz,
        host=request.host,
        format=request.format,
        trusted_proxies=request.trusted_proxies or None,
        encoding=request.encoding,
        reference_time=request.reference_time,
    )


def _named(word: str, folders: tuple[Path, ...]) -> "Format":
    """The format that a word means; most runs are told of none."""
    from store.formats.registry import named

    return named(word, folders)


def _sensible(option: str, meaning: Callable[[Any], object], value: object) -> None:
    """Refuse what an option's meaning refuses; what was not said is sensible."""
    try:
        if value is not None:
            meaning(value)
    except (ValueError, FormatError) as wrong:
        raise click.BadParameter(str(wrong), param_hint=option) from wrong
