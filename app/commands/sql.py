"""`blotter sql`: questions in SQL, answered over documented views."""

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from itertools import islice
from pathlib import Path
from typing import TypedDict, Unpack

import click

from app.database import config_option, existing
from app.diagnostics import ExitCode, note
from app.filter_argument import events_condition
from app.output import stdout
from app.output.lists import LISTS
from app.output.records import csv_lines, json_lines
from app.output.tables import Column, table
from app.sites import databases_option, names
from store.sql.sandbox import Answer, Sandbox, Value, opened
from store.text import decode, safe

_STDIN = "-"
_MOST_TOGETHER = 10
"""Databases that SQLite attaches at most, with the first."""
_LONGEST_CELL = 20_000
"""Characters of a value in a table, whose first rows are all in memory at once."""


class _Said(TypedDict):
    """What the options say."""

    views: bool
    filter_: str
    timeout: float
    together: bool
    form: str
    limit: int | None
    dbs: tuple[Path, ...]
    config: Path | None


@click.command("sql")
@click.argument("query", metavar="QUERY", required=False)
@click.option("--views", is_flag=True, help="List the views and their columns.")
@click.option(
    "--filter",
    "filter_",
    metavar="FILTER",
    default="",
    help="Let the views show these events only.",
)
@click.option(
    "--timeout",
    metavar="SECONDS",
    type=click.FloatRange(min=0, min_open=True),
    default=60,
    show_default=True,
    help="Stop a query that takes longer.",
)
@click.option("--together", is_flag=True, help="Let each view hold the rows of all --db.")
@click.option("--format", "form", type=click.Choice(LISTS), default="table", show_default=True)
@stdout.limit_option
@databases_option
@config_option
def COMMAND(query: str | None, **said: Unpack[_Said]) -> None:  # noqa: N802 - as every command's
    """Answer a QUERY in SQLite's SQL; - reads it from standard input.

    Views with the names of ECS: events, web, web_errors, logins, windows, alerts, alert_evidence,
    addresses, users, paths, agents, hosts, log_files. raw_text(id) gives an event's record. A query
    changes nothing, reaches nothing but the views, and is stopped when it takes too long. --filter
    finds by time, address and text what SQL alone would look through all events for.

    With several --db, each answers for itself, with its site in front; with --together, the views
    hold the rows of all, with a column site, and raw_text takes the site and the id.
    """
    if (query is None) is not said["views"]:
        raise click.UsageError("give a QUERY, or --views")
    paths = [existing(db, said["config"]) for db in said["dbs"] or (None,)]
    where = events_condition([said["filter_"]])
    if said["together"] and not 2 <= len(paths) <= _MOST_TOGETHER:
        raise click.UsageError(f"--together needs from two to {_MOST_TOGETHER} databases")
    groups = [paths] if said["together"] else [[path] for path in paths]
    sites = names(said["dbs"])
    with ExitStack() as stack:
        sandboxes = [
            stack.enter_context(
                opened(
                    first,
                    where=where,
                    seconds=said["timeout"],
                    overdue=_end,
                    names=sites,
                    others=others,
                )
            )
            for first, *others in groups
        ]
        if query is None:
            stdout.write(stdout.lines(_listed(sandboxes[0])))
            return
        text = sys.stdin.read() if query == _STDIN else query
        answer = _joined(sites, [each.answer(text) for each in sandboxes])
        rows = islice(answer.rows, stdout.most(said["limit"]))
        shown = stdout.write(_chunks(said["form"], answer._replace(rows=rows)))
    stdout.tell_limit(shown - 1, said["limit"])


def _end(message: str) -> None:
    """End the program from within a thread: SQLite itself cannot be reached."""
    note(message)
    os._exit(ExitCode.USAGE)


def _joined(sites: Sequence[str], answers: Sequence[Answer]) -> Answer:
    """The answers of several sites one after the other, each row with its site in front."""
    if len(answers) == 1:
        return answers[0]
    rows = ((site, *row) for site, each in zip(sites, answers, strict=True) for row in each.rows)
    return Answer(("site", *answers[0].columns), rows)


def _listed(sandbox: Sandbox) -> Iterator[str]:
    """The views, one a line, with their columns."""
    found = sandbox.views()
    columns = (Column("view"), Column("columns"))
    rows = [(name, ", ".join(names)) for name, names in found.items()]
    return table(columns, rows, None)


def _chunks(form: str, answer: Answer) -> Iterator[bytes]:
    """The answer, piece by piece."""
    if form == "table":
        columns = [Column(safe(name)) for name in answer.columns]
        yield from stdout.lines(table(columns, map(_cells, answer.rows), stdout.width()))
        return
    records = (dict(zip(answer.columns, map(_plain, row), strict=True)) for row in answer.rows)
    if form == "csv":
        yield from csv_lines(answer.columns, records, drawn=stdout.is_terminal())
    else:
        yield from json_lines(records)


def _cells(row: tuple[Value, ...]) -> tuple[str, ...]:
    """A row as a table shows it: of a long value no more than anybody looks at."""
    cut = (value[:_LONGEST_CELL] if isinstance(value, str | bytes) else value for value in row)
    return tuple("" if value is None else str(_plain(value)) for value in cut)


def _plain(value: Value) -> str | int | float | None:
    """A value as text or number; bytes as the text that they are."""
    return decode(value) if isinstance(value, bytes) else value
