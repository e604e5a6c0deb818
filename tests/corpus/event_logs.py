"""Event logs of Windows for the corpus, from XML or the names of values, and damaged on purpose."""

from collections.abc import Iterable, Mapping
from typing import Any
from xml.etree import ElementTree as ET

from sample_logs.generator.evtx_writer import Element, LogEvent, evtx_bytes, tree_bytes

_SPACE = "{http://schemas.microsoft.com/win/2004/08/events/event}"


def event_log(events: Iterable[str | dict[str, Any]], damage: Iterable[Mapping[str, Any]]) -> bytes:
    """An event log, perhaps damaged.

    Args:
        events: Each as XML, or as arguments of `LogEvent`; with `repeat: n` there are n of it.
        damage: Done one after the other: `at` an offset (from the end if negative) `put` bytes over
            those that are there, `insert` bytes, or `cut` so many.
    """
    given = list(events)
    if given and isinstance(given[0], str):
        data = tree_bytes([_element(ET.fromstring(str(text))) for text in given])  # noqa: S314
    else:
        named = [about for about in given if not isinstance(about, str)]
        data = evtx_bytes([each for about in named for each in _repeated(dict(about))])
    for each in damage:
        data = _damaged(data, each)
    return data


def _repeated(about: dict[str, Any]) -> list[LogEvent]:
    count, time = about.pop("repeat", 1), about.pop("time", 1_741_587_900_000_000)
    return [LogEvent(time=time + number, **about) for number in range(count)]


def _element(node: ET.Element) -> Element:
    """A parsed element with its text; white space between elements is left out."""
    attributes = dict(node.attrib)
    if node.tag.startswith(_SPACE) and node.tag.endswith("}Event"):
        attributes["xmlns"] = _SPACE[1:-1]
    children: list[Element | str] = [_element(child) for child in node]
    if node.text and node.text.strip():
        children.insert(0, node.text)
    return Element(node.tag.rpartition("}")[2], attributes, children)


def _damaged(data: bytes, how: Mapping[str, Any]) -> bytes:
    at: int = how["at"] if how["at"] >= 0 else len(data) + how["at"]
    new = bytes.fromhex(how.get("put", "") or how.get("insert", "")) * int(how.get("times", 1))
    gone = len(new) if "put" in how else int(how.get("cut", 0))
    return data[:at] + new + data[at + gone :]
