"""A list in the form that was asked for."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain
from typing import TypeVar

from app.diagnostics import note
from app.output import stdout
from app.output.records import csv_lines, json_lines
from app.output.tables import Column, table

Row = TypeVar("Row")

LISTS = ("table", "json", "csv")
"""The forms of every list."""


def show(
    form: str,
    rows: Iterable[Row],
    keys: Sequence[str],
    record: Callable[[Row], Mapping[str, object]],
    drawn: tuple[Sequence[Column], Callable[[Row], Sequence[str]]],
    none: str = "nothing found",
) -> None:
    """Write a list to stdout.

    Args:
        form: One of `LISTS`.
        rows: What is listed.
        keys: The keys of a record, in order.
        record: A row as programs read it.
        drawn: For people: the columns of the table, and a row as its texts.
        none: What is said to people where there is no row.
    """
    if form == "table":
        columns, cells = drawn
        write_table(columns, map(cells, rows), none)
        return
    records = ({key: found[key] for key in keys} for found in map(record, rows))
    if form == "csv":
        stdout.write(csv_lines(keys, records, drawn=stdout.is_terminal()))
    else:
        stdout.write(json_lines(records))


def write_table(columns: Sequence[Column], rows: Iterable[Sequence[str]], none: str) -> int:
    """Write a table to stdout, or say on stderr that there is no row; gives the number of lines.

    Args:
        columns: Its columns.
        rows: Its rows as texts.
        none: What is said where there is none.
    """
    waiting = iter(rows)
    first = next(waiting, None)
    if first is None:
        note(none)
        return 0
    return stdout.write(stdout.lines(table(columns, chain([first], waiting), stdout.width())))
