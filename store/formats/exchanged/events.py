"""Make a record of fields by their ECS names, whoever wrote them: nested or flat, of any type.

What says where an event lies (`event.id`, `log.file.path`, `log.offset`, `event.original`) is left
to the file that it is read from; the record's raw text still has it.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import orjson

from store.formats.addresses import canonical
from store.formats.clock import YEARS, microseconds
from store.model import KIND_KEYS, FieldValue, Kind, Outcome, Parse, Record, TimeFlag

_MOST_KINDS = 4096
_MOST_FIELDS = 500
_DEEPEST = 12
"""Levels that are flattened; what lies below stays JSON."""

_OF_THE_FILE = frozenset({"event.id", "event.original", "log.file.path", "log.offset"})
_DERIVED = frozenset({"apache.error.code", "winlog.event_id"})
"""Made of `event.code` when a document is shown."""
_SPECIAL = frozenset({"@timestamp", "related.weight", "event.time_flags", "source.ip"})
_NUMBERS = frozenset({"source.port", "http.response.body.bytes", "process.pid", "winlog.record_id"})
"""Keys that whole numbers alone may have."""
_TEXTS = frozenset(
    {
        *("host.name", "url.path", "url.query", "url.domain", "http.request.referrer", "message"),
        *("user_agent.original", "source.domain", "user.name", "user.domain", "user.target.name"),
    }
)
"""Keys that texts alone may have."""
_FLAGS = {flag.name.lower(): flag for flag in TimeFlag if flag.name}
_HEAVIEST = 1_000_000


class Events:
    """Makes records of one source."""

    def __init__(self, dataset: str, host: str | None) -> None:
        """Begin.

        Args:
            dataset: `event.dataset` of events that name none.
            host: `host.name` of those that name none.
        """
        self._dataset = dataset
        self._host = host
        self._kinds: dict[Kind, Kind] = {}
        self.unparsed = Kind(dataset=dataset, parse=Parse.NONE)
        """The kind of what cannot be understood."""

    def record(self, offset: int, raw: bytes, values: Mapping[str, Any]) -> Record:
        """A record of a document."""
        found = dict(_flat(values))
        fields = {key: value for key, value in _fields(found) if key not in KIND_KEYS}
        if self._host and "host.name" not in fields:
            fields["host.name"] = self._host
        time = _time(found.get("@timestamp"))
        return Record(
            offset,
            raw,
            self._kind(found),
            fields,
            time,
            _flags(found.get("event.time_flags")) if time is not None else 0,
            _weight(found.get("related.weight")),
        )

    def _kind(self, found: Mapping[str, Any]) -> Kind:
        """The one object for all records of a kind."""
        texts = {name: _text(found.get(key)) for key, name in KIND_KEYS.items()}
        status = _whole(found.get("http.response.status_code"))
        made = Kind(
            **{
                **texts,
                "dataset": texts["dataset"] or self._dataset,
                "parse": _member(Parse, texts["parse"]) or Parse.FULL,
                "outcome": _member(Outcome, texts["outcome"]),
                "code": texts["code"] or _text(found.get("winlog.event_id")),
                "status": status if status is not None and 100 <= status < 1000 else None,
            }
        )
        if len(self._kinds) >= _MOST_KINDS:
            self._kinds.clear()
        return self._kinds.setdefault(made, made)


def _flat(values: Mapping[str, Any], before: str = "", depth: int = 0) -> Iterator[tuple[str, Any]]:
    """Every value under the names that lead to it, joined by dots."""
    for name, value in values.items():
        key = f"{before}{name}"
        if isinstance(value, dict) and value and depth < _DEEPEST:
            yield from _flat(value, f"{key}.", depth + 1)
        elif value not in (None, "", [], {}):
            yield key, value


def _fields(found: Mapping[str, Any]) -> Iterator[tuple[str, FieldValue]]:
    """What a record's fields may hold."""
    address = _text(found.get("source.ip"))
    if address is not None:
        spelt = canonical(address)
        yield ("source.domain", address) if spelt is None else ("source.ip", spelt)
    left = [key for key in found if key not in _OF_THE_FILE | _DERIVED | _SPECIAL]
    for key in left[:_MOST_FIELDS]:
        value: FieldValue | None
        if key in _NUMBERS:
            value = _whole(found[key])
        elif key in _TEXTS:
            value = _text(found[key])
        else:
            value = _scalar(found[key])
        if value is not None:
            yield key, value


def _scalar(value: object) -> FieldValue:
    """A value as a field holds it: a list of one as that one, any other as JSON."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str | int | float):
        return value
    if isinstance(value, list) and len(value) == 1:
        return _scalar(value[0])
    return orjson.dumps(value).decode()


def _text(value: object) -> str | None:
    return None if value is None else str(_scalar(value))


def _whole(value: object) -> int | None:
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 19:
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _member(words: Any, text: str | None) -> Any:  # noqa: ANN401 - of two enumerations
    """The member of an enumeration that a text is; None where it is none."""
    return words(text) if text in tuple(words) else None


def _time(value: object) -> int | None:
    """An instant in ISO 8601 (µs since 1970 UTC); one without zone is UTC, as ECS wants it."""
    if not isinstance(value, str):
        return None
    try:
        moment = datetime.fromisoformat(value)
        placed = moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return microseconds(placed) if placed.year in YEARS else None


def _flags(value: object) -> int:
    """The flags that are named in a list, or in its JSON."""
    if isinstance(value, str) and value.startswith("["):
        try:
            value = orjson.loads(value)
        except orjson.JSONDecodeError:
            return 0
    names = value if isinstance(value, list) else [value]
    return sum({_FLAGS[name] for name in names if isinstance(name, str) and name in _FLAGS})


def _weight(value: object) -> int:
    weight = _whole(value)
    return weight if weight is not None and 0 <= weight <= _HEAVIEST else 1
