"""`blotter formats`: which log formats are known, and which one a file is in."""

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import click

from app.database import config_option, database_option
from app.diagnostics import CommandError, ExitCode
from app.output import stdout
from app.output.lists import LISTS, show
from app.output.tables import Column
from store.formats.registry import HEAD, formats, scores
from store.importing.streams import open_log


class _Row(NamedTuple):
    """A format, and how well a file fits it."""

    name: str
    dataset: str
    title: str
    score: float | None = None


@click.group(name="formats")
def COMMAND() -> None:  # noqa: N802 - what every command's module offers
    """Log formats: list them, tell which one a file is in."""


@COMMAND.command(name="list")
@database_option
@config_option
@click.option("--format", "form", type=click.Choice(LISTS), default="table")
@stdout.limit_option
def list_formats(db: Path | None, config: Path | None, form: str, limit: int | None) -> None:  # noqa: ARG001 - every command takes them
    """List the formats that --format takes and detection knows."""
    rows = [_Row(each.name, each.dataset, each.title) for each in formats().values()]
    columns = (Column("NAME"), Column("DATASET"), Column("TITLE"))
    show(
        form,
        rows[: stdout.most(limit)],
        ("name", "dataset", "title"),
        _record,
        (columns, lambda row: (row.name, row.dataset, row.title)),
    )


@COMMAND.command()
@database_option
@config_option
@click.option("--format", "form", type=click.Choice(LISTS), default="table")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def detect(db: Path | None, config: Path | None, form: str, file: Path) -> int:  # noqa: ARG001 - every command takes them
    """Tell how well FILE fits each format, best first; its name plays no part.

    A score is the share of the first lines that the format reads in full. Exit 65: no format fits.
    """
    known = formats()
    found = scores(_head(file))
    rows = [_Row(name, known[name].dataset, known[name].title, found[name]) for name in found]
    rows = [row for row in rows if row.score]
    if not rows:
        raise CommandError(f"{file}: in no known log format", ExitCode.DATA)
    columns = (Column("SCORE"), Column("NAME"), Column("TITLE"))
    show(
        form,
        rows,
        ("name", "dataset", "title", "score"),
        _record,
        (columns, lambda row: (f"{row.score:.2f}", row.name, row.title)),
    )
    return ExitCode.OK


def _record(row: _Row) -> Mapping[str, object]:
    return row._asdict()


def _head(file: Path) -> bytes:
    """The beginning of a file, after decompression."""
    opened = open_log(file)
    try:
        return opened.stream().read(HEAD)
    finally:
        opened.close()
