"""Run a fixture: its bytes through the registry's format, and its records by their event keys."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from store.formats.interface import Format, Reader, State
from store.formats.registry import HEAD, detect, named
from store.formats.unknown import open_unknown
from store.importing.reading import placed
from store.model import KIND_KEYS, Record, TimeFlag
from tests.corpus.fixtures import Case

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Result(NamedTuple):
    """What came out."""

    records: Sequence[Record]
    expected: int
    lost: int
    problem: str | None
    consumed: int


def format_of(case: Case) -> Format | None:
    """The fixture's format: what the user says, else what its bytes say."""
    return named(case.format) if case.format else detect(case.data[:HEAD])


def whole(case: Case) -> Result:
    """Read all bytes at once."""
    parsed = _open(case, {}, 0).read(case.data, 0, at_end=True, take_rest=True)
    records = placed(list(parsed.records), None, case.context.reference)
    return Result(records, parsed.expected, parsed.lost, parsed.problem, parsed.consumed)


def in_pieces(case: Case, size: int, *, reopened: bool) -> list[Record]:
    """Read as the bytes come, `size` at a time.

    Args:
        case: The fixture.
        size: Bytes that come at a time.
        reopened: A new reader goes on from the last one's state each time.
    """
    records: list[Record] = []
    reader, done = _open(case, {}, 0), 0
    for end in range(size, len(case.data) + size, size):
        last = end >= len(case.data)
        parsed = reader.read(case.data[done:end], done, at_end=last, take_rest=last)
        records += parsed.records
        done += parsed.consumed
        if reopened:
            reader = _open(case, json.loads(json.dumps(reader.state())), done)
    return list(placed(records, None, case.context.reference))


def event(record: Record) -> dict[str, Any]:
    """A record's event keys, and under short names what else a fixture may speak of."""
    told: dict[str, Any] = dict(record.fields)
    for key, attribute in KIND_KEYS.items():
        value = getattr(record.kind, attribute)
        if value is not None:
            told[key] = value if isinstance(value, int) else str(value)
    moment = _EPOCH + timedelta(microseconds=record.time or 0)
    told["time"] = moment.isoformat(timespec="microseconds").replace("+00:00", "Z")
    told["flags"] = TimeFlag(record.time_flags).names
    told["weight"] = record.weight
    told["parse"] = told.pop("event.parse")
    told["raw"] = record.raw.decode("utf-8", "backslashreplace")
    told["offset"] = record.offset
    return told


def _open(case: Case, state: State, at: int) -> Reader:
    found = format_of(case)
    if found is None:
        return open_unknown(case.context, state, lambda: iter(()))
    return found.open(case.context, state, lambda: iter([case.data[at:]]))
