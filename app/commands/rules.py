"""`blotter rules`: which rules there are, and what is wrong with them."""

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click

from app.config import load
from app.database import config_option, database_option, reading
from app.diagnostics import ExitCode, note
from app.output import stdout
from app.output.records import csv_lines, json_lines
from app.output.tables import Column, table
from app.sourcing import rule_folders, switches
from store.errors import BlotterError, RuleError
from store.rules.compiled import Compilation, CompiledRule, Inapplicable
from store.rules.compiler import compile_files
from store.rules.loader import files_in, rule_files
from store.rules.switches import is_on, unknown
from store.text import safe

F = TypeVar("F", bound=Callable[..., Any])

_KEYS = (
    *("id", "title", "severity", "type", "state", "reason", "author", "tags", "path", "line"),
    *("set", "on"),
)
_COLUMNS = (
    *(Column("SEVERITY"), Column("SET"), Column("STATE"), Column("TITLE"), Column("REASON")),
)


def _directories_option(command: F) -> F:
    return click.option(
        "--rules",
        "directories",
        metavar="DIR",
        multiple=True,
        type=click.Path(exists=True, path_type=Path),
        help="More Sigma rules; repeatable.",
    )(command)


@click.group(name="rules")
def COMMAND() -> None:  # noqa: N802 - what every command's module offers
    """Sigma rules: list them, check them."""


@COMMAND.command(name="list")
@database_option
@config_option
@_directories_option
@click.option("--format", "form", type=click.Choice(["table", "json", "csv"]), default="table")
@stdout.limit_option
def list_rules(
    db: Path | None,
    config: Path | None,
    directories: tuple[Path, ...],
    form: str,
    limit: int | None,
) -> int:
    """List the rules and what they do.

    State: `alerts`; `counted` (makes no alerts, other rules build on it); `off` (switched off by
    itself or with its set); `failed` (had to be switched off); `not applicable` (no log read here
    can answer it). What is wrong with other rules goes to stderr.
    """
    compilation = _compiled(config, directories)
    failed = _failed(db, config)
    switched = switches(load(config))
    rows = [
        _row(rule, failed.get(rule.uuid), on=is_on(rule, switched)) for rule in compilation.rules
    ]
    rows += [_inapplicable(one) for one in compilation.inapplicable]
    shown = stdout.write(_rendered(rows[: stdout.most(limit)], form))
    stdout.tell_limit(shown, limit)
    return _tell([*compilation.problems, *unknown(compilation, switched)])


@COMMAND.command()
@database_option
@config_option
@_directories_option
@click.argument("path", required=False, type=click.Path(exists=True, path_type=Path))
def check(
    db: Path | None,  # noqa: ARG001 - every command takes it
    config: Path | None,
    directories: tuple[Path, ...],
    path: Path | None,
) -> int:
    """Check rules and run their examples.

    Without PATH, a file or a folder, all rules are checked. Every problem is a line on stderr that
    begins with its place. Rules for logs that nothing here reads are counted by the reason.
    """
    from store.rules.examples import examples_of, failures

    named = [*directories, *([path] if path else [])]
    compilation = _compiled(config, named)
    asked = _within(compilation, path)
    problems = [*asked.problems, *failures(compilation.rules, asked.rules)]
    code = _tell(problems)
    examples = sum(len(examples_of(rule)) for rule in asked.rules)
    stdout.write(stdout.lines(_summary(asked, examples, len(problems))))
    return code


def _summary(asked: Compilation, examples: int, problems: int) -> Iterator[str]:
    """What was checked; below it, why rules do not apply, most first."""
    found = {0: "no problems", 1: "1 problem"}.get(problems, f"{problems} problems")
    others = len(asked.inapplicable)
    told = f"; {others} not applicable" if others else ""
    yield f"{len(asked.rules)} rules, {examples} examples: {found}{told}"
    for reason, count in Counter(one.reason for one in asked.inapplicable).most_common():
        yield f"{count:6d}  {safe(reason)}"


def _compiled(config: Path | None, named: Sequence[Path]) -> Compilation:
    """The rules that an import would take, and those of named folders."""
    loaded = load(config)
    folders = rule_folders(loaded, [str(path) for path in named])
    return compile_files(rule_files(folders), loaded.placeholders)


def _within(compilation: Compilation, path: Path | None) -> Compilation:
    """What a compilation says about the files of a path; about all without one."""
    if path is None:
        return compilation
    files = {file.resolve() for file in files_in(path)}
    return Compilation(
        tuple(rule for rule in compilation.rules if Path(rule.path).resolve() in files),
        tuple(one for one in compilation.problems if Path(one.location.path).resolve() in files),
        tuple(one for one in compilation.inapplicable if Path(one.path).resolve() in files),
    )


def _failed(db: Path | None, config: Path | None) -> dict[str, str]:
    """Why rules had to be switched off, by uuid, as far as there is a database that tells."""
    try:
        with reading(db, config) as connection:
            rows = connection.execute(
                "SELECT uuid, error FROM rules WHERE active AND error IS NOT NULL"
            )
            return dict(rows.fetchall())
    except (BlotterError, sqlite3.Error):
        return {}


def _row(rule: CompiledRule, failure: str | None, *, on: bool) -> dict[str, object]:
    state = "failed" if failure else "alerts" if rule.alerts else "counted"
    return {
        "id": rule.uuid,
        "title": rule.title,
        "severity": str(rule.level),
        "type": str(rule.type),
        "set": rule.set,
        "on": on,
        "state": state if on else "off",
        "reason": failure if on else None,
        "author": rule.author,
        "tags": list(rule.tags),
        "path": rule.path,
        "line": rule.line,
    }


def _inapplicable(one: Inapplicable) -> dict[str, object]:
    return {
        "id": one.uuid,
        "title": one.title,
        "set": one.set,
        "state": "not applicable",
        "reason": one.reason,
        "path": one.path,
        "line": one.line,
    }


def _rendered(rows: Sequence[dict[str, object]], form: str) -> Iterable[bytes]:
    if form == "json":
        present = ({key: value for key, value in row.items() if value is not None} for row in rows)
        return json_lines(present)
    if form == "csv":
        return csv_lines(_KEYS, rows, drawn=stdout.is_terminal())
    keys = [column.title.lower() for column in _COLUMNS]
    texts = [[str(row.get(key) or "") for key in keys] for row in rows]
    return stdout.lines(table(_COLUMNS, texts, stdout.width()))


def _tell(problems: Sequence[RuleError]) -> int:
    for problem in problems:
        note(str(problem))
    return ExitCode.CONFIGURATION if problems else ExitCode.OK
