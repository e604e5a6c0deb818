"""Find where an event in XML ends that is longer than any event can be."""

from store.formats.interface import State
from store.formats.long_events import Passed
from store.formats.windows.xml.splitter import LINE_OR_START, START, TAG

_LONGEST_TAG = 100
"""Bytes of a tag that may not be all there yet: what is written there holds no `<`."""


class Tags:
    """Tags end an event, since a text in XML holds none; see `Notation`."""

    def begun(self, raw: bytes) -> State:
        """Whether it is an event, or something between events."""
        return {"event": START.match(raw) is not None}

    def passed(self, data: bytes, state: State) -> Passed:
        """Up to the event's end or the next one's beginning; outside of events to a line's end."""
        found = (TAG if state["event"] else LINE_OR_START).search(data)
        if found is not None:
            return Passed(found.end() if found[0].startswith(b"</") else found.start(), None)
        begun = data.rfind(b"<", max(0, len(data) - _LONGEST_TAG))
        return Passed(len(data) if begun < 0 else begun, state)
