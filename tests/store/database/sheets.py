"""Sheets of any records, laid out as a reader does that numbers what comes again and again."""

from collections.abc import Sequence
from typing import TypeVar

from store.formats.sheet import NOTHING, REST, Kinds, Marks, Shared, Sheet
from store.model import Fields, Kind, Record

PARTS = {
    "party": frozenset({"source.ip", "source.domain", "user.name", "user.domain", "host.name"}),
    "referrer": frozenset({"http.request.referrer"}),
    "agent": frozenset({"user_agent.original"}),
}
"""What stands in which part; all else in `request`."""

_Item = TypeVar("_Item")
SIZE = "http.response.body.bytes"
SINGLES = (SIZE, "process.pid", "message")
"""What stands in no part: hardly any two records say the same."""
OWN = frozenset({"labels.own"})
"""What stands in no part either, and no column is for."""


class Layout:
    """Numbers what the records of one log say."""

    def __init__(self) -> None:
        self._kinds: list[Kind] = []
        self.begin_anew()

    def begin_anew(self) -> None:
        """Forget all texts; earlier sheets keep what theirs stand for."""
        self._fields: dict[str, list[Fields]] = {
            name: [NOTHING] for name in ("party", "request", "referrer", "agent")
        }

    def sheet(self, records: Sequence[Record]) -> Sheet:
        """Lay records side by side, with marks where any record has one."""
        marks = Marks(
            [each.weight for each in records],
            [each.time_flags for each in records],
            [each.role for each in records],
            [each.attempt for each in records],
        )
        unmarked = all(each[5:] == (0, 1, None, None) for each in records)
        return Sheet(
            [(each.offset, each.raw) for each in records],
            [each.time or 0 for each in records],
            Kinds([_number(self._kinds, each.kind) for each in records], self._kinds),
            {name: self._part(name, records) for name in self._fields},
            {
                **{key: [each.fields.get(key) for each in records] for key in SINGLES},
                REST: [_only(OWN, each.fields) for each in records],
            },
            None if unmarked else marks,
        )

    def _part(self, name: str, records: Sequence[Record]) -> Shared:
        known = self._fields[name]
        return Shared([_number(known, _said(name, each.fields)) for each in records], known)


def _said(name: str, fields: Fields) -> Fields:
    if name in PARTS:
        return _only(PARTS[name], fields)
    elsewhere = OWN.union(SINGLES, *PARTS.values())
    return {key: value for key, value in fields.items() if key not in elsewhere}


def _only(keys: frozenset[str], fields: Fields) -> Fields:
    return {key: value for key, value in fields.items() if key in keys}


def _number(known: list[_Item], item: _Item) -> int:
    if item not in known:
        known.append(item)
    return known.index(item)
