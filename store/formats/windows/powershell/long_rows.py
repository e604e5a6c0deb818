"""Find where a row of PowerShell's CSV ends that is longer than any event can be."""

import re

from store.formats.interface import State
from store.formats.long_events import Passed

_QUOTED = re.compile(rb'[^"]*+(?:""[^"]*+)*+')
"""As much of a quoted cell as is there."""
_END_OR_QUOTED = re.compile(rb'\n|[,;\t]"')
_FOLLOWS = frozenset(b",;\t\r\n")
"""What stands behind a quoted cell."""
_BROKEN: State = {"quoted": False, "broken": True}


class QuotedRows:
    """A line end outside of quotes ends a row; see `Notation`."""

    def begun(self, raw: bytes) -> State:
        """Whether it is in quotes: each pair of them within has opened and closed."""
        return {"quoted": raw.count(b'"') % 2 == 1, "broken": False}

    def passed(self, data: bytes, state: State) -> Passed:
        """Up to the row's end; where the quotes are out of step, up to the end of that line."""
        at, quoted, broken = 0, state["quoted"], state["broken"]
        while True:
            if quoted:
                found = _QUOTED.match(data, at)
                at = found.end() if found else at
                if at + 1 >= len(data):
                    return Passed(at, {"quoted": True, "broken": False})
                broken = data[at + 1] not in _FOLLOWS
                at += 1
            if broken:
                end = data.find(b"\n", at) + 1
                return Passed(end, None) if end else Passed(len(data), _BROKEN)
            following = _END_OR_QUOTED.search(data, at)
            if following is None:
                return Passed(max(at, len(data) - 1), {"quoted": False, "broken": False})
            at, quoted = following.end(), following[0] != b"\n"
            if not quoted:
                return Passed(at, None)
