"""`blotter formats`: the log formats, which one a file is in, and whether your own work."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import click

from app.database import config_option, database_option
from app.diagnostics import CommandError, ExitCode, note
from app.folders import config_folder, format_folders
from app.output import stdout
from app.output.lists import LISTS, show
from app.output.tables import Column
from store.errors import InputError
from store.formats.registry import HEAD, files, formats, problems, scores
from store.importing.containers.streams import open_log


class _Row(NamedTuple):
    """A format, and how well a file fits it."""

    name: str
    dataset: str
    title: str
    file: str | None
    score: float | None = None


class _Finding(NamedTuple):
    """Something to say about a format file."""

    path: str
    line: int | None
    column: int | None
    format: str | None
    severity: str
    """`error` or `note`."""
    message: str


@click.group(name="formats")
def COMMAND() -> None:  # noqa: N802 - what every command's module offers
    """Log formats: list them, tell which one a file is in, check your own."""


@COMMAND.command(name="list")
@database_option
@config_option
@click.option("--format", "form", type=click.Choice(LISTS), default="table")
@stdout.limit_option
def list_formats(db: Path | None, config: Path | None, form: str, limit: int | None) -> int:  # noqa: ARG001 - every command takes them
    """List the formats that --format takes and detection knows.

    Your own are among them, with the file that each stands in.
    """
    folders = format_folders(config)
    mine = files(folders)
    rows = [
        _Row(each.name, each.dataset, each.title, mine.get(each.name))
        for each in formats(folders).values()
    ]
    columns = [Column("NAME"), Column("DATASET"), Column("TITLE")]
    columns += [Column("FILE")] if mine else []
    show(
        form,
        rows[: stdout.most(limit)],
        ("name", "dataset", "title", "file"),
        _record,
        (columns, lambda row: (row.name, row.dataset, row.title, row.file or "")[: len(columns)]),
    )
    return _tell(problems(folders))


@COMMAND.command()
@database_option
@config_option
@click.option("--format", "form", type=click.Choice(LISTS), default="table")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def detect(db: Path | None, config: Path | None, form: str, file: Path) -> int:  # noqa: ARG001 - every command takes them
    """Tell how well FILE fits each format, best first; its name plays no part.

    A score is the share of the first lines that the format reads in full. Exit 65: no format fits.
    """
    folders = format_folders(config)
    known = formats(folders)
    mine = files(folders)
    found = scores(_head(file), folders)
    _tell(problems(folders))
    rows = [
        _Row(name, known[name].dataset, known[name].title, mine.get(name), score)
        for name, score in found.items()
        if score
    ]
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


@COMMAND.command()
@database_option
@config_option
@click.option("--format", "form", type=click.Choice(LISTS), default="table")
@click.argument("path", required=False, type=click.Path(exists=True, path_type=Path))
def check(db: Path | None, config: Path | None, form: str, path: Path | None) -> int:  # noqa: ARG001 - every command takes them
    """Check format files and try them on their samples.

    PATH is a file or folder; without it, your own formats (the folder `formats` beside the
    configuration) are checked. Every problem is a line on stderr that begins with its place; in
    other forms, a record on stdout. Exit 78: there are problems. Notes are none.
    """
    places = (path,) if path is not None else format_folders(config)
    findings, summary = _checked(places, format_folders(config))
    if form == "table":
        for each in findings:
            note(_line(each))
        if not summary:
            summary = f"no formats in {config_folder(config) / 'formats'}"
        stdout.write(stdout.lines([summary]))
    else:
        show(form, findings, _Finding._fields, _Finding._asdict, ((), lambda _: ()))
    wrong = any(each.severity == "error" for each in findings)
    return ExitCode.CONFIGURATION if wrong else ExitCode.OK


@COMMAND.command()
@database_option
@config_option
@click.argument("name")
def new(db: Path | None, config: Path | None, name: str) -> int:  # noqa: ARG001 - every command takes them
    """Print a format file to begin with, for a format called NAME."""
    from store.formats.own.documents import is_name
    from store.formats.own.template import template

    if not is_name(name):
        raise click.BadParameter("a name looks like acme.gateway", param_hint="NAME")
    stdout.write(stdout.lines(template(name).splitlines()))
    return ExitCode.OK


def _checked(
    places: Sequence[Path], folders: tuple[Path, ...]
) -> tuple[list[_Finding], str | None]:
    """What there is to say about the files of some places, and how many there are.

    Args:
        places: What is checked.
        folders: Where other formats lie, whose names are taken.
    """
    from store.formats.own.loading import files_in, load
    from store.formats.own.trying import trial

    asked = {file.resolve() for file in files_in(places)}
    loading = load(files_in([*folders, *places]), tuple(formats()))
    findings = [
        _finding(each, None, "error")
        for each in loading.problems
        if Path(each.location.path).resolve() in asked
    ]
    specs = [spec for spec in loading.specs if Path(spec.path).resolve() in asked]
    for spec in specs:
        findings += [
            _finding(
                InputError(each.message, each.place),
                spec.name,
                "error" if each.is_wrong else "note",
            )
            for each in trial(spec, formats())
        ]
    if not asked:
        return findings, None
    samples = sum(len(spec.samples) for spec in specs)
    wrong = sum(each.severity == "error" for each in findings)
    counted = f"{_count(len(specs), 'format')}, {_count(samples, 'sample')}"
    return findings, f"{counted}: {_count(wrong, 'problem') if wrong else 'no problems'}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _finding(problem: InputError, name: str | None, severity: str) -> _Finding:
    place = problem.location
    return _Finding(place.path, place.line, place.column, name, severity, problem.message)


def _line(found: _Finding) -> str:
    """A finding for people: its place, then what it is."""
    parts = [found.path, *(str(each) for each in (found.line, found.column) if each is not None)]
    prefix = "note: " if found.severity == "note" else ""
    return f"{':'.join(parts)}: {prefix}{found.message}"


def _tell(wrong: Sequence[InputError]) -> int:
    for problem in wrong:
        note(str(problem))
    return ExitCode.CONFIGURATION if wrong else ExitCode.OK


def _record(row: _Row) -> Mapping[str, object]:
    return row._asdict()


def _head(file: Path) -> bytes:
    """The beginning of a file, after decompression."""
    opened = open_log(file)
    try:
        return opened.stream().read(HEAD)
    finally:
        opened.close()
