"""BIND's own log: queries, refusals and transfers of zones."""

from datetime import UTC

from store.formats.stamped import Line, log_format, moment
from store.formats.syslog.programs import named
from store.formats.syslog.programs.message import Pattern

_CLOCK = r"(\d\d):(\d\d):([0-5]\d|60)\.(\d{3})"
_LINE = Pattern(
    rf"(?:(\d\d)-([A-Z][a-z]{{2}})-(\d{{4}}) {_CLOCK}|(\d{{4}})-(\d\d)-(\d\d)T{_CLOCK}(Z?)) (.*)\Z"
)
_PREFIX = Pattern(
    r"(?:(?!(?:critical|error|warning|notice|info|dynamic): )[a-z][a-z0-9-]{1,30}: )?"
    r"(?:(critical|error|warning|notice|info|debug \d{1,3}|dynamic): )?(.*)\Z"
)
_SAMPLE = b"""\
10-Mar-2025 06:25:09.118 queries: info: client @0x7f3a2c001a18 192.0.2.7#53124 (www.example.com): \
query: www.example.com IN A +E(0)K (203.0.113.53)
10-Mar-2025 06:25:10.002 client 2001:db8::7#40112 (example.com): query: example.com IN MX -T
10-Mar-2025 06:25:11.471 security: info: client @0x7f3a2c001a18 198.51.100.9#4242 \
(example.net): query (cache) 'example.net/ANY/IN' denied
"""


def _take(text: str) -> Line | None:
    """A line's parts (BIND lib/isc/log.c: date, and category and severity if it is to print them).

    ISO dates are `print-time iso8601` (local) and `iso8601-utc`.
    """
    found = _LINE.match(text)
    if found is None:
        return None
    day, month, year, *clock = found.groups()[:7]
    if year is None:
        year, month, day, *clock = found.groups()[7:14]
    time = moment((year, month, day, *clock[:3]), clock[3])
    if time is None:
        return None
    level, body = _told(found[16])
    return Line(
        time.replace(tzinfo=UTC) if found[15] else time, body, named.parse(body), None, level
    )


def _told(text: str) -> tuple[str | None, str]:
    """Severity and message; a first word that no severity follows may be the message's own."""
    found = _PREFIX.match(text)
    if found is None:
        return None, text
    level, body = found.groups()
    if level is None and not body.startswith("client "):
        return None, text
    return (level.partition(" ")[0] if level else None), body


def _fits(text: str) -> bool:
    """Whether a line has BIND's date; an ISO date must be followed by a severity or a client."""
    found = _LINE.match(text)
    if found is None:
        return False
    level, body = _told(found[16])
    return bool(found[1] or level or named.parse(body))


FORMAT = log_format(
    ("dns.named", "named"),
    "BIND (named): queries and refusals",
    take=_take,
    fits=_fits,
    sample=_SAMPLE,
)
