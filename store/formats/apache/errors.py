"""Turn records of an error log into what they mean.

Sources: Apache server/log.c, the default ErrorLogFormat of 2.4 (`[%{u}t] [%-m:%l] [pid %P:tid %T]
%7F: %E: [client %a] %M, referer %{Referer}i`, where an empty item takes what is around it with it)
and the fixed format of 2.2 (`[time] [level] [client ip] message`).
"""

import re
from functools import lru_cache

from store.formats.addresses import source_of
from store.formats.apache.escapes import text_of, unescape
from store.formats.apache.meanings import DATASET, kind_of, meaning_of
from store.formats.apache.stamps import Stamps
from store.model import Context, Fields, Kind, Parse, Record
from store.text import decode

_ENVELOPE = re.compile(
    rb"""
    (?:\[(?P<time>
        [A-Z][a-z]{2}\ [A-Z][a-z]{2}\ {1,2}\d{1,2}\ \d\d:\d\d:\d\d(?:\.\d{1,9})?\ \d{4}
        |\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?
    )\](?:\ |(?=[\r\n])|\Z))?
    (?:\[(?:(?P<module>[\w.-]{0,64}):)?
        (?P<level>emerg|alert|crit|error|warn|notice|info|debug|trace[1-8])\](?:\ |(?=[\r\n])|\Z))?
    (?:\[pid\ (?P<pid>\d{1,18})(?::tid\ (?P<tid>\d{1,18}))?\](?:\ |(?=[\r\n])|\Z))?
    (?:[\w.-]{1,64}\(\d{1,9}\):\ )?
    (?:(?P<error>\((?:OS\ )?-?\d{1,20}\)[^\[\]:]{0,256}):\ )?
    (?:\[(?:client|remote)\ (?P<address>\[[^\[\]\s]{1,64}\](?::\d{1,5})?|[^\[\]\s]{1,255})\]
        (?:\ |(?=[\r\n])|\Z))?
    (?:(?P<code>AH\d{5}):\ )?
    """,
    re.VERBOSE,
)
_BRACKETED = re.compile(r"\[([^\]]+)\](?::(\d{1,5}))?")
_REFERER = b", referer: "
_UNREAD = Kind(dataset=DATASET, parse=Parse.NONE)


class ErrorLines:
    """Reads the error records of one source."""

    def __init__(self, context: Context) -> None:
        self._stamps = Stamps(context.zone)
        self._always: Fields = {"host.name": context.host} if context.host else {}

    def read(self, offset: int, raw: bytes, previous: int | None) -> Record:
        """Make a record of any bytes.

        Args:
            offset: Where the record begins in the source.
            raw: Its first line with all that continue it.
            previous: Time (µs UTC) of the record before.

        Returns:
            The record; with `Parse.NONE` and no fields if it has no error log's envelope.
        """
        found = _ENVELOPE.match(raw)
        if found is None or not (found["time"] or found["level"]):
            return Record(offset, raw, _UNREAD, {}, None)
        message, referer = _parted(raw[found.end() :])
        level, module, code = (_word(found[name]) for name in ("level", "module", "code"))
        meaning = meaning_of(message, code, level, module)
        said = {"user.name": meaning.user, "http.request.referrer": referer, "message": message}
        fields = self._always | _envelope_fields(found)
        fields |= {key: text for key, text in said.items() if text and text != "-"}
        parse = Parse.FULL if level else Parse.HEADER
        kind = kind_of(level, module, code, meaning.action, parse)
        instant = self._stamps.error(found["time"], previous) if found["time"] else None
        if instant is None:
            return Record(offset, raw, kind, fields, None)
        return Record(offset, raw, kind, fields, instant.time, instant.flags)


@lru_cache(maxsize=4096)
def read_address(text: str, *, with_port: bool) -> Fields:
    """The client's address and port.

    Args:
        text: `192.0.2.1`, `192.0.2.1:80`, `2001:db8::1:80`, `[2001:db8::1]:80`, or a host name.
        with_port: Whether the writer adds a port as a rule (2.4): only that tells whether
            `2001:db8::1:80` ends with one.

    Returns:
        `source.ip` or `source.domain`, and `source.port` where there is one. Not to be changed.
    """
    bracketed = _BRACKETED.fullmatch(text)
    if bracketed:
        return _source(bracketed[1], bracketed[2])
    host, colon, port = text.rpartition(":")
    whole = source_of(text)
    if colon and port.isascii() and port.isdigit() and len(port) <= 5:
        is_whole = whole is not None and whole[0] == "source.ip"
        shorter = source_of(host)
        is_shorter = ":" not in host or (shorter is not None and shorter[0] == "source.ip")
        if is_shorter and (with_port or not is_whole):
            return _source(host, port)
    return _source(text, None)


def _source(host: str, port: str | None) -> Fields:
    """An address and port as fields; port 0 is Apache's word for none."""
    source = source_of(host)
    fields: Fields = {source[0]: source[1]} if source else {}
    if port and 0 < int(port) <= 65_535:
        fields["source.port"] = int(port)
    return fields


def _envelope_fields(found: re.Match[bytes]) -> Fields:
    """Everything but the message that goes into a record's fields."""
    fields: Fields = {}
    if found["pid"]:
        fields["process.pid"] = int(found["pid"])
    if found["tid"]:
        fields["process.thread.id"] = int(found["tid"])
    if found["error"]:
        fields["error.message"] = text_of(found["error"])
    if found["address"]:
        newer = found["module"] is not None
        fields |= read_address(decode(found["address"]), with_port=newer)
    return fields


def _parted(rest: bytes) -> tuple[str, str]:
    """Message and referer. The referer ends the record, or its first line if others follow."""
    first, end, more = rest.partition(b"\n")
    message, found, referer = first.rpartition(_REFERER)
    if found:
        return _message(message + end + more), text_of(referer.rstrip(b"\r"))
    message, found, referer = rest.rpartition(_REFERER)
    if found and b"\n" not in referer:
        return _message(message), text_of(referer)
    return _message(rest), ""


def _message(raw: bytes) -> str:
    """The message as it was before it was logged."""
    return decode(unescape(raw))


def _word(raw: bytes | None) -> str | None:
    """A word of the envelope; None where there is none (`-`)."""
    return raw.decode("ascii", "replace") if raw and raw != b"-" else None
