"""Read an auth log: bytes to records, with what the reader must remember between lines."""

import re
from typing import TypeAlias

from store.formats.attempts import weigh
from store.formats.interface import LookAhead, Parsed, State
from store.formats.syslog.header import Header, split
from store.formats.syslog.memory import Memory, Said
from store.formats.syslog.message import AUTHENTICATION, Message
from store.formats.syslog.programs import Program, attempt_of, program_of
from store.formats.syslog.records import join
from store.formats.syslog.stamps import Stamps
from store.model import Context, Fields, Kind, Outcome, Parse, Record
from store.text import decode

DATASET = "system.auth"
_UNPARSED = Kind(dataset=DATASET, parse=Parse.NONE)
_DAEMONS = ("sshd", "dropbear")
"""Families whose processes serve one connection each and say once whence it comes."""
_MOST_KINDS = 4096
_MESSAGE_REPEATED = re.compile(r"message repeated (\d{1,6}) times: \[ ?(.*)\]\Z", re.ASCII)
_REPEATERS = ("message repeated ", "last message ", "-")
_LAST_REPEATED = re.compile(
    r"(?:-+ )?last message (?:repeated|buffered) (\d{1,6}) times?(?: -+)?\Z", re.ASCII
)

_KindKey: TypeAlias = tuple[str | None, str | None, str | None, str | None, Outcome | None]


class AuthReader:
    """Reads one source; see `store.formats.interface.Reader`."""

    def __init__(self, context: Context, state: State, look_ahead: LookAhead) -> None:
        self._host = context.host
        self._stamps = Stamps(context, state.get("stamps", {}), look_ahead)
        self._memory = Memory(state.get("memory", {}))
        self._attempts: State = state.get("attempts", {})
        self._kinds: dict[_KindKey, Kind] = {}

    def state(self) -> State:
        """What the next reader of this source has to know."""
        return {
            "stamps": self._stamps.state(),
            "memory": self._memory.state(),
            "attempts": self._attempts,
        }

    def read(self, data: bytes, offset: int, *, at_end: bool, take_rest: bool) -> Parsed:
        """Make records of `data`; see `store.formats.interface.Reader`."""
        joined = join(data, offset, at_end=at_end, take_rest=take_rest)
        records = [self._record(at, raw) for at, raw in joined.records]
        records, self._attempts = weigh(records, self._attempts)
        return Parsed(records, joined.consumed)

    def _record(self, offset: int, raw: bytes) -> Record:
        """One record; unparsed if it begins with no header or with no date of the calendar."""
        header = split(decode(raw))
        instant = self._stamps.read(header) if header else None
        if header is None or instant is None:
            return Record(offset, raw, _UNPARSED, {}, None)
        said, times = self._said(header)
        message, program, extra = self._meaning(said)
        fields: Fields = {"message": header.message}
        host = said[0] if said else header.host or self._host
        if host:
            fields["host.name"] = host
        if header.pid is not None:
            fields["process.pid"] = header.pid
        kind = self._kind(program.name if program else None, header.level, message)
        if said is None or program is None or message is None:
            return Record(offset, raw, kind, fields, *instant, times)
        fields |= message.fields
        fields |= extra
        attempt = None
        if message.category == AUTHENTICATION:
            attempt = attempt_of(program, said[0], said[2], message)
        weight = message.weight * times
        return Record(offset, raw, kind, fields, *instant, weight, message.role, attempt)

    def _meaning(self, said: Said | None) -> tuple[Message | None, Program | None, Fields]:
        """What is meant, by which program, and whence by an earlier line if it does not say."""
        if said is None:
            return None, None, {}
        host, tag, pid, text = said
        program = program_of(tag)
        message = program.parse(text)
        extra: Fields = {}
        if message is not None and pid is not None and program.family in _DAEMONS:
            extra = self._memory.peer(host, pid, message)
        return message, program, extra

    def _said(self, header: Header) -> tuple[Said | None, int]:
        """What is said, repetitions resolved, and how often; None if that is not known."""
        host, tag, text = header.host or self._host or "", header.tag, header.message
        if "\n" in text:
            text = text.partition("\n")[0]
        times = 1
        if text.startswith(_REPEATERS):
            last = _LAST_REPEATED.match(text)
            if last:
                return self._memory.last(header.host, host, tag), int(last[1])
            found = _MESSAGE_REPEATED.match(text)
            if found:
                times, text = int(found[1]), found[2].strip()
        if tag is None:
            return None, times
        said = (host, tag, header.pid, text)
        self._memory.remember(said)
        return said, times

    def _kind(self, program: str | None, level: str | None, message: Message | None) -> Kind:
        """The one object for all records of a kind."""
        category, action, outcome = message[:3] if message else (None, None, None)
        key = (program, level, category, action, outcome)
        kind = self._kinds.get(key)
        if kind is None:
            if len(self._kinds) >= _MOST_KINDS:
                self._kinds.clear()
            parse = Parse.FULL if message else Parse.HEADER
            kind = Kind(DATASET, parse, category, action, outcome, level, program)
            self._kinds[key] = kind
        return kind
