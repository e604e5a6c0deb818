"""Find where an event in CLIXML ends that is longer than any event can be."""

import re

from store.formats.interface import State
from store.formats.long_events import Passed

_TYPE = rb'<Obj RefId="[^"<>]{1,20}+"\s{0,9}+>\s{0,200}+<TN(?:Ref)? RefId="([^"<>]{1,20}+)"'
_BEGINNING = re.compile(_TYPE)
_LONGEST_TAGS = 400
"""Bytes of an object's first tags that may not be all there yet."""


class TypedObjects:
    """A text holds no tag: what ends an event is the next object of its type; see `Notation`."""

    def begun(self, raw: bytes) -> State:
        """The number of its type."""
        found = _BEGINNING.match(raw)
        return {"type": found[1].decode("utf-8", "replace") if found else ""}

    def passed(self, data: bytes, state: State) -> Passed:
        """Up to the next object of the type, or the root's end."""
        for found in _BEGINNING.finditer(data):
            if found[1].decode("utf-8", "replace") == state["type"] or not state["type"]:
                return Passed(found.start(), None)
        root = data.find(b"</Objs")
        if root >= 0:
            return Passed(root, None)
        begun = data.rfind(b"<Obj", max(0, len(data) - _LONGEST_TAGS))
        last = data.rfind(b"<", max(0, len(data) - len("</Objs")))
        return Passed(min((end for end in (begun, last) if end >= 0), default=len(data)), state)
