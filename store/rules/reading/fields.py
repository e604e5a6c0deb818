"""What rules call the fields of a record, and how each is read.

Sigma rules use the names of the log they were written for (`sc-status`, `EventID`); everything here
knows a field by one ECS key. Some keys are virtual: no record holds them, they are made on reading.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache
from ipaddress import ip_address, ip_network
from typing import TypeAlias

from store.formats.encoding import head_as_utf8
from store.knowledge.address_book import BLANK, AddressBook
from store.model import KIND_KEYS, FieldValue, Kind, Record
from store.rules.reading import about_address
from store.rules.reading.disguises import of_request, undisguised
from store.rules.reading.names import (
    ASN,
    CALENDAR,
    EVENT_DATA,
    INTEGRITY,
    LOGON_PROCESS,
    NAMES,
    NETWORK,
    ORIGINAL,
    PARENT_ID,
    PLAIN_AGENT,
    PLAIN_REFERRER,
    PLAIN_TARGET,
    PROCESS_ID,
    PROCESS_USER,
    TARGET,
    TIME,
    WEIGHT,
    Family,
)
from store.text import decode

__all__ = [
    "CALENDAR",
    "EVENT_DATA",
    "NUMERIC",
    "ORIGINAL",
    "TARGET",
    "WEIGHT",
    "Family",
    "Getter",
    "calendar",
    "canonical",
    "is_known",
    "read_from",
    "value_of",
]

Getter: TypeAlias = Callable[[Record], FieldValue | None]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

NUMERIC = frozenset(
    {
        "http.response.status_code",
        "http.response.body.bytes",
        "source.port",
        "process.pid",
        "process.thread.id",
        "winlog.record_id",
        ASN,
        WEIGHT,
        "weekday",
        "hour",
    }
)
"""Keys whose values are numbers; all others are text."""


_WITH_BLANKS = (
    "Action Name",
    "Category Name",
    "Changed Type",
    "Detection ID",
    "Detection Time",
    "Detection User",
    "Engine Version",
    "Error Code",
    "Error Description",
    "Execution Name",
    "New Value",
    "Old Value",
    "Origin Name",
    "Process Name",
    "Product Name",
    "Product Version",
    "Remediation User",
    "Severity ID",
    "Severity Name",
    "Signature Version",
    "Source Name",
    "Threat ID",
    "Threat Name",
    "Type Name",
)
"""Data of Defender, whose names Sigma writes without the blanks."""
_STANDS_IN = {
    "process.executable": ("NewProcessName", "Image"),
    "process.command_line": ("CommandLine", "ProcessCommandLine"),
    "process.parent.executable": ("ParentProcessName", "ParentImage"),
    "process.logon.id": ("LogonId", "SubjectLogonId"),
    **{f"{EVENT_DATA}.{name.replace(' ', '')}": (name,) for name in _WITH_BLANKS},
}
"""Event data that is read where a record has no field of the key's own name."""
_PLAIN = {PLAIN_AGENT: "user_agent.original", PLAIN_REFERRER: "http.request.referrer"}
"""Keys that are another key's value without disguises."""
_FROM_ALL = {ORIGINAL, EVENT_DATA, TIME, PROCESS_USER, PROCESS_ID, PARENT_ID, INTEGRITY}
"""Virtual keys that are read from more of a record than a few of its keys."""
_INTEGRITY = {
    "S-1-16-0": "Untrusted",
    "S-1-16-4096": "Low",
    "S-1-16-8192": "Medium",
    "S-1-16-8448": "Medium",
    "S-1-16-12288": "High",
    "S-1-16-16384": "System",
}
"""What Sysmon calls the levels that event 4688 writes as labels."""


def canonical(name: str, family: Family) -> str:
    """The ECS key that a rule of the family means by a name.

    Args:
        name: A field name as it stands in a rule.
        family: Whose names the rule uses.

    Returns:
        The key. A name with a dot is an ECS key already, whatever the family; a Windows name that
        means nothing else is a name of event data.
    """
    names = NAMES[family]
    known = names.get(name) or names.get(name.lower())
    if known is not None:
        return known
    if not is_known(name) and family in (Family.WINDOWS, Family.PROCESS):
        return f"{EVENT_DATA}.{name}"
    return name


def is_known(key: str) -> bool:
    """Whether a key from `canonical` may be one that records have: all have a dot but a few."""
    return "." in key or key in (*CALENDAR, TIME, "message")


def value_of(key: str, zone: tzinfo = UTC, book: AddressBook = BLANK) -> Getter:
    """How the value of a key is read from a record.

    Args:
        key: An ECS key or a virtual one.
        zone: Whose wall clock `weekday`, `hour` and `date` are read from.
        book: What is known of addresses.

    Returns:
        A function that gives the value, or None where the record has none.
    """
    if key in KIND_KEYS:
        return _of_kind(Kind._fields.index(KIND_KEYS[key]))
    if key in CALENDAR:
        return _of_time(calendar(key, zone))
    if key in about_address.ABOUT_ADDRESS:
        return about_address.getter(key, book)
    if key == TIME:
        return _of_time(_written(zone))
    if key in _STANDS_IN:
        return _first_of(*_stands_in(key))
    special = _SPECIAL.get(key)
    return special if special is not None else _of_fields(key)


def calendar(key: str, zone: tzinfo) -> Callable[[int], FieldValue | None]:
    """How a part of the date is read from a time (µs UTC); None outside the years 1 to 9999.

    Args:
        key: One of `CALENDAR`.
        zone: Whose wall clock it is read from.
    """
    position = CALENDAR.index(key)
    hour_of = _Hours(zone).of

    def read(time: int) -> FieldValue | None:
        hour = hour_of(time // 1_000_000)
        return None if hour is None else hour[position]

    return read


def read_from(key: str) -> tuple[str, ...] | None:
    """The keys, and parts of a record, that decide the value of a key; None: the whole record."""
    if key in (TARGET, PLAIN_TARGET):
        return "url.path", "url.query"
    if key in _PLAIN:
        return (_PLAIN[key],)
    if key == NETWORK:
        return ("source.ip",)
    if key in about_address.ABOUT_ADDRESS:
        return key, "source.ip"
    if key in _STANDS_IN:
        return _stands_in(key)
    return None if key in _FROM_ALL else (key,)


def _stands_in(key: str) -> tuple[str, ...]:
    """A key and those that may stand in for it."""
    return key, *(f"{EVENT_DATA}.{name}" for name in _STANDS_IN[key])


def _of_kind(position: int) -> Getter:
    def get(record: Record) -> FieldValue | None:
        value: FieldValue | None = record.kind[position]
        return value

    return get


def _of_fields(key: str) -> Getter:
    def get(record: Record) -> FieldValue | None:
        return record.fields.get(key)

    return get


def _first_of(*keys: str) -> Getter:
    def get(record: Record) -> FieldValue | None:
        fields = record.fields
        return next((fields[key] for key in keys if key in fields), None)

    return get


def _of_time(read: Callable[[int], FieldValue | None]) -> Getter:
    def get(record: Record) -> FieldValue | None:
        return None if record.time is None else read(record.time)

    return get


def _written(zone: tzinfo) -> Callable[[int], FieldValue | None]:
    """How a time (µs UTC) is written on a wall clock; None outside the years 1 to 9999."""

    def read(time: int) -> FieldValue | None:
        try:
            moment = _EPOCH + timedelta(microseconds=time)
            return moment.astimezone(zone).isoformat(timespec="microseconds")
        except (OverflowError, ValueError, OSError):
            return None

    return read


class _Hours:
    """Reads a zone's wall clock, and remembers the hour: the next record mostly lies in it too."""

    def __init__(self, zone: tzinfo) -> None:
        self._zone = zone
        self._begin = self._end = 0
        self._hour: tuple[int, int, str] | None = None

    def of(self, second: int) -> tuple[int, int, str] | None:
        """Weekday, hour and date at a second since 1970; None outside the years 1 to 9999."""
        if not self._begin <= second < self._end:
            self._move(second)
        return self._hour

    def _move(self, second: int) -> None:
        self._begin, self._end, self._hour = second, second + 1, None
        try:
            moment = self._at(second)
            begin = second - moment.minute * 60 - moment.second
            whole = self._at(begin).utcoffset() == self._at(begin + 3599).utcoffset()
        except (OverflowError, ValueError, OSError):
            return
        self._hour = moment.isoweekday() % 7, moment.hour, moment.date().isoformat()
        if whole:
            self._begin, self._end = begin, begin + 3600

    def _at(self, second: int) -> datetime:
        return datetime.fromtimestamp(second, UTC).astimezone(self._zone)


def _original(record: Record) -> FieldValue | None:
    raw = record.raw
    wide = b"\0" in raw and record.kind.dataset == "windows.eventlog"
    return decode(head_as_utf8(raw) if wide else raw)


def _target(record: Record) -> FieldValue | None:
    path = record.fields.get("url.path")
    query = record.fields.get("url.query")
    return path if query is None else f"{path or ''}?{query}"


def _plain_target(record: Record) -> FieldValue | None:
    path, query = record.fields.get("url.path"), record.fields.get("url.query")
    return of_request(None if path is None else str(path), None if query is None else str(query))


def _plain(key: str) -> Getter:
    """What a record says under a key, without disguises."""

    def get(record: Record) -> FieldValue | None:
        value = record.fields.get(key)
        return None if value is None else undisguised(str(value))

    return get


def _network(record: Record) -> FieldValue | None:
    address = record.fields.get("source.ip")
    return None if address is None else _network_of(str(address))


@lru_cache(20_000)
def _network_of(address: str) -> str | None:
    """The network that an address is grouped by: what one customer mostly has."""
    try:
        bits = 24 if ip_address(address).version == 4 else 48
        return str(ip_network((address, bits), strict=False))
    except ValueError:
        return None


def _weight(record: Record) -> FieldValue | None:
    return record.weight


def _event_data(record: Record) -> FieldValue | None:
    prefix = f"{EVENT_DATA}."
    values = [str(value) for key, value in record.fields.items() if key.startswith(prefix)]
    return "\n".join(values) if values else None


def _data(record: Record, name: str) -> str:
    """A value of a Windows event's data as text; empty where there is none."""
    return str(record.fields.get(f"{EVENT_DATA}.{name}", ""))


def _process_user(record: Record) -> FieldValue | None:
    """Whose process it is, with the domain: as Sysmon writes it, or as event 4688 does."""
    user, subject = _data(record, "User"), _data(record, "SubjectUserName")
    domain = _data(record, "SubjectDomainName")
    return user or (f"{domain}\\{subject}" if domain and subject else subject) or None


def _process_id(record: Record) -> FieldValue | None:
    """The new process; event 4688 gives its creator the plainer name."""
    return _decimal(_data(record, "NewProcessId") or _data(record, "ProcessId"))


def _parent_id(record: Record) -> FieldValue | None:
    creator = _data(record, "ProcessId") if _data(record, "NewProcessId") else ""
    return _decimal(_data(record, "ParentProcessId") or creator)


def _decimal(text: str) -> str | None:
    """A number without the hexadecimal of the Security log."""
    if text[:2] in ("0x", "0X") and len(text) <= 18:
        try:
            return str(int(text, 16))
        except ValueError:
            return text
    return text or None


def _logon_process(record: Record) -> FieldValue | None:
    value = record.fields.get(LOGON_PROCESS)
    return value.rstrip() if isinstance(value, str) else value


def _integrity(record: Record) -> FieldValue | None:
    label = _data(record, "MandatoryLabel")
    return _data(record, "IntegrityLevel") or _INTEGRITY.get(label, label) or None


_SPECIAL: dict[str, Getter] = {
    ORIGINAL: _original,
    TARGET: _target,
    PLAIN_TARGET: _plain_target,
    **{key: _plain(other) for key, other in _PLAIN.items()},
    EVENT_DATA: _event_data,
    NETWORK: _network,
    WEIGHT: _weight,
    PROCESS_USER: _process_user,
    PROCESS_ID: _process_id,
    PARENT_ID: _parent_id,
    INTEGRITY: _integrity,
    LOGON_PROCESS: _logon_process,
}
