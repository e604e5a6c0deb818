"""What sshd says of connections rather than of users: probes, aborts, limits and ends."""

import re

from store.formats.syslog.programs.message import (
    AUTHENTICATION,
    SESSION,
    Message,
    Pattern,
    Rule,
    first,
    source,
)
from store.model import Outcome

_ENDS = ("Connection", "Disconnected")
_PREAUTH = r"(?: \[preauth\])?"
_PEER = r"(?P<address>\S+)(?: port (?P<port>\d{1,5}))?"
_TOLD_USER = r"(?:authenticating|invalid) ?user (?P<user>.*) "
_PEER_PORT = r"(?P<address>\S+) port (?P<port>\d{1,5})"


def _probe(text: str) -> Rule:
    """A client that does not speak the protocol, or does not go through with it."""
    return Rule(Pattern(text), "protocol-probe", Outcome.FAILURE, 0)


def _aborted(text: str) -> Rule:
    """A connection that ended before its user was authenticated."""
    return Rule(Pattern(text), "connection-aborted", Outcome.FAILURE, 0)


def _closed(text: str) -> Rule:
    """A connection that ended."""
    return Rule(Pattern(text), "connection-closed", Outcome.UNKNOWN, 0, category=SESSION)


def _limit(text: str) -> Rule:
    """Too many attempts in one connection."""
    return Rule(Pattern(text), "auth-limit", Outcome.FAILURE, 0)


_FAMILY = r"(?:ipv[46]:? )?(?:new |active penalty for )?"


def _penalty(network: str) -> Rule:
    """That sshd will turn a network away for a while (srclimit.c, 9.8); one host is an address."""
    text = rf"srclimit_penalise: {_FAMILY}{network} .*\bpenalty\b.*\Z"
    return Rule(Pattern(text), "source-penalised", Outcome.FAILURE, 0)


_USUAL_END = Pattern(
    r"(?:Connection (?:closed|reset) by|Disconnected from) "
    r"(?:(authenticating |authenticating|invalid |)user (\S*) )?"
    r"(\S+) port (\d{1,5})( \[preauth\])?\Z"
)
"""An end in which every blank is sshd's own, so that there is but one reading."""
_ABORTED = ("connection-aborted", Outcome.FAILURE)
_CLOSED = ("connection-closed", Outcome.UNKNOWN)
_CHANGED = "Change of username or service not allowed: ("
_TOO_MANY = r"Too many authentication failures"
_DISCONNECTING = (
    _limit(rf"Disconnecting: {_TOO_MANY}(?: for (?P<user>\S+))?{_PREAUTH}\Z"),
    _limit(rf"Disconnecting {_TOLD_USER}{_PEER_PORT}: {_TOO_MANY}{_PREAUTH}\Z"),
    _limit(rf"Disconnecting {_PEER_PORT}: {_TOO_MANY}{_PREAUTH}\Z"),
    _aborted(rf"Disconnecting {_TOLD_USER}{_PEER_PORT}: {re.escape(_CHANGED)}.*\Z"),
    _aborted(rf"Disconnecting {_TOLD_USER}{_PEER_PORT}: [^:]*\Z"),
    _aborted(rf"Disconnecting {_PEER_PORT}: .*\Z"),
    _aborted(r"Disconnecting\b.*\Z"),
)
_RECEIVED = (
    r"Received disconnect from (?P<address>\S+)(?: port (?P<port>\d{1,5}):|: )\d{1,10}:(?: .*)?"
)
_NO_MATCH = r"no (?:matching|common) .*\Z"
_RULES: dict[str, tuple[Rule, ...]] = {
    "Connection": (
        Rule(
            Pattern(
                r"Connection from (?P<address>\S+) port (?P<port>\d{1,5})"
                r'(?: on \S+ port \d{1,5})?(?: rdomain ".*")?\Z'
            ),
            "connection",
            Outcome.UNKNOWN,
            0,
            category=SESSION,
        ),
        _aborted(rf"Connection (?:closed|reset) by {_TOLD_USER}{_PEER_PORT}{_PREAUTH}\Z"),
        _aborted(rf"Connection (?:closed|reset) by {_PEER} \[preauth\]\Z"),
        _closed(rf"Connection (?:closed|reset) by (?:user (?P<user>\S+) )?{_PEER}\Z"),
    ),
    "Disconnected": (
        _aborted(rf"Disconnected from {_TOLD_USER}{_PEER_PORT}{_PREAUTH}\Z"),
        _aborted(rf"Disconnected from {_PEER} \[preauth\]\Z"),
        _closed(rf"Disconnected from (?:user (?P<user>\S+) )?{_PEER}\Z"),
    ),
    "Received": (_aborted(rf"{_RECEIVED} \[preauth\]\Z"), _closed(rf"{_RECEIVED}\Z")),
    "Did": (_probe(rf"Did not receive identification string from {_PEER}{_PREAUTH}\Z"),),
    "Bad": (
        _probe(rf"Bad protocol version identification .* from {_PEER}\Z"),
        _probe(r"Bad (?:protocol|remote protocol|packet length)\b.*\Z"),
    ),
    "Timeout": (
        _probe(
            r"Timeout before authentication for connection from (?P<address>\S+) to \S+,"
            r" pid = \d+(?: \(early\))?\Z"
        ),
        _probe(rf"Timeout before authentication for {_PEER}\.?{_PREAUTH}\Z"),
    ),
    "Unable": (_probe(rf"Unable to negotiate with {_PEER}: {_NO_MATCH}"),),
    "no": (_probe(_NO_MATCH),),
    "banner": (_probe(rf"banner exchange: Connection from {_PEER}: .*\Z"),),
    "ssh_dispatch_run_fatal:": (
        _probe(rf"ssh_dispatch_run_fatal: Connection from {_TOLD_USER}{_PEER_PORT}: [^:]*\Z"),
        _probe(rf"ssh_dispatch_run_fatal: Connection from {_PEER}: .*\Z"),
    ),
    "kex_exchange_identification:": (_probe(r"kex_exchange_identification: .*\Z"),),
    "ssh_exchange_identification:": (_probe(r"ssh_exchange_identification: .*\Z"),),
    "kex_protocol_error:": (_probe(r"kex_protocol_error: .*\Z"),),
    "Protocol": (_probe(r"Protocol major versions differ\b.*\Z"),),
    "Corrupted": (_probe(r"Corrupted (?:MAC|check bytes|padlen)\b.*\Z"),),
    "Magic": (
        _probe(
            r"Magic value check failed \(\d+\) on obfuscated handshake"
            r" from (?P<address>\S+) port (?P<port>\d{1,5})\Z"
        ),
    ),
    "srclimit_penalise:": (
        _penalty(r"(?P<address>[\d.]{7,15})/32:?"),
        _penalty(r"(?P<address>[\da-fA-F:.]{2,45})/128:?"),
        _penalty(r"\S+/\d{1,3}:?"),
    ),
    "drop": (
        Rule(
            Pattern(
                r"drop connection #\d+ from \[(?P<address>[^\s\]]+)\]:(?P<port>\d{1,5})"
                r" on \[[^\s\]]+\]:\d{1,5} .*\Z"
            ),
            "connection-refused",
            Outcome.FAILURE,
            0,
        ),
    ),
}


def parse(word: str, text: str) -> Message | None:
    """What a message means that begins with `word`; None where it is none of these."""
    if word.startswith("Disconnecting"):
        return _disconnecting(text)
    usual = _USUAL_END.match(text) if word in _ENDS else None
    if usual:
        return _ended(usual)
    rules = _RULES.get(word)
    return first(rules, text) if rules else None


def _ended(found: re.Match[str]) -> Message:
    """The end of a connection: aborted unless its user, if it has one, was let in."""
    told, user, address, port, unauthenticated = found.groups()
    fields = source(address, port)
    if user:
        fields["user.name"] = user
    if told or unauthenticated:
        return Message(AUTHENTICATION, *_ABORTED, fields, 0)
    return Message(SESSION, *_CLOSED, fields, 0)


def _disconnecting(text: str) -> Message | None:
    """The server's own disconnect.

    A refused change of user quotes two names of the client's choice; if these hold the words
    around them, nothing tells which address is sshd's.
    """
    if text.count(_CHANGED) > 1:
        return Message(AUTHENTICATION, "connection-aborted", Outcome.FAILURE, {}, 0)
    return first(_DISCONNECTING, text)
