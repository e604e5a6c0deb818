"""Which column of `facts` holds which ECS key: what records say, laid out in columns."""

import json
from collections.abc import Mapping, Sequence
from itertools import repeat
from typing import Any

import orjson

from store.database.coding import Columns, Key
from store.formats.sheet import NOTHING, REST
from store.model import Fields, FieldValue

_TEXTS = {
    "host": "host.name",
    "path": "url.path",
    "referrer": "http.request.referrer",
    "agent": "user_agent.original",
    "site": "url.domain",
    "query": "url.query",
    "message": "message",
}
"""Columns that hold, or refer to, the text of one key."""

_NUMBERS = {
    "port": "source.port",
    "size": "http.response.body.bytes",
    "pid": "process.pid",
    "record": "winlog.record_id",
}
"""Columns that hold the number of one key."""

_PARTIES = ("source.ip", "source.domain", "user.name", "user.domain", "user.target.name")
"""Keys that make up the columns `address`, `account` and `target`."""

_KEYS = (*_TEXTS.values(), *_NUMBERS.values(), *_PARTIES)
_COLUMN_KEYS = frozenset(_KEYS)

_SHARING = frozenset({"source.domain", "user.domain"})
"""Keys that share another's column: beside an address, or without a name, they have none."""

_BIGGEST = (1 << 63) - 1


def columns_of(fields: Sequence[Fields]) -> Columns:
    """Lay fields out in columns.

    Record by record, not key by key: a record's fields are looked at while they are at hand.

    Args:
        fields: Of some records.

    Returns:
        By column, for every record its value or None; columns without any value are left out.
        Addresses, accounts and targets are keys of dimensions (`coding.Key`); `extra` is JSON.
    """
    present = set[str]().union(*fields)
    used = [key for key in _KEYS if key in present]
    rows = [tuple([get(key) for key in used]) for get in [each.get for each in fields]]
    values = dict(zip(used, map(list, zip(*rows, strict=True)), strict=True))
    columns = {name: values[key] for name, key in _TEXTS.items() if key in values}
    columns |= {name: _whole(values[key]) for name, key in _NUMBERS.items() if key in values}
    columns |= _parties(values)
    if present - _COLUMN_KEYS or present & _SHARING:
        columns["extra"] = [_extra(each) for each in fields]
    return {name: column for name, column in columns.items() if column.count(None) < len(column)}


def singles(values: Mapping[str, Sequence[FieldValue | Fields | None]]) -> Columns:
    """Columns of texts, and of numbers that fit SQLite, by ECS key, as `columns_of` gives them."""
    plain = _TEXTS | _NUMBERS
    columns: Columns = {name: list(values[key]) for name, key in plain.items() if key in values}
    if REST in values:
        rests = [rest if isinstance(rest, dict) else NOTHING for rest in values[REST]]
        columns["extra"] = [_as_json(rest) if rest else None for rest in rests]
    return {name: column for name, column in columns.items() if column.count(None) < len(column)}


def _parties(values: Mapping[str, list[Any]]) -> Columns:
    """The columns that name an address or an account."""
    columns: Columns = {}
    if "source.ip" in values or "source.domain" in values:
        columns["address"] = _addresses(values.get("source.ip"), values.get("source.domain"))
    if "user.name" in values:
        domains = values.get("user.domain") or repeat(None)
        pairs = zip(values["user.name"], domains, strict=False)
        columns["account"] = [None if name is None else (name, domain) for name, domain in pairs]
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


def _whole(values: Sequence[Any]) -> list[int | None]:
    """Numbers that fit SQLite's integers; a number too big is no port, no pid and no size."""
    return [
        value if value is None or (isinstance(value, int) and abs(value) <= _BIGGEST) else None
        for value in values
    ]


def _extra(values: Fields) -> str | None:
    """The fields that no column holds, as JSON."""
    rest = {key: value for key, value in values.items() if key not in _COLUMN_KEYS}
    if not values.keys().isdisjoint(_SHARING):
        without = _COLUMN_KEYS - _left_over(values)
        rest = {key: value for key, value in values.items() if key not in without}
    return _as_json(rest) if rest else None


def _left_over(values: Fields) -> set[str]:
    """The keys that share another's column, and have none beside what stands in it."""
    domain = {"source.domain"} if "source.ip" in values else set()
    return domain | (set() if "user.name" in values else {"user.domain"})


def _as_json(fields: Fields) -> str:
    """An object in JSON: by the quick library, unless a number or a text is beyond it."""
    try:
        quick = orjson.dumps(fields).decode()
    except TypeError:
        quick = "null"
    if "null" not in quick:  # which no field is: what stands so is a number without an end
        return quick
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":"))
