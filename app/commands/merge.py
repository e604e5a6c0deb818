"""`blotter merge`: take over another site's events."""

import sys
from pathlib import Path

import click

from app.actor import who
from app.database import config_option, database_option, existing
from app.diagnostics import note
from app.output.amounts import counted
from app.output.status_line import StatusLine


@click.command("merge")
@click.argument(
    "other",
    metavar="OTHER",
    type=click.Path(exists=True, dir_okay=False, readable=False, path_type=Path),
)
@click.option("--site", metavar="NAME", help="What the other site is called (default: its file).")
@click.option(
    "--wait",
    metavar="SECONDS",
    type=click.FloatRange(min=0),
    default=5,
    show_default=True,
    help="How long to wait for an import to end.",
)
@database_option
@config_option
def COMMAND(  # noqa: N802 - what every command's module offers
    other: Path, site: str | None, wait: float, db: Path | None, config: Path | None
) -> None:
    """Take over the events of another site's database, each once, and its notes on entities.

    Run it again, and only what has come since is taken over. OTHER is only read. Alerts are not
    taken over: the next import here judges the events.
    """
    from store.importing.joining import take_over
    from store.triage.remarks_taken import take_over_remarks

    line = StatusLine(patience=1.0, rest=0.2) if sys.stderr.isatty() else None

    def told(done: int, total: int) -> None:
        if line is not None:
            line.show(f"looked at {done:,} of {counted(total, 'event')}")

    try:
        path, name = existing(db, config), site or other.stem
        taken = take_over(path, other, name, wait=wait, progress=told)
        notes = take_over_remarks(path, other, name, who())
    finally:
        if line is not None:
            line.clear()
    note(f"{counted(taken.events, 'event')} taken over, {taken.known:,} known")
    if notes:
        note(f"{counted(notes, 'note')} taken over (blotter alerts undo takes them back)")
    for log, number in taken.left.items():
        note(f"{log} is read here as well: {counted(number, 'event')} left to its import")
