"""What the tests of Windows exports share: reading one, whole or piece by piece."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from store.formats.interface import LookAhead
from store.formats.registry import formats
from store.model import Context, Record
from tests.store.formats import cutting

SECURITY = "Microsoft-Windows-Security-Auditing"


def context(zone: str = "UTC", encoding: str | None = None, host: str | None = None) -> Context:
    return Context(ZoneInfo(zone), 0, host, (), encoding)


def listed(number: int, message: str, minute: int = 25) -> bytes:
    """An event as `wevtutil qe /f:text` lists it."""
    return f"""Event[{number}]
  Log Name: Security
  Source: {SECURITY}
  Date: 2025-03-10T06:{minute:02}:02.1182010Z
  Event ID: 4688
  Task: P
  Level: I
  Opcode: I
  Keyword: A
  User: N/A
  User Name: N/A
  Computer: pc1
  Description: \n{message}""".encode()


def read(name: str, data: bytes, about: Context | None = None) -> list[Record]:
    reader = formats()[name].open(about or context(), {}, lambda: iter([data]))
    parsed = reader.read(data, 0, at_end=True, take_rest=True)
    assert parsed.consumed == len(data)
    return list(parsed.records)


def read_in_pieces(name: str, data: bytes, cuts: list[int]) -> list[Record]:
    """Read with the source ending at each cut, and a new reader every time."""
    return cutting.read_in_pieces(formats()[name], data, cuts, context())


def ahead(data: bytes, at: int) -> LookAhead:
    return lambda: iter([data[at:]])


def micros(*moment: int) -> int:
    return int(datetime(*moment, tzinfo=UTC).timestamp()) * 1_000_000  # type: ignore[misc,arg-type]


def parses(records: list[Record]) -> list[str]:
    return [record.kind.parse.value for record in records]


def ids(records: list[Record]) -> list[object]:
    return [record.fields.get("winlog.record_id") for record in records]
