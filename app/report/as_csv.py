"""A report as CSV: one line for each value, so that every table fits and numbers stay numbers."""

from collections.abc import Iterator

from app.output.records import csv_lines
from app.report.document import Cell, Document, Value
from store.times import iso

KEYS = ("section", "row", "column", "value")


def csv(document: Document, *, drawn: bool) -> Iterator[bytes]:
    """The lines; what a spreadsheet would take for a formula is a text.

    Args:
        document: The report.
        drawn: A terminal reads it.
    """
    return csv_lines(KEYS, _values(document), drawn=drawn)


def _values(document: Document) -> Iterator[dict[str, object]]:
    said = [*document.summary, document.decision]
    for number, sentence in enumerate(said, start=1):
        yield _value("summary", number, "decision" if number == len(said) else "said", sentence)
    for section in document.sections:
        for number, row in enumerate(section.rows, start=1):
            for column, cell in zip(section.columns, row, strict=True):
                yield _value(section.key, number, column.title or "name", _plain(cell))


def _value(section: str, row: int, column: str, value: Value) -> dict[str, object]:
    return dict(zip(KEYS, (section, row, column, value), strict=True))


def _plain(cell: Cell) -> Value:
    """A value as programs read it."""
    if cell.value is None:
        return None
    if cell.unit == "instant":
        return iso(int(cell.value))
    return int(cell.value) if cell.unit == "yes" else cell.value
