"""The headless import run: fit for cron, quick when there is nothing new."""

import gc
import json
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import click

from app.config import Config, load
from app.database import database_path
from app.diagnostics import CommandError, ExitCode, error
from store.database.connection import Writer, create, import_lock
from store.errors import DatabaseError
from store.formats.registry import formats
from store.importing.importer import Run
from store.importing.progress import Progress, Silent, Step, Summary
from store.importing.reading import Options

if TYPE_CHECKING:
    from app.main_command import Request


_TURN = 1.0
"""Seconds that an import waits for an analyst's action in any case: these take milliseconds."""


class Prepared(NamedTuple):
    """A request with everything looked up that it names."""

    database: Path
    paths: tuple[str, ...]
    rules: list[Path]
    options: Options


def prepare(request: "Request") -> Prepared:
    """Look up what a request names, and make the database if it is missing.

    Raises:
        click.UsageError: An option makes no sense.
        BlotterError: The configuration is wrong, or the database cannot be made.
    """
    config = load(request.config)
    options = _options(request, config)
    database = database_path(request.db or (Path(config.db) if config.db else None))
    _make(database, request.wait)
    rules = [Path(word) for word in (*config.rules, *request.rules)]
    return Prepared(database, request.paths or config.paths, rules, options)


def _make(database: Path, wait: float) -> None:
    """Make the database, or bring it up to date."""
    if not database.absolute().parent.is_dir():
        message = f"{database}: there is no folder {database.parent}"
        raise CommandError(message, ExitCode.CANNOT_CREATE)
    try:
        create(database, wait)
    except DatabaseError as wrong:
        if database.is_file() or isinstance(wrong.__cause__, PermissionError):
            raise
        raise CommandError(str(wrong), ExitCode.CANNOT_CREATE) from wrong


def import_only(request: "Request") -> int:
    """Import, judge, tell; returns the exit code."""
    prepared = prepare(request)
    if not prepared.paths:
        raise click.UsageError("name the logs to import, or configure `paths`")
    gc.disable()  # an import makes no cycles, and a collector walks all that it remembers
    stopped: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, _: stopped.append(number))
    with (
        import_lock(prepared.database, request.wait),
        Writer(prepared.database, max(request.wait, _TURN)) as writer,
        _progress(request) as progress,
    ):
        run = Run(
            writer,
            prepared.options,
            prepared.rules,
            progress=progress,
            stop=lambda: bool(stopped),
        )
        summary = run.over(prepared.paths)
    _tell(request, summary)
    return _exit_code(request, summary)


def _options(request: "Request", config: Config) -> Options:
    zone = _zone(request.tz or config.tz)
    format_ = None
    if request.format is not None:
        format_ = formats().get(request.format)
        if format_ is None:
            known = ", ".join(formats())
            raise click.BadParameter(
                f"no format {request.format!r}; there are {known}", param_hint="--format"
            )
    return Options(
        zone, _reference(request.reference_time, zone), request.host or config.host, format_
    )


def _zone(name: str | None) -> tzinfo:
    """The zone of that name, or the machine's."""
    if name is None:
        from dateutil.tz import gettz, tzlocal

        return gettz() or tzlocal()
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as wrong:
        raise click.BadParameter(f"no zone {name!r}", param_hint="--tz") from wrong


def _reference(text: str | None, zone: tzinfo) -> int | None:
    """An instant in ISO 8601 as microseconds UTC; without a zone of its own, in ours."""
    if text is None:
        return None
    from dateutil.parser import isoparse

    try:
        moment: datetime = isoparse(text)
    except ValueError as wrong:
        raise click.BadParameter(f"{text!r}: {wrong}", param_hint="--reference-time") from wrong
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=zone)
    return round(moment.timestamp() * 1_000_000)


def _tell(request: "Request", summary: Summary) -> None:
    """Problems on stderr; the summary on stdout, in the form that was asked for."""
    for problem in summary.problems:
        error(f"{problem.path}: {problem.error}")
    if request.progress_json:
        click.echo(json.dumps({"summary": summary.as_json()}))
    elif request.json:
        click.echo(json.dumps(summary.as_json()))
    elif not request.quiet:
        click.echo(
            f"{summary.lines:,} lines from {summary.sources} sources in {summary.seconds:.1f} s: "
            f"{summary.events:,} events, {summary.unparsed:,} unparsed; "
            f"{summary.alerts_opened} alerts opened, {summary.alerts_updated} updated"
        )


def _exit_code(request: "Request", summary: Summary) -> int:
    if summary.exit_code:
        return summary.exit_code
    if request.exit_on_alerts and summary.alerts_opened:
        return ExitCode.ALERTS
    return ExitCode.OK


class _JsonLines:
    """Progress for the app that started this run."""

    def advanced(self, step: Step) -> None:
        """One object a batch."""
        click.echo(json.dumps(asdict(step)))

    def judging(self, done: int, total: int) -> None:
        """One object a batch of stored events."""
        click.echo(json.dumps({"judging": done, "total": total}))


class _StatusLine:
    """Progress for somebody who watches stderr."""

    def advanced(self, step: Step) -> None:
        """How far the file is."""
        share = 100 * step.done // max(step.total, 1)
        self._show(f"{share:3d} % of {Path(step.path).name!r}, {step.lines:,} lines")

    def judging(self, done: int, total: int) -> None:
        """How far new rules are."""
        self._show(f"{100 * done // max(total, 1):3d} % of the stored events judged by new rules")

    def _show(self, text: str) -> None:
        click.echo(f"\r\x1b[K{text[:78]}", nl=False, err=True)


@contextmanager
def _progress(request: "Request") -> Iterator[Progress]:
    """Whoever is to be told."""
    if request.progress_json:
        yield _JsonLines()
    elif request.quiet or request.json or not sys.stderr.isatty():
        yield Silent()
    else:
        try:
            yield _StatusLine()
        finally:
            click.echo("\r\x1b[K", nl=False, err=True)
