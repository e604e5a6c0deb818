"""Put the text of a PowerShell script together that was logged in parts.

Event 4104 holds some thousand characters of a script block; a longer one comes as several events,
cut anywhere. What a rule looks for must be found across the cuts and in the block as a whole, but
what is committed stays. So the event with which a block is complete carries the text of the whole,
and any other one also what is next to its own text, as far as that is known: parts may come in any
order, in several imports, or not at all.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, cast

from store.formats.encoding import Open
from store.formats.interface import LookAhead, Parsed, Reader, State
from store.formats.sheet import REST, Sheet
from store.formats.windows.events.record import number_of
from store.model import Context, Fields, Kind, Record

TEXT = "winlog.event_data.ScriptBlockText"
_NUMBER, _TOTAL, _BLOCK = (
    f"winlog.event_data.{name}" for name in ("MessageNumber", "MessageTotal", "ScriptBlockId")
)
_CODE = "4104"
_PROVIDERS = frozenset({"microsoft-windows-powershell", "powershellcore"})
BESIDE = 2048
"""Characters of the parts before and behind that an event carries."""
MOST_TEXT = 1 << 20
"""Characters that are remembered at most: of what is longer, only what is next to the cuts."""
MOST_PARTS = 256
_LONGEST_NAME = 512
"""Characters of a computer's and a block's name: an id has 36, and no other is one."""


class _Part(NamedTuple):
    """A part of a block."""

    head: str
    """Its text, or the beginning of that."""
    tail: str | None
    """The end of its text; None where `head` is all of it."""

    @property
    def size(self) -> int:
        """Characters that are remembered of it."""
        return len(self.head) + len(self.tail or "")

    def shortened(self) -> "_Part":
        """What is next to the cuts."""
        return _Part(self.head[:BESIDE], (self.tail or self.head)[-BESIDE:])


class Scripts:
    """The blocks of a source of which parts are missing, the oldest first."""

    def __init__(self, state: State) -> None:
        """Go on from what `state` gave."""
        self._blocks: dict[str, dict[int, _Part]] = {
            name: {number: _Part(head, tail) for number, head, tail in parts}
            for name, parts in state.get("scripts", ())
        }

    def state(self) -> State:
        """What has to be known to go on."""
        if not self._blocks:
            return {}
        blocks = self._blocks.items()
        return {
            "scripts": [
                [name, [[number, *part] for number, part in parts.items()]]
                for name, parts in blocks
            ]
        }

    def joined(self, records: Sequence[Record]) -> Sequence[Record]:
        """Records, those of parts with the text that is known around theirs."""
        if isinstance(records, Sheet):
            self._join_sheet(records)
            return records
        if not any(_is_script(record.kind) for record in records):
            return records
        return [self._record(record) for record in records]

    def _record(self, record: Record) -> Record:
        text = self._text(record.fields) if _is_script(record.kind) else None
        return record if text is None else record._replace(fields={**record.fields, TEXT: text})

    def _join_sheet(self, sheet: Sheet) -> None:
        """As `joined`, in a sheet of which nobody knows yet."""
        codes = {code for code, kind in enumerate(sheet.kinds.kinds) if _is_script(kind)}
        if not codes:
            return
        rest = cast("list[Fields]", sheet.singles[REST])
        for at, code in enumerate(sheet.kinds.codes):
            if code in codes and rest[at].get(_TOTAL) != "1":
                text = self._text(sheet.record(at).fields)
                rest[at] = rest[at] if text is None else {**rest[at], TEXT: text}

    def _text(self, fields: Fields) -> str | None:
        """The text that an event carries; None where that is just its own."""
        number, total = (number_of(str(fields.get(key, ""))) for key in (_NUMBER, _TOTAL))
        block, own = str(fields.get(_BLOCK, "")), str(fields.get(TEXT, ""))
        if number is None or total is None or not 1 <= number <= total or total == 1 or not block:
            return None
        name = f"{fields.get('host.name', '')}/{block}/{total}"
        if len(name) > _LONGEST_NAME:
            return None
        parts = self._blocks.setdefault(name, {})
        parts.setdefault(number, _Part(own, None))
        whole = _whole(parts, total)
        if len(parts) >= total:
            del self._blocks[name]
        self._shorten()
        self._forget()
        return whole if whole is not None else _beside(parts, number, own)

    def _shorten(self) -> None:
        """Forget the text of the oldest blocks but for what is next to the cuts."""
        size = sum(part.size for parts in self._blocks.values() for part in parts.values())
        for parts in self._blocks.values():
            if size <= MOST_TEXT:
                break
            for number, part in parts.items():
                parts[number] = part.shortened()
                size -= part.size - parts[number].size

    def _forget(self) -> None:
        """Forget the oldest parts of the oldest blocks."""
        while sum(map(len, self._blocks.values())) > MOST_PARTS:
            oldest = next(iter(self._blocks))
            parts = self._blocks[oldest]
            del parts[next(iter(parts))]
            if not parts:
                del self._blocks[oldest]


def _whole(parts: dict[int, _Part], total: int) -> str | None:
    """The text of a block of which every part is there; None where that is not known."""
    if len(parts) < total or any(part.tail is not None for part in parts.values()):
        return None
    return "".join(parts[number].head for number in sorted(parts))


def _beside(parts: dict[int, _Part], number: int, own: str) -> str | None:
    """A part's text with what is next to it."""
    before, behind = parts.get(number - 1), parts.get(number + 1)
    if before is None and behind is None:
        return None
    start = (before.tail or before.head)[-BESIDE:] if before else ""
    return start + own + (behind.head[:BESIDE] if behind else "")


def _is_script(kind: Kind) -> bool:
    return kind.code == _CODE and (kind.provider or "").casefold() in _PROVIDERS


@dataclass(frozen=True, slots=True)
class _Opening:
    """Opens a reader that puts scripts together."""

    inner: Open

    def __call__(self, context: Context, state: State, look_ahead: LookAhead) -> Reader:
        return _Reader(self.inner(context, state, look_ahead), state)


class _Reader:
    """Reads events by another reader."""

    def __init__(self, inner: Reader, state: State) -> None:
        self._inner = inner
        self._scripts = Scripts(state)

    def read(self, data: bytes, offset: int, *, at_end: bool, take_rest: bool) -> Parsed:
        """Make records; see `Reader`."""
        found = self._inner.read(data, offset, at_end=at_end, take_rest=take_rest)
        return found._replace(records=self._scripts.joined(found.records))

    def state(self) -> State:
        """What the other reader must remember, and the parts of scripts."""
        return {**self._inner.state(), **self._scripts.state()}


def joining_scripts(inner: Open) -> Open:
    """Make a format's `open`, of Windows events, one that puts scripts together."""
    return _Opening(inner)
