"""`blotter backup`: a verified copy of the database, made while others write."""

from pathlib import Path

import click

from app.database import config_option, database_option, existing
from app.diagnostics import CommandError, ExitCode
from app.output.amounts import counted, size
from app.output.files import placing
from app.output.status_line import watched
from store.care.backup import Backup, back_up, remember
from store.database.connection import BESIDE

_EPILOG = """\b
The copy is made of one moment, while imports and analysts go on. It is read
back from the disk: SQLite's integrity check, and the rows of every table have
to be those of the database. Only then it takes its place, with mode 0600; an
older backup of that name stays as it is until then.

\b
Exit codes: 0 made and verified; 73 it cannot be created there; 74 the disk is
full, or the database is damaged (see blotter salvage).

\b
Examples:
  blotter backup /srv/backup/blotter.db --replace
  blotter --db /srv/backup/blotter.db alerts    # a backup is a database
"""


@click.command("backup", epilog=_EPILOG)
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--replace", is_flag=True, help="An older file of that name may give way.")
@click.option("--quiet", is_flag=True, help="Print nothing unless something is wrong.")
@database_option
@config_option
def COMMAND(  # noqa: N802 - what every command's module offers
    file: Path, replace: bool, quiet: bool, db: Path | None, config: Path | None
) -> None:
    """Copy the database into FILE while others write, and verify the copy."""
    database = existing(db, config)
    _refuse(file, database, replace=replace)
    with placing(file, replace=replace) as draft, watched() as show:
        made = back_up(
            database,
            draft.path,
            lambda done, total: show(f"{100 * done // max(total, 1):3d} % copied"),
        )
    remember(database, file)
    if not quiet:
        click.echo(_told(made))


def _refuse(file: Path, database: Path, *, replace: bool) -> None:
    """Refuse to put a copy where something is that is needed.

    Raises:
        CommandError: It is the database, one of the files beside it, or another that is to stay.
    """
    if file.exists() and file.samefile(database):
        raise CommandError(f"{file}: the database itself", ExitCode.CANNOT_CREATE)
    here = file.absolute().parent.resolve() == database.absolute().parent.resolve()
    if here and file.name in {f"{database.name}{each}" for each in BESIDE}:
        why = "beside the database this name is its own; choose another"
        raise CommandError(f"{file}: {why}", ExitCode.CANNOT_CREATE)
    if file.is_file() and not file.is_symlink() and not replace:
        why = "there already; --replace takes its place"
        raise CommandError(f"{file}: {why}", ExitCode.CANNOT_CREATE)


def _told(made: Backup) -> str:
    """One line about a backup."""
    events, alerts = (made.rows.get(name, 0) for name in ("facts", "alerts"))
    what = f"{counted(events, 'event')}, {counted(alerts, 'alert')}"
    return f"{what} in {len(made.rows)} tables, {size(made.size)}: integrity and counts verified"
