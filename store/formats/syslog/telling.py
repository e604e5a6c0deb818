"""Make records of envelopes and what they carry, with what has to be remembered between them.

Auth logs and journals share it: whichever way a message came, it means the same and weighs the
same.
"""

import re
from collections.abc import MutableSequence, Sequence
from typing import TypeAlias

from store.formats.attempts import settle, weigh
from store.formats.claims import Claim
from store.formats.clock import Instant
from store.formats.interface import State
from store.formats.syslog.envelopes.header import Header
from store.formats.syslog.memory import Memory, Said
from store.formats.syslog.programs.message import AUTHENTICATION, Message
from store.formats.syslog.programs.table import DAEMONS, Program, attempt_of, program_of
from store.model import Fields, Kind, Outcome, Parse, Record

DATASET = "system.auth"
UNPARSED = Kind(dataset=DATASET, parse=Parse.NONE)
"""The kind of a record that begins with no envelope."""
TIMELESS = (None, 0)
"""Stands for the instant of a record that says it has none."""

_MOST_KINDS = 4096
_MESSAGE_REPEATED = re.compile(r"message repeated (\d{1,6}) times: \[ ?(.*)\]\Z", re.ASCII)
_REPEATERS = ("message repeated ", "last message ", "-")
_LAST_REPEATED = re.compile(
    r"(?:-+ )?last message (?:repeated|buffered) (\d{1,6}) times?(?: -+)?\Z", re.ASCII
)

_KindKey: TypeAlias = tuple[str | None, str | None, str | None, str | None, Outcome | None]


class Telling:
    """Tells what the records of one source mean, in their order."""

    def __init__(self, host: str | None, state: State) -> None:
        """Begin or go on.

        Args:
            host: `host.name` for envelopes that name none.
            state: What an earlier one's `state()` gave.
        """
        self._host = host
        self._memory = Memory(state.get("memory", {}))
        self._attempts: State = state.get("attempts", {})
        self._kinds: dict[_KindKey, Kind] = {}

    def state(self) -> State:
        """What the next one for this source has to know."""
        return {"memory": self._memory.state(), "attempts": self._attempts}

    def weighed(self, records: list[Record]) -> Sequence[Record]:
        """The next records with each attempt counted once."""
        weighed, self._attempts = weigh(records, self._attempts)
        return weighed

    @property
    def knows_peers(self) -> bool:
        """Whether an earlier message said where a process' client is."""
        return self._memory.knows_peers

    def remember(self, said: Said) -> None:
        """Note what was said last, where no record was asked for."""
        self._memory.remember(said)

    def settle(self, claims: Sequence[Claim], weights: MutableSequence[int]) -> None:
        """As `weighed`, for the next records before they are made; see `attempts.settle`."""
        self._attempts = settle(claims, weights, self._attempts)

    def record(
        self, offset: int, raw: bytes, header: Header, instant: Instant | tuple[None, int]
    ) -> Record:
        """The record of an envelope, its bytes and its time."""
        time, flags = instant
        said, times = self._said(header)
        fields: Fields = {"message": header.message}
        host = said[0] if said else header.host or self._host
        if host:
            fields["host.name"] = host
        if header.pid is not None:
            fields["process.pid"] = header.pid
        if header.extra:
            fields.update(header.extra)
        if said is None:
            kind = self.kind(None, header.level, None)
            return Record(offset, raw, kind, fields, time, flags, times)
        program = program_of(said[1])
        message = program.parse(said[3])
        kind = self.kind(program.name, header.level, message)
        if message is None:
            return Record(offset, raw, kind, fields, time, flags, times)
        attempt = self._meant(fields, said, program, message)
        weight = message.weight * times
        return Record(offset, raw, kind, fields, time, flags, weight, message.role, attempt)

    def _meant(self, fields: Fields, said: Said, program: Program, message: Message) -> str | None:
        """Add what a message means to a record's fields; the attempt it belongs to."""
        host, _, pid, _ = said
        fields.update(message.fields)
        if pid is not None and program.family in DAEMONS:
            fields.update(self._memory.peer(host, pid, message))
        if message.category != AUTHENTICATION:
            return None
        return attempt_of(program, host, pid, message)

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

    def kind(self, program: str | None, level: str | None, message: Message | None) -> Kind:
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
