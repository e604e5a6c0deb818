"""Read an attack as the application behind the web server would: without its disguises.

Tools write `../` and `union select` so that what looks at requests does not know them: encoded more
than once, in overlong UTF-8, with comments for blanks, or as lookups in lookups.
"""

import re
from base64 import b64decode
from binascii import Error as Base64Error
from functools import lru_cache
from unicodedata import normalize
from urllib.parse import unquote_to_bytes

_LAYERS = 4
"""Encodings that are taken off."""
_DEPTH = 8
"""Lookups in lookups that are followed."""
_LONGEST = 16_384
"""Characters that are looked at; web servers refuse longer requests."""

_REQUESTS = 8192
"""Requests that are remembered: what is new in a batch is asked for by several rules."""

_DISGUISED = re.compile(r"[^ -#&-\[\]-~]|/\*|  |--")
"""What a text without disguises has nothing of."""
_WIDE = re.compile(rb"%u([0-9a-f]{4})", re.IGNORECASE)
_ESCAPED = re.compile(r"\\u00([2-7][0-9a-f])", re.IGNORECASE)
_OVERLONG = re.compile(rb"\xe0[\x80\x81][\x80-\xbf]|[\xc0\xc1][\x00-\xbf]")
_LOOKALIKES = str.maketrans({"\u2215": "/", "\u2216": "/", "\u2044": "/", "\\": "/", "\u0131": "i"})
_STRAY = {0xDCA0: " ", 0xDCAD: "-"}
"""Bytes that are no UTF-8, and that MySQL takes for a blank, and Windows for a dash."""
_COMMENTS = re.compile(r"/\*!\d{0,5}|/\*[^*]*\*/|\*/|(?:--|#)[^\n#-]*\n")
_BLANKS = re.compile(r"[^\S\n]+")
_LOOKUP = re.compile(r"\$\{([^${}]{1,400})\}")


@lru_cache(_REQUESTS)
def of_request(path: str | None, query: str | None) -> str | None:
    """The target of a request without disguises; None where there was none.

    Args:
        path: Before the question mark.
        query: Behind it, where `+` stands for a blank.
    """
    if query is None:
        return None if path is None else undisguised(path)
    return undisguised(f"{path or ''}?{query.replace('+', ' ')}")


def undisguised(text: str) -> str:
    """A text as what reads it in the end would see it; whatever it is, this never raises.

    Percent-encoding (more than once, overlong, or as `%u0027`), look-alikes of other alphabets,
    SQL's comments and blanks, and Log4j's lookups are replaced by what they stand for; a backslash
    by a slash.

    Args:
        text: Of a request, a referrer or an agent.
    """
    return _undisguised(text[:_LONGEST]) if _DISGUISED.search(text) else text


@lru_cache(4096)
def _undisguised(text: str) -> str:
    text = _decoded(text)
    if not text.isascii():
        text = normalize("NFKC", text)[:_LONGEST]
    text = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text).translate(_LOOKALIKES)
    text = text.translate(_STRAY)
    text = _BLANKS.sub(" ", _COMMENTS.sub(" ", text))
    return _followed(text) if "${" in text else text


def _decoded(text: str) -> str:
    """A text without percent-encoding, however often that was applied."""
    data = text.encode("utf-8", "surrogatepass")
    for _ in range(_LAYERS):
        plain = unquote_to_bytes(_WIDE.sub(_of_wide, data))
        if plain == data:
            break
        data = plain
    return _OVERLONG.sub(_of_overlong, data).decode("utf-8", "surrogateescape")


def _of_wide(found: re.Match[bytes]) -> bytes:
    return chr(int(found[1], 16)).encode("utf-8", "surrogatepass")


def _of_overlong(found: re.Match[bytes]) -> bytes:
    """The letter of ASCII that was written in more bytes than it needs."""
    *_, lead, last = found[0]
    return bytes([((lead & 1) << 6) | (last & 0x3F)])


def _followed(text: str) -> str:
    """A text with Log4j's lookups replaced by what they give, from the innermost outwards."""
    for _ in range(_DEPTH):
        plain = _LOOKUP.sub(_given, text)
        if plain == text:
            break
        text = plain
    return text


def _given(found: re.Match[str]) -> str:
    """What a lookup gives, as far as that does not depend on the machine."""
    name, _, value = found[1].partition(":")
    match name.casefold():
        case "jndi":
            return found[0]
        case "lower" | "upper":
            return value
        case "date":
            return value.strip("'")
        case "base64":
            return _of_base64(value) or found[0]
    _, has_default, default = found[1].partition(":-")
    return default if has_default else found[0]


def _of_base64(text: str) -> str | None:
    """A text out of base64; None if it is none."""
    try:
        return b64decode(text, validate=True).decode()
    except (Base64Error, ValueError):
        return None
