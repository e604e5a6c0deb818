"""Records turned into columns: all that can be done for the database without the database.

What is made here is small, goes from one process to another, and holds every text of a batch once.
"""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import compress
from typing import Any, NamedTuple, TypeAlias

from store.database.evidence import Block, pack, split
from store.database.tables import COUNTED
from store.model import Fields, Kind, Outcome, Parse, Record

Key: TypeAlias = str | tuple[str, str | None]
"""A text; for an account its name and domain, for an address its text and ECS key."""

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

DEFAULTS = {"failed": 0, "weight": 1, "flags": 0}
"""Defaults of the columns of `events` that have one."""


class Coded(NamedTuple):
    """A column of texts, each held once, and how often and when it was seen."""

    keys: list[Key | None]
    codes: list[int]
    """For every event the position of its text."""
    seen: "Seen | None"
    """None for a column that is not counted."""


class Seen(NamedTuple):
    """How often each text of a column was seen, and from when to when."""

    events: list[int]
    failures: list[int]
    """The sums of the weights of the events that failed."""
    first: list[int]
    last: list[int]
    """Times in microseconds UTC."""


class Facts(NamedTuple):
    """A batch of records as columns; at least one record."""

    times: list[int]
    kinds: list[Kind]
    kind_codes: list[int]
    """For every event the position of its kind."""
    dimensions: dict[str, Coded]
    """By column of `events`; columns that no record has are left out."""
    plain: dict[str, Sequence[Any]]
    """Columns that are stored as they are; those that hold nothing but the default are left out."""
    blocks: list[Block]
    unparsed: int


class _Timeline(NamedTuple):
    """A batch in the order of time."""

    times: list[int]
    failures: list[int]
    """The weight of every event that failed, else 0."""
    order: list[int] | None
    """Positions in the batch; None: it was in that order."""


def facts(records: Sequence[Record]) -> Facts:
    """Make columns of records that all have a time, and compress their evidence."""
    times = [record.time or 0 for record in records]
    kinds, codes = _kinds(records)
    failed = [int(kind.outcome == Outcome.FAILURE) for kind in kinds]
    weights = [record.weight for record in records]
    fails = [failed[code] for code in codes]
    values = _values(records)
    timeline = _timeline(
        times, [weight * fail for weight, fail in zip(weights, fails, strict=True)]
    )
    plain = {
        "failed": fails,
        "weight": weights,
        "flags": [record.time_flags for record in records],
        "port": _whole(values["source.port"]),
        "query": values["url.query"],
        "size": _whole(values["http.response.body.bytes"]),
        "pid": _whole(values["process.pid"]),
        "record": _whole(values["winlog.record_id"]),
        "message": values["message"],
        "extra": values["extra"],
    }
    return Facts(
        times,
        kinds,
        codes,
        {
            name: _coded(keys, timeline if name in COUNTED else None)
            for name, keys in _dimensions(values).items()
            if keys.count(None) < len(keys)
        },
        {name: column for name, column in plain.items() if _is_used(name, column)},
        [pack(run) for run in split(list(records))],
        sum(kinds[code].parse == Parse.NONE for code in codes),
    )


def _values(records: Sequence[Record]) -> dict[str, Sequence[Any]]:
    """The records' values by ECS key, and under `extra` what has no column of its own."""
    fields = [record.fields for record in records]
    nothing = [None] * len(records)
    present: set[str] = set().union(*fields)
    used = [key for key in _KEYS if key in present]
    # record by record, not key by key: a record's fields are looked at while they are at hand
    rows = [tuple([get(key) for key in used]) for get in [values.get for values in fields]]
    values: dict[str, Sequence[Any]] = dict.fromkeys(_KEYS, nothing)
    values.update(zip(used, zip(*rows, strict=True), strict=True))
    rest = present - _COLUMN_KEYS or present & _SHARING
    values["extra"] = [_extra(each) for each in fields] if rest else nothing
    return values


def _kinds(records: Sequence[Record]) -> tuple[list[Kind], list[int]]:
    """The kinds of a batch, and for every record the position of its own.

    Formats keep one object for each kind, so identity finds nearly all that equality would.
    """
    marks = [id(record.kind) for record in records]
    objects = {id(record.kind): record.kind for record in records}
    positions = {mark: at for at, mark in enumerate(objects)}
    return list(objects.values()), [positions[mark] for mark in marks]


def _dimensions(values: Mapping[str, Sequence[Any]]) -> dict[str, Sequence[Key | None]]:
    """The columns of texts, by their names in `events`."""
    return {
        "host": values["host.name"],
        "address": _addresses(values["source.ip"], values["source.domain"]),
        "account": _accounts(values["user.name"], values["user.domain"]),
        "target": [None if name is None else (name, None) for name in values["user.target.name"]],
        "path": values["url.path"],
        "referrer": values["http.request.referrer"],
        "agent": values["user_agent.original"],
        "site": values["url.domain"],
    }


def _coded(keys: Sequence[Key | None], timeline: _Timeline | None) -> Coded:
    distinct = list(dict.fromkeys(keys))
    positions = {key: at for at, key in enumerate(distinct)}
    codes = [positions[key] for key in keys]
    return Coded(distinct, codes, _seen(codes, len(distinct), timeline) if timeline else None)


def _timeline(times: list[int], failures: list[int]) -> _Timeline:
    """Bring a batch into the order of time; logs are nearly always in it already."""
    if times == sorted(times):
        return _Timeline(times, failures, None)
    order = sorted(range(len(times)), key=times.__getitem__)
    return _Timeline([times[at] for at in order], [failures[at] for at in order], order)


def _seen(codes: list[int], texts: int, timeline: _Timeline) -> Seen:
    """How often each code occurs, and when: dictionaries keep the last value given for a key."""
    if timeline.order is not None:
        codes = [codes[at] for at in timeline.order]
    times, failures = timeline.times, timeline.failures
    events = Counter(codes)
    failed = Counter(compress(codes, failures))
    for code, weight in zip(compress(codes, failures), filter(None, failures), strict=True):
        if weight != 1:
            failed[code] += weight - 1
    last = dict(zip(codes, times, strict=True))
    first = dict(zip(reversed(codes), reversed(times), strict=True))
    counts = [[count[at] for at in range(texts)] for count in (events, failed, first, last)]
    return Seen(*counts)


def _addresses(ips: Sequence[str | None], names: Sequence[str | None]) -> Sequence[Key | None]:
    """Addresses and host names in one column, told apart by their ECS key."""
    known = {ip: (ip, "source.ip") for ip in set(ips) if ip is not None}
    column: list[Key | None] = [None if ip is None else known[ip] for ip in ips]
    for at in compress(range(len(names)), names):
        if column[at] is None:
            column[at] = (str(names[at]), "source.domain")
    return column


def _accounts(names: Sequence[str | None], domains: Sequence[str | None]) -> Sequence[Key | None]:
    if names.count(None) == len(names):
        return names
    pairs = zip(names, domains, strict=True)
    return [None if name is None else (name, domain) for name, domain in pairs]


def _is_used(name: str, column: Sequence[Any]) -> bool:
    """Whether a column holds anything but its default."""
    return column.count(DEFAULTS.get(name)) < len(column)


def _whole(values: Sequence[Any]) -> Sequence[int | None]:
    """Numbers that fit SQLite's integers; a number too big is no port, no pid and no size."""
    if values.count(None) == len(values):
        return values
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
