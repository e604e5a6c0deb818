"""Records turned into columns: all that can be done for the database without the database.

What is made here is small, goes from one process to another, and holds every text of a batch once.
"""

import json
from collections.abc import Mapping, Sequence
from itertools import repeat
from operator import mul
from typing import Any, NamedTuple

from store.database.coding import Coded, Coder, Key, Seen, timeline
from store.formats.sheet import Sheet
from store.model import Fields, Kind, Outcome, Parse, Record

_KEYS = (
    "host.name",
    "source.ip",
    "source.domain",
    "source.port",
    "user.name",
    "user.domain",
    "user.target.name",
    "url.path",
    "url.query",
    "http.response.body.bytes",
    "http.request.referrer",
    "user_agent.original",
    "url.domain",
    "process.pid",
    "winlog.record_id",
    "message",
)
"""ECS keys that have a column of their own; every other goes into `extra`."""

_COLUMN_KEYS = frozenset(_KEYS)

_SHARING = frozenset({"source.domain", "user.domain"})
"""Keys that share another's column: beside an address, or without a name, they have none."""

_BIGGEST = (1 << 63) - 1

_NUMBERS = {
    "port": "source.port",
    "size": "http.response.body.bytes",
    "pid": "process.pid",
    "record": "winlog.record_id",
}
"""Columns of `events` that hold a number, and its ECS key."""

_TEXTS = {"query": "url.query", "message": "message"}
"""Columns of `events` that hold a text as it is, and its ECS key."""

_PLAIN_DIMENSIONS = {
    "host": "host.name",
    "path": "url.path",
    "referrer": "http.request.referrer",
    "agent": "user_agent.original",
    "site": "url.domain",
}
"""Columns of `events` that refer to a text by its number, and its ECS key."""

DEFAULTS = {"failed": 0, "weight": 1, "flags": 0}
"""Defaults of the columns of `events` that have one."""


class Facts(NamedTuple):
    """A batch of records as columns; at least one record."""

    times: list[int]
    kinds: list[Kind]
    kind_codes: list[int]
    """For every event the position of its kind."""
    dimensions: dict[str, Coded]
    """By column of `events`; columns that no record has are left out."""
    seen: dict[str, Seen] | None
    """How often the texts of the log were seen since the last time; None: that comes later."""
    plain: dict[str, Sequence[Any]]
    """Columns that are stored as they are; those that hold nothing but the default are left out."""
    lines: Sequence[tuple[int, bytes]]
    """Offset and bytes of every record."""
    unparsed: int


class _Table(NamedTuple):
    """A batch as columns, as far as formats' own words go."""

    lines: Sequence[tuple[int, bytes]]
    """Offset and bytes of every record."""
    times: list[int]
    kinds: Sequence[Kind]
    plain: dict[str, Sequence[Any]]
    """Columns that are stored as they are, by their names in `events`."""
    values: dict[str, list[Any]]
    """Columns by ECS key."""


def facts(records: Sequence[Record], coder: Coder | None = None) -> Facts:
    """Make columns of records that all have a time.

    Args:
        records: At least one.
        coder: Of the log that they are a part of; None: they are all of it.
    """
    whole = coder is None
    coder = coder or Coder()
    table = _of_sheet(records) if isinstance(records, Sheet) else _of_records(records)
    kinds, codes = _coded_kinds(table.kinds)
    failed = [int(kind.outcome == Outcome.FAILURE) for kind in kinds]
    fails = [failed[code] for code in codes]
    weights = table.plain.get("weight")
    batch = timeline(table.times, list(map(mul, weights, fails)) if weights else fails)
    plain = {
        "failed": fails,
        **table.plain,
        **{
            name: _whole(table.values[key]) for name, key in _NUMBERS.items() if key in table.values
        },
        **{name: table.values[key] for name, key in _TEXTS.items() if key in table.values},
    }
    dimensions = {
        name: coder.encode(name, keys, batch)
        for name, keys in _dimensions(table.values).items()
        if keys.count(None) < len(keys)
    }
    return Facts(
        table.times,
        kinds,
        codes,
        dimensions,
        coder.hand_over() if whole or coder.is_full else None,
        {name: column for name, column in plain.items() if _is_used(name, column)},
        table.lines,
        sum(kinds[code].parse == Parse.NONE for code in codes),
    )


def _of_sheet(sheet: Sheet) -> _Table:
    """The columns of a sheet, without a record being made of what has columns of its own."""
    values = sheet.values()
    rest = values.keys() - _COLUMN_KEYS | values.keys() & _SHARING
    plain: dict[str, Sequence[Any]] = {}
    if rest:
        rows = zip(*[values[key] for key in rest], strict=True)
        plain["extra"] = [
            None if all(value is None for value in row) else _extra(sheet[at].fields)
            for at, row in enumerate(rows)
        ]
    return _Table(sheet.lines, sheet.times, sheet.kinds, plain, values)


def _of_records(records: Sequence[Record]) -> _Table:
    """The columns of any records.

    Record by record, not key by key: a record's fields are looked at while they are at hand.
    """
    fields = [record.fields for record in records]
    present = set[str]().union(*fields)
    used = [key for key in _KEYS if key in present]
    rows = [tuple([get(key) for key in used]) for get in [values.get for values in fields]]
    plain: dict[str, Sequence[Any]] = {
        "weight": [record.weight for record in records],
        "flags": [record.time_flags for record in records],
    }
    if present - _COLUMN_KEYS or present & _SHARING:
        plain["extra"] = [_extra(each) for each in fields]
    return _Table(
        [(record.offset, record.raw) for record in records],
        [record.time or 0 for record in records],
        [record.kind for record in records],
        plain,
        dict(zip(used, map(list, zip(*rows, strict=True)), strict=True)),
    )


def _coded_kinds(column: Sequence[Kind]) -> tuple[list[Kind], list[int]]:
    """The kinds of a batch, and for every record the position of its own.

    Formats keep one object for each kind, so identity finds nearly all that equality would.
    """
    marks = list(map(id, column))
    objects = dict(zip(marks, column, strict=True))
    positions = {mark: at for at, mark in enumerate(objects)}
    return list(objects.values()), [positions[mark] for mark in marks]


def _dimensions(values: Mapping[str, list[Any]]) -> dict[str, list[Key | None]]:
    """The columns of texts that are there, by their names in `events`."""
    columns: dict[str, list[Key | None]] = {
        name: values[key] for name, key in _PLAIN_DIMENSIONS.items() if key in values
    }
    if "source.ip" in values or "source.domain" in values:
        columns["address"] = _addresses(values.get("source.ip"), values.get("source.domain"))
    if "user.name" in values:
        columns["account"] = _accounts(values["user.name"], values.get("user.domain"))
    if "user.target.name" in values:
        names = values["user.target.name"]
        columns["target"] = [None if name is None else (name, None) for name in names]
    return columns


def _addresses(ips: list[Any] | None, names: list[Any] | None) -> list[Key | None]:
    """Addresses, and host names as pairs so that they are told apart."""
    if names is None:
        return ips or []
    pairs: list[Key | None] = [None if name is None else (name, None) for name in names]
    if ips is None:
        return pairs
    return [pair if ip is None else ip for ip, pair in zip(ips, pairs, strict=True)]


def _accounts(names: list[Any], domains: list[Any] | None) -> list[Key | None]:
    pairs = zip(names, domains or repeat(None), strict=False)
    return [None if name is None else (name, domain) for name, domain in pairs]


def _is_used(name: str, column: Sequence[Any]) -> bool:
    """Whether a column holds anything but its default."""
    return column.count(DEFAULTS.get(name)) < len(column)


def _whole(values: Sequence[Any]) -> Sequence[int | None]:
    """Numbers that fit SQLite's integers; a number too big is no port, no pid and no size."""
    return [
        value if value is None or (isinstance(value, int) and abs(value) <= _BIGGEST) else None
        for value in values
    ]


def _extra(values: Fields) -> str | None:
    """The fields that no column holds, as JSON."""
    rest = {key: value for key, value in values.items() if key not in _COLUMN_KEYS}
    if "source.domain" in values and "source.ip" in values:
        rest["source.domain"] = values["source.domain"]
    if "user.domain" in values and "user.name" not in values:
        rest["user.domain"] = values["user.domain"]
    return json.dumps(rest, ensure_ascii=False, separators=(",", ":")) if rest else None
