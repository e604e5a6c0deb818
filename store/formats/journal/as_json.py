"""Cut journalctl's JSON into entries: one object a line, or objects over many lines.

Source: systemd logs-show.c, output_json, and <https://systemd.io/JOURNAL_EXPORT_FORMATS/>: values
are strings, null where they are too long, arrays of byte values where they are no text, and arrays
of these where a field comes more than once.
"""

import json
from typing import TypeAlias, cast

from store.formats import lines
from store.formats.interface import State
from store.formats.journal.entries import Entry
from store.formats.journal.reader import Cut, Found
from store.text import decode

Value: TypeAlias = "str | int | float | bool | list[Value] | dict[str, Value] | None"
"""Any JSON value."""

_PREFIXES = (b"\x1e", b"data: ")
"""What `json-seq` (RFC 7464) and `json-sse` put before each object."""


class JsonCutter:
    """Cuts one source; keeps nothing between pieces."""

    def cut(self, data: bytes, offset: int, *, at_end: bool, take_rest: bool) -> Cut:
        """Cut `data`; see `store.formats.journal.reader.Cutter`."""
        taken = at_end and take_rest
        cut = lines.cut(data, offset, take_rest=taken)
        spans, begun = _spans([_bare(*line) for line in cut.lines])
        consumed = cut.consumed
        if begun is not None and not taken:
            consumed = begun - offset
        elif begun is not None:
            spans.append((begun, offset + consumed))
        pieces = [(at, data[at - offset : end - offset].rstrip(b"\r\n")) for at, end in spans]
        return Cut([Found(at, raw, entry(raw)) for at, raw in pieces], consumed)

    def state(self) -> State:
        """Nothing."""
        return {}


def entry(raw: bytes) -> Entry | None:
    """The entry that an object is; None where it is none."""
    try:
        value = cast("Value", json.loads(decode(raw)))
    except (ValueError, RecursionError):
        return None
    if not isinstance(value, dict):
        return None
    texts = {name: _text(each) for name, each in value.items()}
    return {name: text for name, text in texts.items() if text is not None}


def _bare(at: int, line: bytes) -> tuple[int, bytes]:
    """A line without what only separates it from others."""
    for prefix in _PREFIXES:
        if line.startswith(prefix):
            return at + len(prefix), line[len(prefix) :]
    return at, line


def _spans(found: list[tuple[int, bytes]]) -> tuple[list[tuple[int, int]], int | None]:
    """Where objects begin and end, and where one begins that has no end yet.

    An object of many lines has its braces on lines of their own (`json-pretty`).
    """
    spans: list[tuple[int, int]] = []
    begun: int | None = None
    last = 0
    for at, line in found:
        broken = line[:1] == b"{" or at + len(line) - (begun or 0) > lines.LONGEST
        if begun is not None and broken:
            spans.append((begun, last))
            begun = None
        last = at + len(line)
        if line == b"{":
            begun = at
        elif begun is None:
            spans.append((at, last))
        elif line == b"}":
            spans.append((begun, last))
            begun = None
    return spans, begun


def _text(value: Value) -> str | None:
    """A field's value as text; of several the first."""
    if isinstance(value, str):
        # half a surrogate pair can be written in JSON, but it is no text
        return value if value.isascii() else value.encode("utf-8", "backslashreplace").decode()
    if isinstance(value, list) and value:
        numbers = [each for each in value if isinstance(each, int) and 0 <= each <= 255]
        return decode(bytes(numbers)) if len(numbers) == len(value) else _text(value[0])
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return None
