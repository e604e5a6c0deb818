r"""Undo what Apache does to text before it logs it.

Source: Apache util.c, `ap_escape_logitem` (access log) and `ap_escape_errorlog_item` (error log).
Both write controls and bytes from 0x80 as `\xHH` or as a C letter, and a backslash as two; only the
first escapes the quote.
"""

import re

from store.model import Fields
from store.text import decode

_ESCAPE = re.compile(rb'\\(?:x([0-9A-Fa-f]{2})|([bnrtv"\\]))')
_LETTERS = {
    b"b": b"\b",
    b"n": b"\n",
    b"r": b"\r",
    b"t": b"\t",
    b"v": b"\v",
    b'"': b'"',
    b"\\": b"\\",
}


def unescape(raw: bytes) -> bytes:
    """The bytes that were logged; a backslash that begins no known escape stands for itself."""
    if b"\\" not in raw:
        return raw
    return _ESCAPE.sub(_plain, raw)


def text_of(raw: bytes) -> str:
    """An item of the log as text; empty where the writer had nothing (`-`)."""
    return "" if raw == b"-" else decode(unescape(raw))


def text_field(key: str, raw: bytes) -> Fields:
    """The field that an item of the log fills; none where the writer had nothing."""
    text = text_of(raw)
    return {key: text} if text else {}


def _plain(escape: re.Match[bytes]) -> bytes:
    """What one escape stands for."""
    code: bytes | None = escape[1]
    return bytes((int(code, 16),)) if code else _LETTERS[escape[2]]
