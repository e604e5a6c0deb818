"""Find where an object of JSON ends that is longer than any event can be."""

import re

from store.formats.interface import State
from store.formats.long_events import Passed

_STRING = re.compile(rb'[^"\\\r\n]*+(?:\\.[^"\\\r\n]*+)*+')
"""As much of a string as is there."""
_PLAIN = re.compile(rb'[^"{}\n]*+')
_QUOTE, _BACKSLASH, _OPEN, _CLOSE, _LF = b'"\\{}\n'
_BETWEEN: State = {"depth": 0, "string": False, "escaped": False}


class Objects:
    """Braces outside of strings end an object; see `Notation`."""

    def begun(self, raw: bytes) -> State:
        """How deep it is in objects, whether in a string, and whether a backslash came last."""
        if not raw.startswith(b"{"):
            return _BETWEEN
        found = self.passed(raw[1:], {"depth": 1, "string": False, "escaped": False})
        if found.state is None:
            return _BETWEEN
        return {**found.state, "escaped": raw[1 + found.end :] == b"\\"}

    def passed(self, data: bytes, state: State) -> Passed:
        """Up to the brace that closes the object; a brace that begins a line begins another."""
        depth, string = state["depth"], state["string"]
        at = int(state["escaped"] and len(data) > 0)
        while at < len(data):
            at = _run(data, at, string=string)
            sign = data[at] if at < len(data) else None
            if sign is None or (sign in (_BACKSLASH, _LF) and at + 1 == len(data)):
                break
            if string:
                string = sign == _BACKSLASH
                at += sign in (_QUOTE, _BACKSLASH)
                continue
            if _ends_before(data, at, depth):
                return Passed(at, None)
            string = sign == _QUOTE
            depth += (sign == _OPEN) - (sign == _CLOSE)
            at += 1
            if sign == _CLOSE and depth <= 0:
                return Passed(at, None)
        return Passed(at, {"depth": depth, "string": string, "escaped": False})


def _run(data: bytes, at: int, *, string: bool) -> int:
    """Where the next sign is that means something."""
    found = (_STRING if string else _PLAIN).match(data, at)
    return found.end() if found else at


def _ends_before(data: bytes, at: int, depth: int) -> bool:
    """Whether something else begins: outside of objects with any line or brace."""
    if data[at] == _LF:
        return depth <= 0 or data[at + 1] == _OPEN
    return data[at] == _OPEN and depth <= 0
