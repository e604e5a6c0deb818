"""What sshd says, from its first portable releases to sshd-session and sshd-auth.

Source: OpenSSH auth.c, auth2.c, monitor.c, packet.c, sshd.c, kex.c and their like at release tags.
User names are the client's, so a pattern takes them greedily and anchors the address to the end of
the message; the name of an existing account is one word, and what follows it is sshd's.
"""

import re
from collections.abc import Callable
from functools import partial
from typing import TypeAlias

from store.formats.syslog.programs import sshd_connections
from store.formats.syslog.programs.message import (
    AUTHENTICATION,
    Message,
    Pattern,
    Rule,
    first,
    message_of,
    session,
    source,
    unknown_user,
)
from store.model import Outcome, Role

_SEVERE = ("error:", "fatal:")
_CUT = 500
"""Bytes after which sshd cuts a message (`syslog("%.500s")` in log.c)."""

_FROM = r"from (\S+)(?: port (\d{1,5})| on \S+){0,2}(?: {1,2}ssh\d?)?"
_PREAUTH = r"(?: \[preauth\])?"
_PLAIN_KEY = r"[\w-]+ [^\s,\"]+"
_SIGNED = rf" ID .{{0,1000}} \(serial \d+\) CA {_PLAIN_KEY}"
"""Whom a certificate is for, in the words of who made it, and who signed it."""
_KEY = rf"{_PLAIN_KEY}(?:{_SIGNED})?"
"""What stands behind the colon (auth.c, auth_log): type and fingerprint of a key, or of a
certificate."""
_CERTIFICATE = Pattern(rf"{_PLAIN_KEY}{_SIGNED}\Z")
_CERTIFIED = Pattern(rf" from (\S+) port \d{{1,5}} ssh2: {_PLAIN_KEY} ID ")
_ENDED = Pattern(rf".* from \S+ port \d{{1,5}} ssh2(?:: {_KEY})?{_PREAUTH}\Z")
"""How the verdict of every present-day sshd ends (`ssh1` went with 7.6)."""
_KNOWN_USER = Pattern(
    rf"(?P<verb>\w+) (\S+) for (?!(?:invalid|illegal) user )(\S*) {_FROM}(?:: (.*?))?{_PREAUTH}\Z"
)
_ANY_USER = Pattern(
    rf"(?P<verb>\w+) (\S+) for (?:(?:invalid|illegal) user )?(.*) {_FROM}"
    rf"(?:: ({_KEY}))?{_PREAUTH}\Z"
)
_USUAL = Pattern(
    r"(?P<verb>\w+) (\S+) for (?:(?:invalid|illegal) user )?(\S*)"
    r" from (\S+) port (\d{1,5}) ssh2(?:: ([\w-]+ [^\s,\"]+))?(?: \[preauth\])?\Z"
)
"""A verdict in which every blank is sshd's own, so that there is but one reading."""
_USUAL_UNKNOWN = Pattern(r"Invalid user (\S*) from (\S+) port (\d{1,5})\Z")
_FINGERPRINT = Pattern(r"[\w-]+ ((?:[A-Za-z0-9-]+:)?[^\s,]{16,})")
_PROBING = ("none", "publickey")
"""Methods that clients try without the user's doing: their failures are no attempts."""


def _denied(text: str, role: Role | None = Role.SUPPORT, user: str | None = None) -> Rule:
    """An account or host that may not come in, whatever its password."""
    return Rule(Pattern(text), "access-denied", Outcome.FAILURE, role=role, user=user)


def _mismatch(text: str) -> Rule:
    """A name and an address that do not agree."""
    return Rule(Pattern(text), "dns-mismatch", Outcome.UNKNOWN, 0)


_PEER = r"(?P<address>\S+) port (?P<port>\d{1,5})"
_MAYBE_PORT = r"from (?P<address>\S+)(?: port (?P<port>\d{1,5}))?"
_RULES: dict[str, tuple[Rule, ...]] = {
    "Invalid": (
        unknown_user(rf"Invalid user (?P<user>.*) {_MAYBE_PORT}{_PREAUTH}\Z"),
        unknown_user(r"Invalid user (?P<user>.*)\Z"),
    ),
    "Illegal": (unknown_user(rf"Illegal user (?P<user>.*) {_MAYBE_PORT}\Z"),),
    "input_userauth_request:": (
        unknown_user(
            rf"input_userauth_request: (?:invalid|illegal) user (?P<user>.*?){_PREAUTH}\Z"
        ),
    ),
    "User": (
        _denied(r"User (?P<user>.*) from (?P<address>\S+) not allowed because .*\Z"),
        _denied(r"User (?P<user>.*) not allowed because .*\Z"),
    ),
    "ROOT": (
        _denied(
            rf"ROOT LOGIN REFUSED {_MAYBE_PORT.replace('from', 'FROM')}{_PREAUTH}\Z", user="root"
        ),
    ),
    "PAM:": (
        Rule(
            Pattern(
                r"PAM: (?P<error>.{1,100}?) for (?:(?:illegal|invalid) user )?(?P<user>.*)"
                r" from (?P<address>\S+)(?: via \S+)?\Z"
            ),
            "login",
            Outcome.FAILURE,
            role=Role.VERDICT,
        ),
    ),
    "maximum": (
        Rule(
            Pattern(
                r"maximum authentication attempts exceeded for (?:invalid user )?(?P<user>.*)"
                rf" from {_PEER}(?: ssh\d)?{_PREAUTH}\Z"
            ),
            "auth-limit",
            Outcome.FAILURE,
            0,
        ),
    ),
    "Access": (
        _denied(
            rf"Access denied for user (?P<user>.*) by PAM account configuration{_PREAUTH}\Z",
            Role.SUMMARY,
        ),
    ),
    "Authentication": (
        _denied(
            r"Authentication tried for (?P<user>\S+) with correct key but not from a permitted"
            r" host \(host=\S+, ip=(?P<address>[^\s,)]+)(?:, .*)?\)\.?\Z",
            None,
        ),
    ),
    "refused": (
        _denied(r"refused connect from .*\((?P<address>[^\s()]+)\)\Z", None),
        _denied(r"refused connect from (?P<address>[^\s()]+)\Z", None),
    ),
    "reverse": (
        _mismatch(
            r"reverse mapping checking getaddrinfo for \S+ \[(?P<address>\S+)\] .*"
            r"POSSIBLE BREAK-?IN ATTEMPT!?\Z"
        ),
        _mismatch(r"reverse mapping checking .* POSSIBLE BREAK-?IN ATTEMPT!?\Z"),
    ),
    "Address": (
        _mismatch(
            r"Address (?P<address>\S+) maps to \S+, but this does not map back to the address.*\Z"
        ),
    ),
    "Nasty": (_mismatch(r'Nasty PTR record ".*" is set up for (?P<address>\S+), ignoring\Z'),),
    "Starting": (
        session(
            r"Starting session: .* for (?P<user>\S+)" + rf" from {_PEER}(?: id \d+)?\Z",
            "session-start",
        ),
    ),
    "Close": (
        session(rf"Close session: user (?P<user>\S+) from {_PEER}(?: id \d+)?\Z", "session-end"),
    ),
}


def parse(text: str) -> Message | None:
    """What an sshd message means; None where it is none that matters here.

    Messages as Windows' OpenSSH writes them into its event log are the same.
    """
    word = text.partition(" ")[0]
    if word in _SEVERE:
        text = text[7:]
        word = text.partition(" ")[0]
    reader = _READERS.get(word)
    message = reader(text) if reader else sshd_connections.parse(word, text)
    if message is not None and len(text) > _CUT // 4 and len(text.encode()) >= _CUT:
        return _without_tail(message)
    return message


_Verdict: TypeAlias = tuple[Outcome, tuple[int, Role | None]]
_UNDECIDED: _Verdict = (Outcome.UNKNOWN, (0, None))
_VERDICTS: dict[str, _Verdict] = {
    "Accepted": (Outcome.SUCCESS, (1, Role.VERDICT)),
    "Failed": (Outcome.FAILURE, (1, Role.VERDICT)),
    "Postponed": _UNDECIDED,
    "Partial": _UNDECIDED,
}
"""What a verb says of the attempt: its outcome, and the message's weight and role."""
_PROBED: _Verdict = (Outcome.FAILURE, (0, None))
_NOBODY: _Verdict = (Outcome.FAILURE, (1, Role.SUPPORT))


def _is_forged(text: str, rest: str) -> bool:
    """Whether a client named its method like a verdict; sshd's own words stand at the end then.

    Not so where a name that ssh1 told behind the verdict looks like that end.
    """
    return bool(_ENDED.match(text)) and not (rest.startswith("ruser ") and " for " not in rest)


def _result(text: str) -> Message | None:
    """The verdict on one method (auth.c, auth_log)."""
    found = _USUAL.match(text) or _verdict(text)
    if found is None:
        return None
    verb, method, user, address, port, key = found.groups()
    outcome, rest = _VERDICTS[verb]
    if method in _PROBING and verb == "Failed":
        outcome, rest = _PROBED
    is_open = key is not None and _may_be_key_id(text, address, key)
    fields = {} if is_open else source(address, port)
    if user and not is_open:
        fields["user.name"] = user
    fields["sshd.method"] = method
    if key:
        fingerprint = _FINGERPRINT.match(key)
        if fingerprint:
            fields["sshd.key_fingerprint"] = fingerprint[1]
    return message_of(AUTHENTICATION, "login", outcome, fields, rest)


def _verdict(text: str) -> re.Match[str] | None:
    """The parts of a verdict that may have been written so as to be misread."""
    known, anybody = _KNOWN_USER.match(text), _ANY_USER.match(text)
    if known and _CERTIFICATE.match(known[6] or ""):
        return known  # its key id may look like the end of a verdict
    if known and anybody and known[4] != anybody[4] and _is_forged(text, known[6] or ""):
        return anybody
    return known or anybody


def _may_be_key_id(text: str, address: str, key: str) -> bool:
    """Whether an address may be part of a certificate's key id, and what precedes it of a name.

    Who offers a certificate chose both, so nothing tells the two readings apart.
    """
    if not _CERTIFICATE.match(key):
        return False
    first_end = _CERTIFIED.search(text)
    return first_end is not None and first_end[1] != address


def _invalid(text: str) -> Message | None:
    """An account that is not there (auth.c, getpwnamallow)."""
    found = _USUAL_UNKNOWN.match(text)
    if found is None:
        return first(_RULES["Invalid"], text)
    outcome, rest = _NOBODY
    user, address, port = found.groups()
    fields = source(address, port)
    if user:
        fields["user.name"] = user
    return message_of(AUTHENTICATION, "invalid-user", outcome, fields, rest)


def _without_tail(message: Message) -> Message:
    """A message that was cut: an address behind the client's words may be made of them."""
    if "user.name" not in message.fields:
        return message
    kept = {key: value for key, value in message.fields.items() if not key.startswith("source.")}
    return message._replace(fields=kept)


def _by_rules(rules: tuple[Rule, ...]) -> Callable[[str], Message | None]:
    """A reader of messages by rules."""
    return partial(first, rules)


_READERS: dict[str, Callable[[str], Message | None]] = {
    **{word: _by_rules(rules) for word, rules in _RULES.items()},
    **dict.fromkeys(_VERDICTS, _result),
    "Invalid": _invalid,
}
"""What reads the messages that begin with a word."""
