"""Parts of a text that are the code of another text: escapes, base64, hexadecimal digits."""

import binascii
import re
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator
from typing import NamedTuple

_TOKEN = re.compile(r'[^\s"<>]+')
_ESCAPE = re.compile(r"(?:%|\\x|\\u00)([2-7][0-9A-Fa-f])")
_UNSAFE = re.compile(r'[\s"<>]')
_CODE = re.compile(r"[A-Za-z0-9+_-]{12,}={0,2}")
_DIGITS = re.compile(r"(?:[0-9A-Fa-f]{2})+")
_URL_SAFE = bytes.maketrans(b"-_", b"+/")


class Encoded(NamedTuple):
    """A part of a text."""

    start: int
    end: int
    text: str
    """What it is the code of."""
    encode: Callable[[str], str]
    """Makes the same code of another text."""


def encoded(text: str) -> Iterator[Encoded]:
    """The parts of a text that are codes of printable ASCII, or of more, in order."""
    for token in _TOKEN.finditer(text):
        if _ESCAPE.search(token[0]):
            plain = _ESCAPE.sub(lambda found: chr(int(found[1], 16)), token[0])
            yield Encoded(token.start(), token.end(), plain, _quoted)
        else:
            yield from _codes(token[0], token.start())


def _codes(token: str, at: int) -> Iterator[Encoded]:
    for found in _CODE.finditer(token):
        for decode, encode in ((_of_digits, _in_digits), (_of_base64, _in_base64)):
            plain = decode(found[0])
            if plain is not None:
                yield Encoded(at + found.start(), at + found.end(), plain, encode)
                break


def _quoted(text: str) -> str:
    return _UNSAFE.sub(lambda found: f"%{ord(found[0]):02X}" if found[0].isascii() else "_", text)


def _of_digits(code: str) -> str | None:
    return _readable(bytes.fromhex(code)) if _DIGITS.fullmatch(code) else None


def _in_digits(text: str) -> str:
    return text.encode("utf-8", "surrogatepass").hex()


def _of_base64(code: str) -> str | None:
    bare = code.rstrip("=").encode().translate(_URL_SAFE)
    try:
        return _readable(b64decode(bare + b"=" * (-len(bare) % 4)))
    except binascii.Error:
        return None


def _in_base64(text: str) -> str:
    return b64encode(text.encode("utf-8", "surrogatepass")).decode()


def _readable(data: bytes) -> str | None:
    text = data.decode("latin-1")
    return text if text.isascii() and text.replace("\n", " ").isprintable() else None
