"""A list in the form that was asked for."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeVar

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
) -> None:
    """Write a list to stdout.

    Args:
        form: One of `LISTS`.
        rows: What is listed.
        keys: The keys of a record, in order.
        record: A row as programs read it.
        drawn: For people: the columns of the table, and a row as its texts.
    """
    if form == "table":
        columns, cells = drawn
        stdout.write(stdout.lines(table(columns, map(cells, rows), stdout.width())))
        return
    records = ({key: found[key] for key in keys} for found in map(record, rows))
    if form == "csv":
        stdout.write(csv_lines(keys, records, drawn=stdout.is_terminal()))
    else:
        stdout.write(json_lines(records))
