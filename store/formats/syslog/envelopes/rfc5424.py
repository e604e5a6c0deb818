"""Take a line of the new syslog protocol apart (RFC 5424, 6)."""

import re
from typing import NamedTuple

from store.formats.syslog.envelopes.header import NO_FIELDS, Header, severity
from store.model import Fields

_NIL = "-"
_HEADER = re.compile(
    r"<(\d{1,3})>[1-9]\d{0,2} "
    r"(?:-|(\d{4}-[01]\d-[0-3]\dT(?:[01]\d|2[0-3]):[0-5]\d):([0-5]\d|60)(?:\.(\d{1,9}))?"
    r"(Z|[+-]\d\d:[0-5]\d)) "
    r"(\S{1,255}) (\S{1,128}) (\S{1,128}) (\S{1,128}) (?=-|\[)",
    re.ASCII,
)
_NAME = r'[^\s=\]"]{1,128}'
_VALUE = r'(?:[^"\\]|\\.)*'
"""Without its quotes; a bracket in it should be escaped, and often is not."""
_ELEMENT = re.compile(rf'\[({_NAME})((?: {_NAME}="{_VALUE}")*) ?\]', re.DOTALL)
_PARAMETER = re.compile(rf' ({_NAME})="({_VALUE})"', re.DOTALL)
_ESCAPED = re.compile(r'\\(["\\\]])')
_MARK = "\ufeff"
_MOST_PARAMETERS = 64
"""Parameters of a record that are kept as fields; its raw text has them all."""
_STRUCTURED = "log.syslog.structured_data"


class _Data(NamedTuple):
    """Structured data, and where the message begins."""

    fields: Fields
    end: int


def split(text: str) -> Header | None:
    """The envelope of a line.

    Args:
        text: A record's text.

    Returns:
        The parts, or None where the line does not begin with such an envelope. Structured data that
        is malformed is left in the message. `minute` is empty where the time is the nil value.
    """
    found = _HEADER.match(text)
    if found is None or int(found[1]) > 191:
        return None
    priority, minute, second, fraction, zone, host, tag, process, kind = found.groups()
    data = _structured(text, found.end())
    extra = data.fields
    if kind != _NIL:
        extra["log.syslog.msgid"] = kind
    number = int(process) if process.isdigit() and len(process) <= 10 else None
    if number is None and process != _NIL:
        extra["log.syslog.procid"] = process
    return Header(
        minute or "",
        second or "",
        fraction,
        zone,
        dated=True,
        host=None if host == _NIL else host,
        tag=None if tag == _NIL else tag,
        pid=number,
        level=severity(priority),
        message=text[data.end :].strip().removeprefix(_MARK).strip(),
        extra=extra or NO_FIELDS,
    )


def _structured(text: str, at: int) -> _Data:
    """Read structured data (RFC 5424, 6.3) from a position on."""
    if text.startswith(_NIL, at):
        return _Data({}, at + 1)
    begin = at
    fields: Fields = {}
    while found := _ELEMENT.match(text, at):
        at = found.end()
        for name, value in _PARAMETER.findall(found[2]):
            _add(fields, f"{_STRUCTURED}.{found[1]}.{name}", _ESCAPED.sub(r"\1", value))
    if at < len(text) and not text[at].isspace():
        return _Data({}, begin)
    return _Data(fields, at)


def _add(fields: Fields, key: str, value: str) -> None:
    """Keep a parameter; a name that comes again has its values one after the other."""
    if not value or (key not in fields and len(fields) >= _MOST_PARAMETERS):
        return
    fields[key] = f"{fields[key]}, {value}" if key in fields else value
