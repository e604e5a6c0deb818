"""Tell of an import: how far it is, and what came of it."""

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import click

from app.diagnostics import ExitCode, error, note
from app.importing.request import Request
from app.output.amounts import counted
from app.output.status_line import StatusLine
from store.importing.progress import Problem, Progress, Silent, Step, Summary


def tell(request: Request, summary: Summary, known: Sequence[Problem] = ()) -> None:
    """Problems on stderr; the summary on stdout, in the form that was asked for.

    Args:
        request: Asks for the form.
        summary: Of the run.
        known: Problems that were told before.
    """
    for problem in summary.problems:
        if problem not in known:
            error(f"{problem.path}: {problem.error}")
    if request.progress_json:
        _write({"summary": summary.as_json()})
    elif request.json:
        _write(summary.as_json())
    elif not request.quiet:
        lines, sources = counted(summary.lines, "line"), counted(summary.sources, "source")
        click.echo(
            f"{lines} from {sources} in {summary.seconds:.1f} s: "
            f"{counted(summary.events, 'event')}, {summary.unparsed:,} unparsed; "
            f"{counted(summary.alerts_opened, 'alert')} opened, {summary.alerts_updated:,} updated"
        )


def exit_code(request: Request, summary: Summary) -> int:
    """How the process ends."""
    if summary.exit_code:
        return summary.exit_code
    if request.exit_on_alerts and summary.alerts_opened:
        return ExitCode.ALERTS
    return ExitCode.OK


def _write(value: Mapping[str, object]) -> None:
    """One JSON object on one line."""
    import json

    click.echo(json.dumps(value))


class _JsonLines:
    """Progress for the app that started this run."""

    def advanced(self, step: Step) -> None:
        """One object a batch."""
        _write(step._asdict())

    def judging(self, done: int, total: int) -> None:
        """One object a batch of stored events."""
        _write({"judging": done, "total": total})


class _Watched:
    """Progress for somebody who watches stderr."""

    def __init__(self, line: StatusLine) -> None:
        self._show = line.show

    def advanced(self, step: Step) -> None:
        """How far the file is."""
        share = 100 * step.done // max(step.total, 1)
        self._show(f"{share:3d} % of {Path(step.path).name!r}, {step.lines:,} lines")

    def judging(self, done: int, total: int) -> None:
        """How far new rules are."""
        self._show(f"{100 * done // max(total, 1):3d} % of the stored events judged by new rules")


def upgrading_for(request: Request) -> Callable[[int, int], None] | None:
    """Who is told how far an older database is brought up to date: steps done, and all of them."""
    if request.progress_json:
        return lambda done, total: _write({"upgrading": done, "total": total})
    if request.quiet or request.json or not sys.stderr.isatty():
        return None
    return _tell_upgrading


def _tell_upgrading(done: int, total: int) -> None:
    note(f"bringing the database up to date: step {done + 1} of {total}")


@contextmanager
def progress_for(request: Request) -> Iterator[Progress]:
    """Whoever is to be told."""
    if request.progress_json:
        yield _JsonLines()
    elif request.quiet or request.json or not sys.stderr.isatty():
        yield Silent()
    else:
        line = StatusLine()
        try:
            yield _Watched(line)
        finally:
            line.clear()
