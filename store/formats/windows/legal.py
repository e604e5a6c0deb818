"""Text as XML allows it: what it forbids is shown as a picture."""

import re

_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SHORT = 100
_CONTROLS = bytes(code for code in range(0x20) if code not in (9, 10, 13))
_PICTURES: dict[int, int] = {
    **{code: 0x2400 + code for code in range(0x20) if code not in (9, 10, 13)},
    **dict.fromkeys([*range(0xD800, 0xE000), 0xFFFE, 0xFFFF], 0xFFFD),
}


def legal(text: str) -> str:
    """Text with every character that XML 1.0 (2.2) does not allow shown as its picture.

    Args:
        text: Any text.

    Returns:
        The text with controls as U+2400 … and half surrogates and non-characters as U+FFFD.
    """
    if len(text) < _SHORT and text.isprintable():  # what can be printed is allowed
        return text
    if text.isascii():  # most text is, and then this is quick to know
        plain = text.encode()
        return (
            text
            if len(plain.translate(None, _CONTROLS)) == len(plain)
            else text.translate(_PICTURES)
        )
    return text.translate(_PICTURES) if _ILLEGAL.search(text) else text


def is_legal(text: str) -> bool:
    """Whether XML 1.0 allows every character of a text."""
    return legal(text) == text
