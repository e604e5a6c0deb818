"""Cut the journal export format into entries.

Source: <https://systemd.io/JOURNAL_EXPORT_FORMATS/>: `NAME=text` lines; or the name alone, the
value's length in 8 bytes (little endian) and the value; an empty line ends an entry. Lengths are
believed only as far as the bytes bear them out, and a value is never waited for beyond the longest
record: a client who logs more than that must not have its words read as entries of their own.
"""

import re
from enum import Enum, auto
from typing import NamedTuple

from store.formats import lines
from store.formats.interface import State
from store.formats.journal.reader import Cut, Found
from store.formats.truncation import clipped
from store.text import decode

CURSOR = b"__CURSOR="
"""What every entry begins with."""
_NAME = re.compile(rb"[A-Z0-9_]{1,64}")
_LENGTH = 8
_LONGEST_VALUE = 1 << 30
"""More than journald takes (`DATA_SIZE_MAX`, 768 MiB): who says more is wrong."""
_DAMAGE = "an entry of the journal is damaged; reading went on at the next"


class _End(Enum):
    """How a look at an entry ended."""

    DONE = auto()
    OPEN = auto()
    """The bytes end between or in lines."""
    INSIDE = auto()
    """The bytes end inside a value of known length."""
    DAMAGED = auto()


class _Look(NamedTuple):
    """What a look at an entry showed."""

    how: _End
    end: int
    """Behind the entry; or, if it is open, behind its last whole field or value."""
    fields: dict[str, str]
    line_ends: int = 0
    """How many of the last bytes are line ends that belong to no value."""


class ExportCutter:
    """Cuts one source."""

    def __init__(self, state: State) -> None:
        self._left: int = state.get("left", 0)
        """Bytes to come of a value that is too long."""
        self._tail: bool = state.get("tail", False)
        """Whether the next fields are the rest of an entry that is too long."""
        self._problem: str | None = None

    def state(self) -> State:
        """What the next cutter of this source has to know."""
        return {"left": self._left, "tail": self._tail}

    def cut(self, data: bytes, offset: int, *, at_end: bool, take_rest: bool) -> Cut:
        """Cut `data`; see `store.formats.journal.reader.Cutter`."""
        self._problem = None
        found: list[Found] = []
        at = 0
        while at < len(data):
            if data[at] == 10 and not self._left and not self._tail:
                at += 1
                continue
            is_rest = bool(self._left or self._tail)
            step = self._step(data, at, take_rest=at_end and take_rest)
            if step is None:
                break
            raw = data[at : step.end - step.line_ends]
            if raw and (step.how is _End.DAMAGED or not is_rest):
                known = step.how is _End.DONE or self._tail
                found.append(Found(offset + at, raw, step.fields if known else None, self._tail))
            at = step.end
        return Cut(found, at, self._problem)

    def _step(self, data: bytes, at: int, *, take_rest: bool) -> _Look | None:
        """The next entry or piece of one; None to wait for more bytes."""
        if self._left:
            return self._value(data, at, take_rest=take_rest)
        look = _look(data, at, min(len(data), at + lines.LONGEST))
        if look.how is _End.DAMAGED:
            self._tail = False
            return self._resumed(data, at, take_rest=take_rest)
        if look.how is _End.DONE:
            tail, self._tail = self._tail, False
            return look._replace(how=_End.OPEN) if tail else look
        if len(data) - at >= lines.LONGEST:
            return self._too_long(data, at, look, take_rest=take_rest)
        if not take_rest:
            return None
        how = _End.DONE if look.how is _End.OPEN and not self._tail else _End.INSIDE
        whole = look.how is _End.OPEN and look.end == len(data)
        return _Look(how, len(data), look.fields, int(whole))

    def _value(self, data: bytes, at: int, *, take_rest: bool) -> _Look | None:
        """A further piece of a value that is too long."""
        size = min(self._left, lines.LONGEST)
        if len(data) - at < size and not take_rest:
            return None
        end = min(at + size, len(data))
        self._left -= end - at
        return _Look(_End.INSIDE, end, {}, int(not self._left))

    def _too_long(self, data: bytes, at: int, look: _Look, *, take_rest: bool) -> _Look | None:
        """The beginning of an entry that is longer than a record may be."""
        if look.how is _End.OPEN and look.end == at:
            return self._resumed(data, at, take_rest=take_rest)
        self._tail = True
        if look.how is _End.OPEN:
            return look
        end = clipped(data, at, lines.LONGEST)
        self._left = look.end - end
        return _Look(_End.INSIDE, end, look.fields)

    def _resumed(self, data: bytes, at: int, *, take_rest: bool) -> _Look | None:
        """What cannot be understood, up to where an entry begins."""
        self._problem = _DAMAGE
        next_one = data.find(b"\n" + CURSOR, at, at + lines.LONGEST + len(CURSOR))
        if next_one >= 0:
            self._tail = False
            return _Look(_End.DAMAGED, next_one + 1, {}, _line_ends(data, at, next_one + 1))
        if len(data) - at > lines.LONGEST + len(CURSOR):
            return _Look(_End.DAMAGED, at + lines.LONGEST, {})
        end = len(data)
        return _Look(_End.DAMAGED, end, {}, _line_ends(data, at, end)) if take_rest else None


def _line_ends(data: bytes, begin: int, end: int) -> int:
    """Line ends behind what cannot be understood: of its last line, and an empty one."""
    last = data[max(begin, end - 2) : end]
    return len(last) - len(last.rstrip(b"\n"))


def _look(data: bytes, begin: int, stop: int) -> _Look:
    """Look at the entry that begins at `begin`, at most up to `stop`."""
    fields: dict[str, str] = {}
    at = begin
    while (end := data.find(b"\n", at, stop)) >= 0:
        if end == at:
            return _Look(_End.DONE, end + 1, fields, min(2, end + 1 - begin))
        name, equals, value = data[at:end].partition(b"=")
        if not _NAME.fullmatch(name):
            return _Look(_End.DAMAGED, at, fields)
        if not equals:
            start = end + 1 + _LENGTH
            if start > stop:
                break
            size = int.from_bytes(data[end + 1 : start], "little")
            end = start + size
            if size > _LONGEST_VALUE or (end < stop and data[end] != 10):
                return _Look(_End.DAMAGED, at, fields)
            if end >= stop:
                return _Look(_End.INSIDE, end + 1, fields)
            value = data[start:end]
        fields.setdefault(name.decode(), decode(value))
        at = end + 1
    return _Look(_End.OPEN, at, fields, int(at > begin))
