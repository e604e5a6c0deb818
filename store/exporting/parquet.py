"""Records as Apache Parquet, with pyarrow: typed columns, a few thousand rows at a time."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import islice
from typing import Any, BinaryIO

from store.exporting import alert_records, columns

_AT_ONCE = 20_000
"""Rows of a group: what is kept in memory."""

_TIMES = frozenset({"@timestamp", "first_seen", "last_seen", "opened_at"})
_LISTS = frozenset({"event.time_flags", "techniques", "tags", "notes"})
_NUMBERS = columns.NUMBERS | {"id", "count", "evidence"}
_REALS = frozenset({"peak"})
_BIGGEST = 1 << 63


class NoParquet(Exception):  # noqa: N818 - a state
    """The library is not installed."""


def write_events(documents: Iterable[Mapping[str, Any]], file: BinaryIO) -> int:
    """Write events; returns how many.

    Args:
        documents: As `store.exporting.columns.flat` gives them.
        file: Where to.

    Raises:
        NoParquet: pyarrow is missing.
    """
    return _write((*columns.KEYS, columns.OTHER), documents, file)


def write_alerts(records: Iterable[Mapping[str, Any]], file: BinaryIO) -> int:
    """Write alerts as `store.exporting.alert_records.record` gives them; else as `write_events`."""
    return _write(alert_records.KEYS, records, file)


def _write(keys: tuple[str, ...], rows: Iterable[Mapping[str, Any]], file: BinaryIO) -> int:
    try:
        import pyarrow as pa  # noqa: PLC0415 - an extra
        from pyarrow import parquet  # noqa: PLC0415
    except ImportError as error:
        raise NoParquet from error
    schema = pa.schema([(key, _kind(pa, key)) for key in keys])
    count = 0
    left = iter(rows)
    with parquet.ParquetWriter(file, schema, compression="zstd") as writer:
        while some := list(islice(left, _AT_ONCE)):
            arrays = [
                pa.array([_value(key, row.get(key)) for row in some], schema.field(key).type)
                for key in keys
            ]
            writer.write_table(pa.table(arrays, schema=schema))
            count += len(some)
    return count


def _kind(pa: Any, key: str) -> Any:  # noqa: ANN401 - the library has no types
    if key in _TIMES:
        return pa.timestamp("us", tz="UTC")
    if key in _LISTS:
        return pa.list_(pa.string())
    if key in _REALS:
        return pa.float64()
    return pa.int64() if key in _NUMBERS else pa.string()


def _value(key: str, value: object) -> object:
    """A value as its column takes it; what does not fit is no value of it."""
    if value is None:
        return None
    if key in _TIMES:
        return datetime.fromisoformat(str(value))
    if key in _NUMBERS:
        return value if isinstance(value, int) and -_BIGGEST <= value < _BIGGEST else None
    if key in _LISTS or key in _REALS:
        return value
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
