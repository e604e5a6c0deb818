"""Remember what messages mean: whole, or by their shape where a few words differ each time.

What a shape means is learned from the program's own reader, which is shown it once with stand-ins
for the words that differ. A shape whose stand-ins it does not give back is not read here.
"""

import re
from collections.abc import Callable
from typing import NamedTuple, TypeAlias

from store.formats.claims import Nature, nature_of
from store.formats.sheet import NOTHING
from store.formats.syslog.programs.message import AUTHENTICATION, Message, Pattern
from store.formats.syslog.programs.table import DAEMONS, Program
from store.formats.syslog.usual.vocabulary import Vocabulary
from store.model import Kind, Role

LONGEST = 300
"""Characters of the longest message that is looked at; sshd's own way of cutting them begins at
500."""
_MOST_KEPT = 32_768
"""Messages, or what they have around a client's address and port, that are kept of a program."""
_PORT = " port "
_DIGITS = "0123456789"
_MOST_DIGITS = 5
"""Digits of the longest port."""
_LONGEST_PARTY = 64
"""Characters by which an address and a port can be longer than others."""
_ENDS = r"(?:Connection (?:closed|reset) by|Disconnected from) "
_PORTED = Pattern(
    r"(?:((?:(?:Failed|Accepted) [\w/-]{1,40} for"
    r"|(?:error: )?maximum authentication attempts exceeded for) (?:invalid user )?"
    rf"|Invalid user |(?:{_ENDS}|Disconnecting )(?:(?:authenticating|invalid) )?user )"
    r"(?P<user>\S+)( from | )"
    rf"|({_ENDS}|Received disconnect from ))"
    r"(?P<address>[\w.:]+) port (?P<port>\d{1,5})"
    r"((?: ssh2(?:: [\w-]+ [^\s,\"]+)?)?(?: \[preauth\])?"
    r"|: Too many authentication failures(?: \[preauth\])?|:\d{1,10}:(?: .*)?)\Z"
)
"""What sshd says of a client by its address and port; every blank but those of a client's farewell
is its own."""
_REMOTE = Pattern(
    r"(pam_\w{1,40}\([\w-]{1,40}:\w{1,40}\): authentication failure; logname= uid=\d{1,10}"
    r" euid=\d{1,10} tty=\w{1,40} ruser= rhost=)(?P<address>[\w.:]+)(?:( +user=)(?P<user>\S+))?\Z"
)
"""What PAM says of a failure, where every blank is its own and no remote user is told."""
_SESSION = Pattern(
    r"(New session |Session |Removed session )(?P<session>\w{1,20})"
    r"(?:( of user )(?P<user>[\w-]{1,32}))?"
    r"(\.| logged out\. Waiting for processes to exit\.)\Z"
)
"""What logind says of a session. Each has another number, so these are not worth to be learned."""
_STAND_INS = {"user": "somebody", "address": "192.0.2.1", "port": "65535", "session": "4711"}
_GIVEN_BACK = {
    "user": "user.name",
    "address": "source.ip",
    "port": "source.port",
    "session": "session.id",
}
_OTHERS = ("message repeated ", "last message ", "-", "[ID ")
"""Beginnings of messages that do not mean what they say alone."""
_OF_SOURCE = ("source.ip", "source.domain", "source.port")


class Seldom(NamedTuple):
    """What is seldom asked of a saying."""

    is_orphan: bool
    """Whether an earlier message of the process may tell where it comes from."""
    effective: str
    """`user.effective.name`, or empty."""
    message: Message | None
    """The message where all of it is known."""


class Saying(NamedTuple):
    """What a message means but for the words that differ."""

    kind: int
    """Number of the kind."""
    said: int
    """Number of the fields that name neither source nor user."""
    weight: int
    role: Role | None
    nature: Nature | None
    """None where it says nothing of attempts."""
    authenticates: bool
    """Whether it belongs to an attempt."""
    seldom: Seldom


Spoken: TypeAlias = tuple[Saying, int, int, int | None, str, str]
"""What a message means, the numbers of its source and its user, the port, the source's address and
the user's name (empty where it has none). One is made for many a line, so it is a bare tuple."""

SILENT: Spoken = (Saying(0, 0, 1, None, None, False, Seldom(False, "", None)), 0, 0, None, "", "")
"""Stands for a message that is not read here."""


class Sayings:
    """What the messages of one program mean."""

    def __init__(
        self, program: Program, vocabulary: Vocabulary, kind_of: Callable[[Message | None], Kind]
    ) -> None:
        """Begin with nothing learned.

        Args:
            program: Whose messages these are.
            vocabulary: Of the source.
            kind_of: The kind of a record of this program with that message.
        """
        self.whole: dict[str, Spoken] = {}
        """Messages that were learned."""
        self.ported: dict[tuple[str, str], tuple[Saying, int, str]] = {}
        """By what stands before an address and behind its port: the saying, the user's number, and
        the user's name."""
        self._program = program
        self._vocabulary = vocabulary
        self._kind_of = kind_of
        self._sources, self._users = vocabulary.addresses, vocabulary.names
        self._shapes: dict[tuple[str | None, ...], Saying] = {}
        self._unreadable: set[tuple[str | None, ...]] = set()
        self._has_ports = program.family == "sshd"
        self._has_sessions = program.family == "logind"

    def read(self, message: str) -> Spoken | None:
        """What a message means that is not among `whole`.

        An address is one word that is none of sshd's, and a port is one of digits: what is around
        them was seen to be sshd's with others in their places, so it is so with these.

        Args:
            message: Of ASCII, without blanks around it.

        Returns:
            None where it has to be read by `Telling.record`.
        """
        head, _, tail = message.partition(_PORT)
        rest = tail.lstrip(_DIGITS)
        before, _, text = head.rpartition(" ")
        known = self.ported.get((before, rest))
        digits = len(tail) - len(rest)
        if known is None or not 0 < digits <= _MOST_DIGITS:
            return self._read(message)
        source = self._sources[text]
        if source is None or not source[1]:
            return self._read(message)
        return (known[0], source[0], known[1], int(tail[:digits]), source[1], known[2])

    def _read(self, message: str) -> Spoken | None:
        """What a message means of which nothing is known."""
        if len(message) > LONGEST:
            return None
        found = _PORTED.match(message) if self._has_ports else None
        if found is not None:
            return self._read_ported(message, found)
        found = _SESSION.match(message) if self._has_sessions else None
        if found is not None:
            return self._read_session(message, found)
        found = _REMOTE.match(message)
        return self._learn(message) if found is None else self._read_remote(message, found)

    def _read_ported(self, message: str, found: re.Match[str]) -> Spoken | None:
        """What sshd says of a client by address and port; also learns what is around these."""
        lead, name, link, bare, text, port, tail = found.groups()
        saying, source = self._saying_of((lead, link, bare, tail), found), self._sources[text]
        if saying is None or source is None:
            return None
        user, name = self._users[name], name or ""
        if message.find(_PORT) == found.end("address") and len(message) <= LONGEST - _LONGEST_PARTY:
            if len(self.ported) >= _MOST_KEPT:
                self.ported.clear()
            before = message[: found.start("address") - 1]
            self.ported[before, tail] = saying, user, name
        return (saying, source[0], user, int(port), source[1], name)

    def _read_remote(self, message: str, found: re.Match[str]) -> Spoken | None:
        """What PAM says of a failure."""
        lead, text, link, name = found.groups()
        saying, source = self._saying_of((lead, link), found), self._sources[text]
        if saying is None or source is None:
            return None
        spoken = (saying, source[0], self._users[name], None, source[1], name or "")
        self._keep(message, spoken)
        return spoken

    def _read_session(self, message: str, found: re.Match[str]) -> Spoken | None:
        """What logind says of a session, which is all that it says beside the user."""
        lead, session, link, name, tail = found.groups()
        saying = self._saying_of((lead, link, tail), found)
        if saying is None or saying.said:
            return self._learn(message)
        said = self._vocabulary.said.number({"session.id": session})
        return (saying._replace(said=said), 0, self._users[name], None, "", name or "")

    def _keep(self, message: str, spoken: Spoken) -> None:
        """Remember a whole message."""
        if len(self.whole) >= _MOST_KEPT:
            self.whole.clear()
        self.whole[message] = spoken

    def _saying_of(self, frame: tuple[str | None, ...], found: re.Match[str]) -> Saying | None:
        """What a shape means; None where that varies."""
        return self._shapes.get(frame) or self._learn_shape(frame, found)

    def _learn(self, text: str) -> Spoken | None:
        """Remember a whole message."""
        if text.startswith(_OTHERS):
            return None
        message = self._program.parse(text)
        if message is not None and message.action == "connection":
            return None
        fields = message.fields if message else NOTHING
        vocabulary = self._vocabulary
        party = {key: fields[key] for key in _OF_SOURCE[:2] if key in fields}
        name = str(fields.get("user.name", ""))
        port = fields.get("source.port")
        spoken = (
            self._saying(message, message, ("user.name",)),
            vocabulary.sources.number(party),
            vocabulary.names[name],
            int(port) if port is not None else None,
            str(fields.get("source.ip", "")),
            name,
        )
        if vocabulary.may_learn():
            self._keep(text, spoken)
        return spoken

    def _learn_shape(self, frame: tuple[str | None, ...], found: re.Match[str]) -> Saying | None:
        """Ask the program's reader what a shape means, and remember it; None where that varies."""
        if frame in self._unreadable:
            return None
        named = [name for name, text in found.groupdict().items() if text is not None]
        text = found[0]
        for name in sorted(named, key=found.start, reverse=True):
            text = text[: found.start(name)] + _STAND_INS[name] + text[found.end(name) :]
        message = self._program.parse(text)
        given = {_GIVEN_BACK[name]: _STAND_INS[name] for name in named}
        told = message.fields if message else NOTHING
        back = {key: str(told[key]) for key in _GIVEN_BACK.values() if key in told}
        may_learn = self._vocabulary.may_learn()
        if message is None or back != given:
            if may_learn:
                self._unreadable.add(frame)
            return None
        saying = self._saying(message, None, ("user.name", "session.id"))
        if may_learn:
            self._shapes[frame] = saying
        return saying

    def _saying(
        self, message: Message | None, known: Message | None, varying: tuple[str, ...]
    ) -> Saying:
        """What a message means but for its source and what varies; `known` if all of it is."""
        kind = self._kind_of(message)
        number = self._vocabulary.kind(kind)
        if message is None:
            return Saying(number, 0, 1, None, None, False, SILENT[0].seldom)
        fields = message.fields
        rest = {
            key: value
            for key, value in fields.items()
            if key not in _OF_SOURCE and key not in varying
        }
        authenticates = message.category == AUTHENTICATION
        role, weight = message.role, message.weight
        has_source = "source.ip" in fields or "source.domain" in fields
        return Saying(
            number,
            self._vocabulary.said.number(rest),
            weight,
            role,
            nature_of(kind, role, weight, fields) if role and authenticates else None,
            authenticates,
            Seldom(
                self._program.family in DAEMONS and not has_source,
                str(fields.get("user.effective.name", "")),
                known,
            ),
        )
