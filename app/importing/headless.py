"""The headless import run: fit for cron, quick when there is nothing new."""

import math

import click

from app.diagnostics import ExitCode
from app.heartbeat import Heart
from app.heartbeat_mail import writing
from app.importing.preparing import Prepared, look_up, make
from app.importing.reporting import exit_code, progress_for, tell, upgrading_for
from app.importing.request import Request
from app.importing.stopping import Stop
from app.notifying.afterwards import Afterwards
from store.database.connection import Writer
from store.importing.foreseeing import Foresight
from store.importing.importer import Run
from store.importing.means import Means
from store.importing.places.wanted import files
from store.importing.turns import Turns

_TURN = 1.0
"""Seconds that an import waits for an analyst's action in any case: these take milliseconds."""
_PATIENCE = 2.0
"""Seconds that new rules judge what is stored before an import that follows looks for news."""


def import_only(request: Request) -> int:
    """Import, judge, tell; returns the exit code."""
    prepared = look_up(request)
    with Foresight() as foresight:
        if not prepared.database.exists():
            foresight.look(path for path, _ in files(prepared.sourcing.wanted))
        make(prepared.database, request.wait, upgrading_for(request))
        return _import(request, prepared, foresight)


def _import(request: Request, prepared: Prepared, foresight: Foresight) -> int:
    """As `import_only`, into a database that is there."""
    if not prepared.sourcing.wanted and request.progress_json:
        return ExitCode.OK  # the app only wanted the database brought up to date
    if not prepared.sourcing.wanted:
        raise click.UsageError("name the logs to import, or configure `paths` or `[[sources]]`")
    stop = Stop(with_parent=request.progress_json)
    with (
        Writer(prepared.database, max(request.wait, _TURN)) as writer,
        progress_for(request) as progress,
    ):
        silent = request.no_notify
        afterwards = Afterwards(writer, prepared.config, is_silent=silent, stop=stop)
        turns = Turns(prepared.database, request.wait, stop=stop)
        wanted, rules = prepared.sourcing
        patience = _PATIENCE if request.follow else math.inf
        means = Means(writer, turns, rules, progress, stop, prepared.knowledge, foresight)
        run = Run(means, patience)
        if request.follow:
            from app.importing.following import following

            return following(request, prepared, run, turns, stop, afterwards)
        summary = run.over(wanted)
        afterwards.tell(summary)
    tell(request, summary)
    if not summary.exit_code:
        Heart(prepared.config.heartbeat, writing(prepared.database, prepared.config)).beat()
    return exit_code(request, summary)
