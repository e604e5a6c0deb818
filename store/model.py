"""The values that cross every seam: records, kinds of record, contexts and severities."""

from datetime import tzinfo
from enum import IntFlag, StrEnum
from ipaddress import IPv4Network, IPv6Network
from typing import NamedTuple, TypeAlias

FieldValue: TypeAlias = str | int | float
Network: TypeAlias = IPv4Network | IPv6Network
Fields: TypeAlias = dict[str, FieldValue]
"""What a record says, by ECS key (flat and dotted). Absent when unknown: never None, never `-`."""


class Parse(StrEnum):
    """How much of a record its format understood (`event.parse`)."""

    FULL = "full"
    """Envelope and message."""
    HEADER = "header"
    """The envelope only."""
    NONE = "none"
    """Nothing: kept, counted as unparsed, searchable."""


class TimeFlag(IntFlag):
    """What had to be assumed to place a record in time (`event.time_flags`)."""

    YEAR_ASSUMED = 1
    ZONE_ASSUMED = 2
    AMBIGUOUS = 4
    NONEXISTENT = 8
    LEAP_SECOND = 16
    INHERITED = 32

    @property
    def names(self) -> list[str]:
        """The flags' names in lower case, in the order of their values."""
        return [flag.name.lower() for flag in TimeFlag if flag in self and flag.name]


class Outcome(StrEnum):
    """How the recorded act ended (`event.outcome`)."""

    SUCCESS = "success"
    FAILURE = "failure"
    UNKNOWN = "unknown"


class Role(StrEnum):
    """What a record adds to an attempt to log in that several records tell of.

    Set by a format, used by `store.formats.attempts` to weigh each attempt once.
    """

    VERDICT = "verdict"
    """Says how the attempt ended (`Failed password`): counts."""
    SUPPORT = "support"
    """Tells of an attempt (PAM failure, invalid user); counts only if no verdict follows."""
    SUMMARY = "summary"
    """Sums up attempts told before (`PAM 2 more authentication failures`)."""


class Kind(NamedTuple):
    """The repeating part of a record: one value stands for thousands of records.

    Formats keep one object per distinct kind, so that a record costs no more than a look-up.
    """

    dataset: str | None = None
    """`event.dataset`, or None where no format was found for the source."""
    parse: Parse = Parse.FULL
    """`event.parse`."""
    category: str | None = None
    """`event.category`: `web`, `authentication`, `session`, `iam`, `process`, `configuration`, …"""
    action: str | None = None
    """`event.action`, words joined by hyphens."""
    outcome: Outcome | None = None
    """`event.outcome`."""
    level: str | None = None
    """`log.level`."""
    program: str | None = None
    """`process.name`."""
    method: str | None = None
    """`http.request.method`."""
    version: str | None = None
    """`http.version`, for example `1.1`."""
    status: int | None = None
    """`http.response.status_code`."""
    code: str | None = None
    """`event.code`: Windows event id in digits, Apache AH code."""
    channel: str | None = None
    """`winlog.channel`."""
    provider: str | None = None
    """`winlog.provider_name`."""
    module: str | None = None
    """`apache.error.module`."""


UNPARSED = Kind(parse=Parse.NONE)
"""The kind of a record in a source that no format was found for."""

KIND_KEYS: dict[str, str] = {
    "event.dataset": "dataset",
    "event.parse": "parse",
    "event.category": "category",
    "event.action": "action",
    "event.outcome": "outcome",
    "log.level": "level",
    "process.name": "program",
    "http.request.method": "method",
    "http.version": "version",
    "http.response.status_code": "status",
    "event.code": "code",
    "winlog.channel": "channel",
    "winlog.provider_name": "provider",
    "apache.error.module": "module",
}
"""Which ECS keys a kind holds: a format never puts one of these into a record's fields."""


class Record(NamedTuple):
    """One record of a log: what stands in the file, and what it means."""

    offset: int
    """Where its first byte is in the (decompressed) source."""
    raw: bytes
    """Its bytes without the line end; for binary sources the record rendered as text."""
    kind: Kind
    fields: Fields
    """Everything that the kind does not hold; `message` is the text after the envelope."""
    time: int | None
    """Microseconds since 1970 UTC; None where the record has none (the importer inherits one)."""
    time_flags: int = 0
    """`TimeFlag` values, added up."""
    weight: int = 1
    """How many attempts the record stands for (`related.weight`)."""
    role: Role | None = None
    attempt: str | None = None
    """Which attempt the record belongs to, for example `web1/sshd/4121`; None: it stands alone."""


class Context(NamedTuple):
    """What a format may assume about a source that does not say it itself."""

    zone: tzinfo
    """Zone of timestamps that carry none."""
    reference: int
    """The instant (µs UTC) that year-less timestamps are resolved against: no record of the source
    is later than this, but for a day of tolerance."""
    host: str | None = None
    """`host.name` for logs that carry none."""
    proxies: tuple[Network, ...] = ()
    """Addresses whose word on `X-Forwarded-For` is believed; the client is the last other one."""
    encoding: str | None = None
    """The code page of text that is neither UTF-8 nor UTF-16, a Python codec's name (`cp850`)."""


class AddressClass(StrEnum):
    """What an address is for."""

    PUBLIC = "public"
    PRIVATE = "private"
    """Of an organisation: RFC 1918, and unique local ones (RFC 4193)."""
    CGNAT = "cgnat"
    """Shared between a carrier's customers (RFC 6598)."""
    LOOPBACK = "loopback"
    LINK_LOCAL = "link-local"
    DOCUMENTATION = "documentation"
    """For examples (RFC 5737, RFC 3849, RFC 9637)."""
    MULTICAST = "multicast"
    BOGON = "bogon"
    """Never the source of a packet on the internet, for another reason."""


class Severity(StrEnum):
    """How bad an alert is, in Sigma's words."""

    INFORMATIONAL = "informational"
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"

    @property
    def rank(self) -> int:
        """0 for informational to 4 for critical."""
        return _RANKS[self]


_RANKS = {severity: rank for rank, severity in enumerate(Severity)}
