"""Cut a syslog line into time stamp, host, program, process id and message.

Sources: RFC 3164 4.1 with what real syslog daemons make of it, and the RFC 3339 time stamps of
rsyslog (`RSYSLOG_FileFormat`), journald and macOS. Only the envelope is looked at: what follows the
tag cannot change what stands before it.
"""

import re
from typing import NamedTuple

from store.model import Fields

SEVERITIES = ("emerg", "alert", "crit", "err", "warning", "notice", "info", "debug")
"""Names of the severities 0 to 7 (RFC 3164 4.1.1)."""

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
"""Month names as RFC 3164 4.1.2 has them, whatever the locale."""
_MONTH_NAMES = frozenset(MONTHS)
NO_FIELDS: Fields = {}
"""The shared fields of an envelope that has none of its own; not to be changed."""


class Header(NamedTuple):
    """The envelope of a line, and what it carries."""

    minute: str
    """Date and time to the minute, as written; empty where the envelope says it has no time."""
    second: str
    fraction: str | None
    zone: str | None
    """`Z`, an offset or an abbreviation such as `CET`; None where none is written."""
    dated: bool
    """Whether the time begins with its year (RFC 3339)."""
    host: str | None
    tag: str | None
    """The program as the line names it; None where it names none, as in `last message repeated`."""
    pid: int | None
    level: str | None
    message: str
    exact: bool = True
    """Whether the parts are marked as what they are; else the tag is only the likely word."""
    extra: Fields = NO_FIELDS
    """What else the envelope says, by ECS key."""


_CLOCK = r"(?:[01]\d|2[0-3]):[0-5]\d"
_STAMP = (
    r"(?:<(\d{1,3})>)?"
    rf"(?:\[?([A-Z][a-z][a-z] +\d{{1,2}} +(?:\d{{4}} +)?{_CLOCK})"
    rf"|(\d{{4}}-[01]\d-[0-3]\d[Tt ]{_CLOCK}))"
    r":([0-5]\d|60)(?:[.,](\d{1,9})\d*)?([Zz]|[+-]\d\d(?::?[0-5]\d)?)?\]?"
)
_FACILITIES = (
    *("kern", "user", "mail", "daemon", "auth", "syslog", "lpr", "news", "uucp", "cron"),
    *("authpriv", "ftp", "ntp", "audit", "console", "security", *(f"local{n}" for n in range(8))),
)
_HOST = r"[^\s<\[:\]](?:\S*[^\s:\]])?"
_BEGIN = re.compile(_STAMP, re.ASCII)
_PLAIN = re.compile(
    rf"([A-Z][a-z][a-z] [ \d]\d {_CLOCK}):([0-5]\d) ([^\s<\[:\]]\S*(?<![:\]])) "
    r"([^\s\[\]:]{1,128})(?:\[(\d{1,10})\])?: *(.*)",
    re.ASCII | re.DOTALL,
)
"""What most lines are; `_COMMON` says the same of them, at twice the price."""
_COMMON = re.compile(
    rf"{_STAMP} +({_HOST}) +([^\s\[\]:]{{1,128}})\]?(?:\[(\d{{1,10}})\])?: *(.*)",
    re.ASCII | re.DOTALL,
)
_EARLY = r"(?: +<(?:\w+\.)?(\w+)>)?"
_REST = (
    rf"(?: +<?((?:{'|'.join(_FACILITIES)})\.[a-z]+)>?(?= ))?"
    r" +(-- [^\s\[\]:]{1,99}(?=\[)|\[[^\s\[\]]{1,99}\]|[^\s\[\]:<>]{1,128})\]?(?:\[(\d{1,10})\])?"
    r"(?: ?<(\w+)>)?(:|(?=[ \[])|\Z) *(.*)"
)
_HOSTLESS = re.compile(rf"{_EARLY}(){_REST}", re.ASCII | re.DOTALL)
_HOSTED = re.compile(rf"{_EARLY} +({_HOST})(?= ){_REST}", re.ASCII | re.DOTALL)
_NAMELESS = re.compile(
    r":? *(?:([^\s-]\S*) +)?"
    r"((?:-+ )?last message (?:repeated|buffered) \d{1,6} times?(?: -+)?|-- MARK --)\s*\Z",
    re.ASCII,
)
"""What the logging daemon says without naming itself."""
_SOLARIS = re.compile(r"\[ID \d{1,10} \w+\.(\w+)\] *", re.ASCII)

_WORDS = {"warn": "warning", "error": "err", "panic": "emerg", "critical": "crit", "none": "info"}
_LEVELS = {name: name for name in SEVERITIES} | _WORDS
NO_HOSTS = {level.upper(): name for level, name in _LEVELS.items()} | {
    f"{facility}.{level}": name for facility in _FACILITIES for level, name in _LEVELS.items()
}
"""Words that stand where the host should be, and the level that each tells."""


def split(text: str) -> Header | None:
    """The envelope of a line.

    Args:
        text: A record's text; may hold further lines, which belong to the message.

    Returns:
        The parts, or None where the line begins with no time stamp. Whether the date exists in the
        calendar is not checked here.
    """
    plain = _PLAIN.match(text)
    if plain is not None:
        minute, second, host, tag, pid, message = plain.groups()
        if minute[:3] in _MONTH_NAMES and host not in NO_HOSTS and not message.startswith("[ID "):
            number = int(pid) if pid else None
            stamp = (minute, second, None, None, False)
            # most lines end here, and this takes half the time of Header(...)
            parts = (*stamp, host, tag, number, None, message.strip(), True, NO_FIELDS)
            return tuple.__new__(Header, parts)
    found = _COMMON.match(text)
    return _odd(text) if found is None else _marked(found)


def _marked(found: re.Match[str]) -> Header | None:
    """The envelope of a line that is `host tag: message`."""
    priority, old, dated, second, fraction, zone, host, tag, pid, message = found.groups()
    if old and old[:3] not in _MONTH_NAMES:
        return None
    level = severity(priority) if priority else None
    if host in NO_HOSTS:
        level, host = NO_HOSTS[host], None
    message = message.strip()
    if message.startswith("[ID "):
        level, message = _without_id(level, message)
    number = int(pid) if pid else None
    stamp = (old or dated, second, fraction, zone, old is None)
    return Header(*stamp, host, tag, number, level, message)


def _odd(text: str) -> Header | None:
    """The envelope of a line that is not `host tag: message`."""
    begin = _BEGIN.match(text)
    if begin is None:
        return None
    priority, old, dated, second, fraction, zone = begin.groups()
    if old and old[:3] not in _MONTH_NAMES:
        return None
    level = severity(priority) if priority else None
    bare = Header(old or dated, second, fraction, zone, old is None, None, None, None, level, "")
    at = begin.end()
    nameless = _NAMELESS.match(text, at)
    if nameless:
        return bare._replace(host=nameless[1], message=nameless[2])
    found = None if text.startswith(":", at) else _likely(text, at)
    if found is None:
        return bare._replace(message=text[at:].removeprefix(":").strip(), exact=False)
    return _loose(bare, found)


def _loose(bare: Header, found: re.Match[str]) -> Header:
    """The header with what its odd envelope names."""
    early, host, facility, tag, pid, late, colon, message = found.groups()
    level = bare.level
    for word in (late, facility and facility.rpartition(".")[2], early):
        level = _level(word) or level
    if host in NO_HOSTS:
        level, host = NO_HOSTS[host], None
    level, message = _without_id(level, message.strip())
    return bare._replace(
        host=host or None,
        tag=tag.strip("[]"),
        pid=int(pid) if pid else None,
        level=level,
        message=message,
        exact=bool(colon or pid),
    )


def _likely(text: str, at: int) -> re.Match[str] | None:
    """The reading of an odd envelope: with a host, unless the first word is marked as the tag."""
    found = _HOSTLESS.match(text, at)
    if found and (found[5] or found[7] or found[4].startswith("[")):
        return found
    return _HOSTED.match(text, at) or found


def _level(word: str | None) -> str | None:
    """A severity by its name or digit."""
    if word is None:
        return None
    if word.isdecimal():
        return SEVERITIES[int(word)] if word in "01234567" else None
    return _LEVELS.get(word.lower())


def severity(priority: str) -> str | None:
    """The severity that a priority tells (RFC 3164 4.1.1); None where there is no such priority."""
    return SEVERITIES[int(priority) & 7] if int(priority) < 192 else None


def _without_id(level: str | None, message: str) -> tuple[str | None, str]:
    """Level and message, the latter without Solaris' message id."""
    found = _SOLARIS.match(message)
    return (_level(found[1]) or level, message[found.end() :]) if found else (level, message)
