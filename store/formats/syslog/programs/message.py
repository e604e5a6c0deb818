"""What a program's message says, and the small rules that most messages are read with."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final, NamedTuple, Protocol

from store.formats.addresses import source_of
from store.model import Fields, Outcome, Role

AUTHENTICATION: Final = "authentication"
SESSION: Final = "session"
IAM: Final = "iam"
PROCESS: Final = "process"
NETWORK: Final = "network"
EMAIL: Final = "email"
FILE: Final = "file"

_LONGEST_NAME = 255
"""Bytes of the longest host name (RFC 1035 2.3.4)."""
_KEYS = {
    "user": "user.name",
    "effective": "user.effective.name",
    "target": "user.target.name",
    "uid": "user.id",
    "targetid": "user.target.id",
    "group": "group.name",
    "groupid": "group.id",
    "tty": "process.tty",
    "command": "process.command_line",
    "session": "session.id",
    "error": "pam.error",
    "method": "sshd.method",
    "mechanism": "sasl.mechanism",
    "permission": "polkit.action",
    "path": "file.path",
}
"""Which event key a named group of a rule's pattern fills."""


class Message(NamedTuple):
    """The meaning of a message."""

    category: str
    action: str
    outcome: Outcome
    fields: Fields
    weight: int = 1
    role: Role | None = None


def message_of(
    category: str,
    action: str,
    outcome: Outcome,
    fields: Fields,
    rest: tuple[int, Role | None] = (1, None),
) -> Message:
    """A message, in a third of the time that `Message(...)` takes; `rest` is weight and role."""
    return tuple.__new__(Message, (category, action, outcome, fields, *rest))


class _Places(NamedTuple):
    """Where in what a pattern matched the values of fields stand."""

    address: int
    """Number of the group that holds the source's address; 0 if none does."""
    port: int
    """Number of the group that holds its port; 0 if none does."""
    others: tuple[tuple[int, str], ...]
    """Numbers of the other groups, and the keys they fill."""


class _Find(Protocol):
    """Finds a pattern in a text, from some position on."""

    def __call__(self, text: str, start: int = 0, /) -> re.Match[str] | None: ...


class Pattern:
    """A pattern that is compiled when it is first asked for: a log has messages of few programs."""

    def __init__(self, text: str) -> None:
        r"""Take a pattern for one line of a message; `\d` and `\w` are ASCII."""
        self._text = text

    @cached_property
    def match(self) -> _Find:
        """As `re.Pattern.match`."""
        return self._compiled.match

    @cached_property
    def search(self) -> _Find:
        """As `re.Pattern.search`."""
        return self._compiled.search

    @cached_property
    def places(self) -> _Places:
        """Where the values of fields stand in what it matches."""
        numbers = self._compiled.groupindex
        others = [(number, _KEYS[name]) for name, number in numbers.items() if name in _KEYS]
        return _Places(numbers.get("address", 0), numbers.get("port", 0), tuple(others))

    @cached_property
    def _compiled(self) -> re.Pattern[str]:
        return re.compile(self._text, re.ASCII)


@dataclass(frozen=True, slots=True)
class Rule:
    """One shape of message.

    Named groups of the pattern fill fields: `address` and `port` the source, the others by their
    names in `_KEYS`.
    """

    pattern: Pattern
    action: str
    outcome: Outcome
    weight: int = 1
    role: Role | None = None
    category: str = AUTHENTICATION
    user: str | None = None
    """The user whom the message means without naming them."""

    def read(self, text: str) -> Message | None:
        """The message's meaning if it has this shape."""
        found = self.pattern.match(text)
        if found is None:
            return None
        address, port, others = self.pattern.places
        fields = source(found[address], found[port] if port else None) if address else {}
        for number, key in others:
            value = found[number]
            if value:
                fields[key] = value
        if self.user:
            fields["user.name"] = self.user
        rest = self.weight, self.role
        return message_of(self.category, self.action, self.outcome, fields, rest)


def unknown_user(text: str) -> Rule:
    """An account that is not there: supports the verdict that mostly follows."""
    return Rule(Pattern(text), "invalid-user", Outcome.FAILURE, role=Role.SUPPORT)


def session(text: str, action: str) -> Rule:
    """A session of an authenticated user."""
    return Rule(Pattern(text), action, Outcome.SUCCESS, 0, category=SESSION)


def first(rules: Iterable[Rule], text: str) -> Message | None:
    """What the first rule that fits says."""
    for rule in rules:
        message = rule.read(text)
        if message is not None:
            return message
    return None


def by_first_word(
    rules: Mapping[str, tuple[Rule, ...]], text: str, others: tuple[Rule, ...] = ()
) -> Message | None:
    """What the first rule says that fits a message of its first word, else one of the others."""
    return first(rules.get(text.partition(" ")[0], others), text)


def source(address: str | None, port: str | None = None) -> Fields:
    """The fields of where something came from; none where the text names nobody."""
    if not address or len(address) > _LONGEST_NAME:
        return {}
    party = source_of(address)
    if party is None:
        return {}
    key, value = party
    return {key: value, "source.port": int(port)} if port else {key: value}
