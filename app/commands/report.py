"""`blotter report`: a day, a week, a month or any span of time on a page."""

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import click

from app.configuration.config import load
from app.configuration.configured import Report
from app.database import config_option, database_option, existing, reading
from app.diagnostics import CommandError, ExitCode, note
from app.output import files, stdout
from app.report.as_classic import classic
from app.report.composing import compose
from app.report.delivering import message, queue_now
from app.report.planning import Zone, clock_of, limits_of, period_of, zone_of
from app.report.rendering import FORMS, encoded, rendered
from store.reports.figures import Figures
from store.reports.gathering import gather
from store.reports.missing import missing
from store.reports.periods import Kind, Period

_CLASSIC = "classic"
_TEXTS = frozenset({"text", "md", _CLASSIC})
_ENDINGS = {
    ".txt": "text",
    ".htm": "html",
    ".html": "html",
    ".md": "md",
    ".markdown": "md",
    ".json": "json",
    ".csv": "csv",
}
"""The forms that the endings of files mean."""


class Request(NamedTuple):
    """What the command line asks for."""

    db: Path | None
    config: Path | None
    kind: Kind | None
    since: str | None
    until: str | None
    form: str | None
    output: Path | None
    email: bool
    quiet: bool
    tz: str | None
    reference_time: str | None


class _Asked(NamedTuple):
    """The same, understood."""

    database: Path
    report: Report
    period: Period
    where: Zone
    at: int


@click.command("report")
@click.option(
    "--period",
    "kind",
    type=click.Choice(("day", "week", "month")),
    help="The last one that is over.  [default: week]",
)
@click.option("--since", metavar="TIME", help="Any span of time instead, e.g. 2026-11-09, 36h.")
@click.option("--until", metavar="TIME", help="Where that ends, a day at its end; left out: now.")
@click.option(
    "--format",
    "form",
    type=click.Choice((*FORMS, _CLASSIC)),
    help="Left out: what FILE's ending says, or text. classic: 404 totals by day and address.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write it to a file, whole or not at all; -: to stdout.",
)
@click.option("--email", is_flag=True, help="Queue it for whom `to` in [report] names; each once.")
@click.option(
    "--quiet", is_flag=True, help="With --email: print nothing unless something is wrong."
)
@click.option("--tz", metavar="ZONE", help="Zone of days and weeks (IANA name).")
@click.option("--reference-time", metavar="ISO", help="The instant to count back from; else now.")
@database_option
@config_option
def COMMAND(**options: object) -> None:  # noqa: N802 - what every command's module offers
    """Report on the last week that is over, or on another period, compared with the one before.

    Days, weeks and months are those of the zone that --tz or the configuration names.
    """
    request = Request(**options)  # type: ignore[arg-type]  # click gives what the options declare
    asked = _understood(request)
    if request.email:
        _queue(asked, is_quiet=request.quiet)
    if request.output and str(request.output) != "-":
        files.write(request.output, _chunks(asked, request.form or _form_of(request.output)))
    elif request.output or not request.email:
        form = request.form or "text"
        _print(_chunks(asked, form, drawn=stdout.is_terminal()), form)


def _understood(request: Request) -> _Asked:
    """Look up what a request names."""
    config = load(request.config)
    where, at = zone_of(config, request.tz), clock_of(request.reference_time)
    period = period_of(request.kind, request.since, request.until, at, where.zone)
    return _Asked(existing(request.db, request.config), config.report, period, where, at)


def _chunks(asked: _Asked, form: str, *, drawn: bool = False) -> Iterable[bytes]:
    """The report in a form; `drawn`: a terminal reads it."""
    zone = asked.where.zone
    if form == _CLASSIC:
        with reading(asked.database, None) as connection:
            found = missing(connection, asked.period, zone, limits_of(asked.report))
        return encoded(classic(found))
    figures = _figures(asked)
    return rendered(form, figures, compose(figures, zone), drawn=drawn)


def _figures(asked: _Asked) -> Figures:
    limits = limits_of(asked.report)
    with reading(asked.database, None) as connection:
        return gather(connection, asked.period, *asked.where, asked.at, limits)


def _queue(asked: _Asked, *, is_quiet: bool) -> None:
    """Queue the report as a message, and say what became of it."""
    to = asked.report.to
    if not to:
        why = 'nobody to send it to: say to = ["ops@example.com"] in the table [report]'
        raise CommandError(why, ExitCode.CONFIGURATION)
    queued = queue_now(asked.database, message(_figures(asked), asked.where.zone), to)
    if is_quiet:
        return
    then = "the next import sends it, or blotter notify run"
    note(f"queued for {', '.join(to)}; {then}" if queued else "queued before: it is sent once")


def _form_of(output: Path) -> str:
    return _ENDINGS.get(output.suffix.lower(), "text")


def _print(chunks: Iterable[bytes], form: str) -> None:
    """Write to stdout; texts in its own encoding."""
    if form in _TEXTS:
        lines = b"".join(chunks).decode().splitlines()
        stdout.write(stdout.lines(lines))
    else:
        stdout.write(chunks)
