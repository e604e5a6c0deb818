"""Events in the forms that they are exported in."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from sqlite3 import Connection
from types import MappingProxyType
from typing import TypeAlias

from app.exporting.output import Output
from app.output.records import json_lines
from store.exporting import timesketch
from store.exporting.columns import KEYS, OTHER, flat
from store.queries import documents
from store.queries.documents import Document
from store.queries.where import Where

_Form: TypeAlias = Callable[[Iterator[Document], Output], None]


def export(connection: Connection, where: Where, limit: int | None, output: Output) -> None:
    """Export events.

    Args:
        connection: For reading.
        where: Over `events e`.
        limit: Most events; None: all.
        output: The form, and where it goes.
    """
    redactor = output.redactor(connection)
    with closing(documents.ecs(connection, where, limit)) as found:
        wanted = found if redactor is None else map(redactor.document, found)
        FORMS[output.form](wanted, output)


def _ecs(found: Iterator[Document], output: Output) -> None:
    output.write(json_lines(found))


def _csv(found: Iterator[Document], output: Output) -> None:
    output.write_csv((*KEYS, OTHER), map(flat, found))


def _parquet(found: Iterator[Document], output: Output) -> None:
    from store.exporting.parquet import write_events

    output.write_parquet(write_events, map(flat, found))


def _timesketch(found: Iterator[Document], output: Output) -> None:
    output.write_csv(timesketch.EVENT_COLUMNS, map(timesketch.event_row, found))


FORMS: Mapping[str, _Form] = MappingProxyType(
    {"ecs": _ecs, "csv": _csv, "parquet": _parquet, "timesketch": _timesketch}
)
"""By what `--format` says."""
