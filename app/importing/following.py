"""The headless import that does not end: for a service, and beside the open app."""

import gc
import json
from collections.abc import Sequence

import click

from app.diagnostics import ExitCode, error
from app.heartbeat import Heart
from app.heartbeat_mail import writing
from app.importing.preparing import Prepared
from app.importing.reporting import tell
from app.importing.request import Request
from app.importing.stopping import Stop
from app.notifying.afterwards import Afterwards
from store.importing.following import Watch, follow
from store.importing.importer import Run
from store.importing.places.paths import STDIN
from store.importing.progress import Problem, Summary
from store.importing.turns import Turns


def following(
    request: Request,
    prepared: Prepared,
    run: Run,
    turns: Turns,
    stop: Stop,
    afterwards: Afterwards,
) -> int:
    """Import what comes, and tell of it, until told to end; returns the exit code."""
    gc.enable()
    watching = Watch(prepared.database.name)
    stop.then = watching.wake
    last: Summary | None = Summary()
    known: list[Problem] = []
    heart = Heart(prepared.config.heartbeat, writing(prepared.database, prepared.config))
    for done in follow(run, turns, prepared.sourcing.wanted, watching, stop=stop):
        if done is not None:
            afterwards.tell(done)
        if done is None:
            _tell_busy(request, prepared, again=last is None)
        elif request.progress_json or last is None or _is_news(done, known):
            tell(request, done, known)
        if done is not None and not done.exit_code:
            heart.beat_at_times()
        if done is not None and _is_all_read(prepared):
            break
        last = done
        known = done.problems if done else known
    return ExitCode.OK


def _is_all_read(prepared: Prepared) -> bool:
    """Whether nothing can come any more: standard input was all, and has ended."""
    words = [word for each in prepared.sourcing.wanted for word in each.paths]
    return all(word in ("-", str(STDIN)) for word in words)


def _is_news(done: Summary, known: Sequence[Problem]) -> bool:
    """Whether people want to know: not where nothing came, and nothing else is wrong."""
    return bool(done.lines or done.alerts_opened or set(done.problems) - set(known))


def _tell_busy(request: Request, prepared: Prepared, *, again: bool) -> None:
    """Say, once, that another import is at work; it is tried again."""
    if request.progress_json:
        click.echo(json.dumps({"busy": True}))
    elif not again:
        error(f"another import is at work on {prepared.database}; waiting for it")
