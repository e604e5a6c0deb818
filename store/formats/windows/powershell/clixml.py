"""Read one object of CLIXML: its properties by name.

Source: [MS-PSRP] 2.2.5: adapted properties are in `Props`, those that a cmdlet added in `MS`.
"""

import re
from base64 import b64decode
from binascii import Error
from xml.etree import ElementTree

from store.formats.windows.events.event import Value
from store.formats.windows.legal import legal

_FORBIDDEN = "<!"
"""Begins document types, entities, comments: `Export-Clixml` writes none of them."""
_ESCAPED = re.compile(r"(?:_x[0-9A-Fa-f]{4}_)+", re.ASCII)
_LISTS = frozenset({"LST", "IE", "STK", "QUE"})
_BAGS = frozenset({"Props", "MS"})


def properties_of(text: str) -> dict[str, Value] | None:
    """Read an object.

    Args:
        text: From `<Obj` to its `</Obj>`.

    Returns:
        The properties, those of `MS` last; None where this is not well-formed, or more than
        `Export-Clixml` writes.
    """
    if _FORBIDDEN in text:
        return None
    try:
        root = ElementTree.fromstring(legal(text))  # noqa: S314 (see `_FORBIDDEN`)
    except (ElementTree.ParseError, ValueError):
        return None
    return _properties(root)


def _properties(element: ElementTree.Element) -> dict[str, Value]:
    """The properties of an object, by name."""
    return {
        _unescaped(name): _value(part)
        for bag in element
        if bag.tag in _BAGS
        for part in bag
        if (name := part.get("N"))
    }


def _value(element: ElementTree.Element) -> Value:
    """What a property holds: a text, a list of texts, or nothing."""
    if element.tag == "Obj":
        for part in element:
            if part.tag in _LISTS:
                return [_single(one) for one in part]
    return _single(element)


def _single(element: ElementTree.Element) -> Value:
    """A single value; an object is its `Value`, or else what it shows of itself."""
    if element.tag == "BA":
        return _octets(element.text or "")
    if element.tag != "Obj":
        return None if element.tag in ("Nil", "Ref") else _unescaped(element.text or "")
    inner = next((part for part in element.findall("Props/*") if part.get("N") == "Value"), None)
    if inner is not None:
        return _shown(inner)
    return _unescaped(element.findtext("ToString") or "")


def _shown(element: ElementTree.Element) -> Value:
    """The value of a value: an object shows itself, and is not gone into further."""
    if element.tag == "BA":
        return _octets(element.text or "")
    text = element.findtext("ToString") if element.tag == "Obj" else element.text
    return _unescaped(text or "")


def _octets(text: str) -> Value:
    """Binary data."""
    try:
        return list(b64decode(text))
    except Error:
        return ""


def _unescaped(text: str) -> str:
    r"""A text with its `_xHHHH_` as the UTF-16 code units that they stand for."""
    return _ESCAPED.sub(_characters, text) if "_x" in text else text


def _characters(found: re.Match[str]) -> str:
    """Characters from code units, halves of them replaced."""
    units = bytes.fromhex(found[0].replace("_x", "").replace("_", ""))
    return units.decode("utf-16-be", "replace")
