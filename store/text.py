"""Make bytes and text from logs fit to be shown: nothing in them may act as control.

Bytes become text with every undecodable byte written out; text becomes drawable with every
character that a terminal could obey, or that lies about its width, written out. Nothing is
dropped.
"""

import re
import unicodedata

_PICTURES = {code: chr(0x2400 + code) for code in range(0x20)} | {0x7F: "\u2421"}
_WIDTH_LIARS = frozenset(
    {0x034F, 0x115F, 0x1160, 0x3164, 0xFFA0, *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)}
)


_BETWEEN_WORDS = re.compile(r"[^a-z0-9]+")


def slug(text: str) -> str:
    """A title as one word: `Log4Shell, by number` is `log4shell-by-number`."""
    return _BETWEEN_WORDS.sub("-", text.lower().replace("'", "")).strip("-")


def decode(raw: bytes) -> str:
    r"""Text of a record: UTF-8, with `\xNN` for every byte that is none."""
    return raw.decode("utf-8", "backslashreplace")


def safe(text: str, most_marks: int = 2) -> str:
    r"""Text that a terminal draws and never obeys.

    Args:
        text: Any text.
        most_marks: How many combining marks may follow one character.

    Returns:
        The text with controls as their pictures (U+2400 …) and everything else that does not print,
        or has no honest width, as `\u{…}`.
    """
    if text.isascii() and text.isprintable():
        return text
    out: list[str] = []
    marks = 0
    for character in text.expandtabs(4):
        shown, marks = _shown(character, marks, most_marks, first=not out)
        out.append(shown)
    return "".join(out)


_SCHEME = re.compile(r"\b([A-Za-z][A-Za-z0-9+.-]{1,20})://")
_WEB = re.compile(r"\b(www)\.(?=\w)", re.IGNORECASE)


def unlinked(text: str) -> str:
    """Text of a log in which programs find no URL to make a link of, or to fetch for a preview."""
    return _WEB.sub(r"\1[.]", _SCHEME.sub(r"\1[:]//", text))


def _shown(character: str, marks: int, most_marks: int, *, first: bool) -> tuple[str, int]:
    """One character as it may be drawn, and how many marks in a row that makes."""
    code = ord(character)
    if code in _PICTURES:
        return _PICTURES[code], 0
    if not character.isprintable() or code in _WIDTH_LIARS:
        return f"\\u{{{code:x}}}", 0
    if unicodedata.category(character) in ("Mn", "Me"):
        if first or marks >= most_marks:
            return f"\\u{{{code:x}}}", marks
        return character, marks + 1
    return character, 0
