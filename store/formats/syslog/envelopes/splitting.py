"""Take any syslog line's envelope off, whichever daemon or tool wrote it.

What is not `header.split`'s own business is brought to it by rewriting: journalctl's longer and
shorter times (systemd logs-show.c, output_timestamp_realtime), months in other languages, and the
lines of vsftpd's own log.
"""

import re
from datetime import UTC, datetime

from store.formats.syslog.envelopes import header, rfc5424
from store.formats.syslog.envelopes.header import Header
from store.formats.syslog.envelopes.months import PATTERN, english

_CLOCK = r"(?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)"
_LOCAL = re.compile(
    rf"((?:<\d{{1,3}}>)?)({PATTERN})\.?(?= +\d{{1,2}} +(?:\d{{4}} +)?{_CLOCK})",
    re.IGNORECASE,
)
_FULL = re.compile(
    rf"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) (\d{{4}}-[01]\d-[0-3]\d {_CLOCK}(?:\.\d{{6}})?) "
    r"([A-Z]{2,5}|[+-]\d\d(?:\d\d)?)(?= \S)",
    re.ASCII,
)
_UNIX = re.compile(r"(\d{1,11})\.(\d{6}) (?=\S{1,255} [^\s:]{1,200}: )", re.ASCII)
_VSFTPD = re.compile(
    rf"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) ([A-Z][a-z][a-z]) +(\d{{1,2}}) ({_CLOCK}) (\d{{4}}) "
    r"\[pid (\d{1,10})\] ",
    re.ASCII,
)
_SERVICE = ".service"
_DAEMONS = {"ssh": "sshd"}
"""Units that are not called like their programs."""


def split(text: str) -> Header | None:
    """The envelope of a line; see `header.split`, which reads nearly all of them."""
    return header.split(text) or _other(text)


def _other(text: str) -> Header | None:
    """The envelope of a line that begins with none of the usual times."""
    if text.startswith("<"):
        new = rfc5424.split(text)
        if new is not None:
            return new
    local = _LOCAL.match(text)
    if local:
        return header.split(f"{local[1]}{english(local[2])}{text[local.end() :]}")
    full = _FULL.match(text)
    if full:
        found = header.split(full[1] + text[full.end() :])
        return found and _of_unit(found._replace(zone=full[2]))
    vsftpd = _VSFTPD.match(text)
    if vsftpd:
        month, day, clock, year, pid = vsftpd.groups()
        return header.split(f"{month} {day} {year} {clock} vsftpd[{pid}]: {text[vsftpd.end() :]}")
    return _unix(text)


def _unix(text: str) -> Header | None:
    """The envelope of a line of `journalctl -o short-unix`."""
    found = _UNIX.match(text)
    if found is None:
        return None
    moment = datetime.fromtimestamp(int(found[1]), UTC)
    return header.split(f"{moment:%Y-%m-%dT%H:%M:%S}.{found[2]}Z {text[found.end() :]}")


def _of_unit(found: Header) -> Header:
    """The header, where `journalctl -o with-unit` names a unit in the program's place."""
    unit = found.tag
    if unit is None or not unit.endswith(_SERVICE):
        return found
    name = unit.removesuffix(_SERVICE).partition("@")[0]
    tag = _DAEMONS.get(name, name) or unit
    return found._replace(tag=tag, extra={**found.extra, "systemd.unit": unit})
