"""Find where a row of Event Viewer's exports ends that is longer than any event can be."""

import re
from dataclasses import dataclass

from store.formats.interface import State
from store.formats.long_events import Passed
from store.formats.windows.exports.rows import Shape

_QUOTED = re.compile(rb'[^"]*+(?:""[^"]*+)*+')
_LINE_END = re.compile(rb"\r?\n")
_LONGEST_ROW = 4096
"""Bytes of the cells before a message that may not be all there yet."""


@dataclass(frozen=True, slots=True)
class MessageRows:
    """The quotes of a message end a row, or the next row does; see `Notation`."""

    shape: Shape

    def begun(self, raw: bytes) -> State:
        """Whether it is in a quoted message."""
        found = self.shape.row.match(raw)
        quoted = found is not None and raw[found.end() : found.end() + 1] == b'"'
        return {"in": "message" if quoted else "line"}

    def passed(self, data: bytes, state: State) -> Passed:
        """Up to where the next row begins."""
        if state["in"] == "line":
            end = data.find(b"\n") + 1
            return Passed(end, None) if end else Passed(len(data), state)
        return self._open(data, 0) if state["in"] == "open" else self._message(data, state)

    def _message(self, data: bytes, state: State) -> Passed:
        """The rest of a message in quotes."""
        found = _QUOTED.match(data)
        at = found.end() if found else 0
        end = _LINE_END.match(data, at + 1)
        if end is not None:
            return Passed(end.end(), None)
        if data[at + 1 :] in (b"", b"\r"):
            return Passed(at, state)
        return self._open(data, at)

    def _open(self, data: bytes, at: int) -> Passed:
        """The rest of a message whose quotes do not end as they should."""
        following = self.shape.next_row.search(data, at)
        if following is not None:
            return Passed(following.start() + 1, None)
        line = data.rfind(b"\n", max(at, len(data) - _LONGEST_ROW))
        return Passed(len(data) if line < 0 else line, {"in": "open"})
