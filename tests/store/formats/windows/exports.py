"""What the tests of Windows exports share: reading one, whole or piece by piece."""

import json
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from store.formats.interface import LookAhead, Reader, State
from store.formats.registry import formats
from store.model import Context, Record

SECURITY = "Microsoft-Windows-Security-Auditing"


def context(zone: str = "UTC", encoding: str | None = None, host: str | None = None) -> Context:
    return Context(ZoneInfo(zone), 0, host, (), encoding)


def read(name: str, data: bytes, about: Context | None = None) -> list[Record]:
    reader = formats()[name].open(about or context(), {}, lambda: iter([data]))
    parsed = reader.read(data, 0, at_end=True, take_rest=True)
    assert parsed.consumed == len(data)
    return list(parsed.records)


def read_in_pieces(name: str, data: bytes, cuts: list[int]) -> list[Record]:
    """Read with the source ending at each cut, and a new reader every time."""
    records: list[Record] = []
    at = 0
    state: State = {}
    for cut in [*sorted(cuts), len(data)]:
        reader: Reader = formats()[name].open(context(), state, ahead(data, at))
        last = cut == len(data)
        parsed = reader.read(data[at:cut], at, at_end=last, take_rest=last)
        records += parsed.records
        at += parsed.consumed
        state = json.loads(json.dumps(reader.state()))
    return records


def ahead(data: bytes, at: int) -> LookAhead:
    return lambda: iter([data[at:]])


def micros(*moment: int) -> int:
    return int(datetime(*moment, tzinfo=UTC).timestamp()) * 1_000_000  # type: ignore[misc,arg-type]


def parses(records: list[Record]) -> list[str]:
    return [record.kind.parse.value for record in records]


def ids(records: list[Record]) -> list[object]:
    return [record.fields.get("winlog.record_id") for record in records]
