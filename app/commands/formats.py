"""`blotter formats`: the log formats, which one a file is in, and whether your own work."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import click

from app.configuration.folders import config_folder, format_folders
from app.database import config_option, database_option
from app.diagnostics import CommandError, ExitCode, error, note
from app.groups import PlainGroup
from app.output import stdout
from app.output.amounts import counted
from app.output.lists import LISTS, show
from app.output.tables import Column
from store.errors import InputError
from store.formats.registry import HEAD, files, formats, problems, scores
from store.importing.containers.streams import Opened
from store.importing.opening import Refused, opened_logs
from store.importing.places.paths import STDIN, stored_name


class _Row(NamedTuple):
    """A format, and how well a file fits it."""

    name: str
    dataset: str
    title: str
    file: str | None
    score: float | None = None
    path: str = ""


class _Finding(NamedTuple):
    """Something to say about a format file."""

    path: str
    line: int | None
    column: int | None
    format: str | None
    severity: str
    """`error` or `note`."""
    message: str


@click.group(name="formats", cls=PlainGroup)
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
    columns = [Column("name"), Column("dataset"), Column("title")]
    columns += [Column("file")] if mine else []
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
@stdout.limit_option
@click.argument("file", type=click.Path(readable=False, path_type=Path))
def detect(
    db: Path | None,  # noqa: ARG001 - every command takes it
    config: Path | None,
    form: str,
    limit: int | None,
    file: Path,
) -> int:
    """Tell how well FILE fits each format, best first; its name plays no part.

    FILE may be - for standard input; of an archive each log is looked at, or the one that is named
    as ARCHIVE!/NAME. A score is the share of the first lines that the format reads in full.
    Exit 65: no format fits.
    """
    folders = format_folders(config)
    _tell(problems(folders))
    rows: list[_Row] = []
    code = ExitCode.OK
    for path, head in _heads(file):
        fitting = _fitting(path, head, folders) if isinstance(head, bytes) else []
        if not fitting:
            why = head if isinstance(head, str) else "in no known log format"
            error(f"{path}: {why}")
            code = ExitCode.DATA
        rows += fitting
    if not rows:
        return code
    columns = [Column("score"), Column("name"), Column("title")]
    columns += [Column("path")] if len({row.path for row in rows}) > 1 else []
    show(
        form,
        rows[: stdout.most(limit)],
        ("name", "dataset", "title", "score", "path"),
        _record,
        (columns, lambda row: (f"{row.score:.2f}", row.name, row.title, row.path)[: len(columns)]),
    )
    return code


def _fitting(path: str, head: bytes, folders: tuple[Path, ...]) -> list[_Row]:
    """The formats that a log fits, the best first."""
    known, mine = formats(folders), files(folders)
    return [
        _Row(name, known[name].dataset, known[name].title, mine.get(name), score, path)
        for name, score in scores(head, folders).items()
        if score
    ]


@COMMAND.command()
@database_option
@config_option
@click.option("--format", "form", type=click.Choice(LISTS), default="table")
@click.argument(
    "path", required=False, type=click.Path(exists=True, readable=False, path_type=Path)
)
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
    if name in formats():
        raise click.BadParameter(f"there is a format {name} already", param_hint="NAME")
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
    tried = f"{counted(len(specs), 'format')}, {counted(samples, 'sample')}"
    return findings, f"{tried}: {counted(wrong, 'problem') if wrong else 'no problems'}"


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


def _head(log: Opened | Refused) -> bytes | str:
    return log.problem if isinstance(log, Refused) else log.stream().read(HEAD)


def _heads(file: Path) -> Iterator[tuple[str, bytes | str]]:
    """The logs behind a name, and the beginning of each after decompression, or what is wrong.

    Raises:
        click.BadParameter: There is no such file.
        CommandError: It cannot be read.
    """
    is_piped = str(file) == "-"
    try:
        with opened_logs(STDIN if is_piped else file) as logs:
            for log in logs:
                name = log.name if log.name != stored_name(file) else str(file)
                yield name, _head(log)
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError) as wrong:
        raise click.BadParameter(f"{file}: {wrong.strerror}", param_hint="FILE") from wrong
    except InputError as wrong:
        raise CommandError(str(wrong), ExitCode.DATA) from wrong
