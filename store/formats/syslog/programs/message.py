"""What a program's message says, and the small rules that most messages are read with."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

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


@dataclass(frozen=True, slots=True)
class Rule:
    """One shape of message.

    Named groups of the pattern fill fields: `address` and `port` the source, the others by their
    names in `_KEYS`.
    """

    pattern: re.Pattern[str]
    action: str
    outcome: Outcome
    weight: int = 1
    role: Role | None = None
    category: str = AUTHENTICATION
    user: str | None = None
    """The user whom the message means without naming them."""

    _address: int = field(init=False, repr=False)
    """Number of the group that holds the source's address; 0 if none does."""
    _port: int = field(init=False, repr=False)
    """Number of the group that holds its port; 0 if none does."""
    _others: tuple[tuple[int, str], ...] = field(init=False, repr=False)
    """Numbers of the other groups, and the keys they fill."""

    _rest: tuple[int, Role | None] = field(init=False, repr=False)
    """Weight and role."""

    def __post_init__(self) -> None:
        numbers = self.pattern.groupindex
        others = [(number, _KEYS[name]) for name, number in numbers.items() if name in _KEYS]
        object.__setattr__(self, "_address", numbers.get("address", 0))
        object.__setattr__(self, "_port", numbers.get("port", 0))
        object.__setattr__(self, "_others", tuple(others))
        object.__setattr__(self, "_rest", (self.weight, self.role))

    def read(self, text: str) -> Message | None:
        """The message's meaning if it has this shape."""
        found = self.pattern.match(text)
        if found is None:
            return None
        port = found[self._port] if self._port else None
        fields = source(found[self._address], port) if self._address else {}
        for number, key in self._others:
            value = found[number]
            if value:
                fields[key] = value
        if self.user:
            fields["user.name"] = self.user
        return message_of(self.category, self.action, self.outcome, fields, self._rest)


def pattern(text: str) -> re.Pattern[str]:
    r"""A pattern for one line of a message; `\d` and `\w` are ASCII."""
    return re.compile(text, re.ASCII)


def unknown_user(text: str) -> Rule:
    """An account that is not there: supports the verdict that mostly follows."""
    return Rule(pattern(text), "invalid-user", Outcome.FAILURE, role=Role.SUPPORT)


def session(text: str, action: str) -> Rule:
    """A session of an authenticated user."""
    return Rule(pattern(text), action, Outcome.SUCCESS, 0, category=SESSION)


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
