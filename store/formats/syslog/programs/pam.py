"""What PAM modules say, in the name of whatever program they check for.

Source: Linux-PAM pam_unix/support.c and pam_unix_auth.c, pam_faillock, pam_tally2, pam_access;
pam_sss.
"""

import re

from store.formats.syslog.programs.message import (
    AUTHENTICATION,
    IAM,
    SESSION,
    Message,
    Pattern,
    Rule,
    first,
    message_of,
    source,
    unknown_user,
)
from store.model import Fields, Outcome, Role

_PREFIX = Pattern(r"(?:(pam_[\w-]+)(?:\(([^\s():]*)(?::[^\s()]*)?\))?:|\((pam_\w+)\):?) *")
_MORE = Pattern(r"(?:PAM )?(\d{1,6}) more authentication failures?(?:; (.*))?\Z")
_FAILURE = Pattern(r"authentication failure; (.*)\Z")
_SUCCESS = Pattern(r"authentication success; (.*)\Z")
_TOLD = Pattern(r"logname=(\S*) uid=(\d*) euid=\d* tty=(\S*) ruser=(.*)\Z")
_PLAIN = Pattern(r"(\S*) rhost=(\S*)(?:\s+user=(.*))?\s*\Z")
_NAMED = Pattern(r"(.*) rhost=(\S*)(?:\s+user=(\S*))?\s*\Z")
_USUAL = Pattern(
    r"(pam_[\w-]+)\(([^\s():]*)(?::[^\s()]*)?\): authentication failure;"
    r" logname=\S* uid=(\d*) euid=\d* tty=(\S*) ruser=(\S*) rhost=(\S*)(?: +user=(\S*))?\Z"
)
"""A failure in which every blank is the module's own, so that there is but one reading."""
_CHANGERS = frozenset({"sudo", "sudo-i", "su", "su-l", "runuser", "runuser-l", "doas", "polkit-1"})
"""Services by which a user who is already in becomes another."""
_REFUSED = (1, Role.SUPPORT)

_SESSION = Pattern(
    r"session (opened|closed) for user (.*?)(?:\(uid=(\d+)\))?"
    r"(?: by ([^\s()]*)(?:\(uid=\d+\))?)?\Z"
)


def _denied(text: str) -> Rule:
    """An account that may not come in."""
    return Rule(Pattern(text), "access-denied", Outcome.FAILURE, role=Role.SUPPORT)


def _detail(text: str, action: str = "login") -> Rule:
    """More about a failure that another record tells."""
    return Rule(Pattern(text), action, Outcome.FAILURE, 0)


_RULES = (
    unknown_user(r"check pass; user unknown\Z"),
    unknown_user(r"bad username \[(?P<user>.*)\]\Z"),
    unknown_user(r"User unknown\Z"),
    _denied(
        r"Consecutive login failures for user (?P<user>.*)"
        r" account (?:temporarily|permanently) locked\Z"
    ),
    _denied(r"user (?P<user>.*) \((?P<uid>\d+)\) tally \d+, deny \d+\Z"),
    _denied(r"account (?P<user>.*) has expired\b.*\Z"),
    _denied(r"access denied for user [`'](?P<user>.*)' from [`'](?P<address>\S*)'\Z"),
    _denied(r"Refused user (?P<user>.*) for service \S+\Z"),
    _detail(r"requirement \".*\" not met by user \"(?P<user>.*)\"\Z", "access-denied"),
    _detail(r"auth could not identify password for \[(?P<user>.*)\]\Z"),
    _detail(r"conversation failed\Z"),
    _detail(r"received for user (?P<user>.*): \d+ \(.*\)\Z"),
    _detail(r"(?:PAM )?service\(\S*\) ignoring max retries; \d+ > \d+\Z", "auth-limit"),
    Rule(
        Pattern(r"password changed for (?P<target>\S+)\Z"),
        "password-change",
        Outcome.SUCCESS,
        category=IAM,
    ),
    Rule(
        Pattern(r"expired password for user (?P<user>.*) \(.*\)\Z"),
        "password-expired",
        Outcome.UNKNOWN,
        0,
    ),
)


def parse(text: str) -> Message | None:
    """What a PAM message means; None where it is none.

    Args:
        text: The message, with or without the module's name before it.
    """
    usual = _USUAL.match(text)
    if usual:
        return _failed(usual)
    module, service, body = _opened(text)
    message = _read(service, body)
    if message is None:
        return None
    if module:
        message.fields["pam.module"] = module
    if service:
        message.fields["pam.service"] = service
    return message


def _failed(found: re.Match[str]) -> Message:
    """The failure of one check, all of whose parts are certain."""
    module, service, uid, tty, remote, host, user = found.groups()
    fields = source(host)
    if remote:
        fields.update(_accounts(service, uid, remote, user or ""))
    elif user:
        fields["user.name"] = user
    if "/" in tty:
        fields["process.tty"] = tty.removeprefix("/dev/")
    fields["pam.module"] = module
    if service:
        fields["pam.service"] = service
    return message_of(AUTHENTICATION, "login", Outcome.FAILURE, fields, _REFUSED)


def _opened(text: str) -> tuple[str | None, str | None, str]:
    """Module, service and the rest of the message."""
    found = _PREFIX.match(text)
    if found is None:
        return None, None, text
    module, service, old_module = found.groups()
    return module or old_module, service, text[found.end() :]


def _read(service: str | None, body: str) -> Message | None:
    """The meaning of a message without its prefix."""
    if body.startswith("session "):
        return _session(service, body)
    failure = _FAILURE.match(body)
    if failure:
        fields = _parties(service, failure[1])
        return Message(AUTHENTICATION, "login", Outcome.FAILURE, fields, role=Role.SUPPORT)
    more = _MORE.match(body)
    if more:
        fields = _parties(service, more[2] or "")
        return Message(AUTHENTICATION, "login", Outcome.FAILURE, fields, int(more[1]), Role.SUMMARY)
    success = _SUCCESS.match(body)
    if success:
        return Message(AUTHENTICATION, "login", Outcome.SUCCESS, _parties(service, success[1]), 0)
    return first(_RULES, body)


def _parties(service: str | None, text: str) -> Fields:
    """Who failed, and from where.

    A remote user name may hold ` rhost=`, so the last one counts; only where no remote user is
    given at all may an account name hold it, so there the first one counts.
    """
    told = _TOLD.match(text)
    if told is None:
        return {}
    _, uid, tty, rest = told.groups()
    found = (rest.startswith(" ") and _PLAIN.match(rest)) or _NAMED.match(rest)
    if not found:
        return {}
    remote, host, user = (group or "" for group in found.groups())
    fields = source(host)
    fields.update(_accounts(service, uid, remote, user))
    if tty and "/" in tty:
        fields["process.tty"] = tty.removeprefix("/dev/")
    return fields


def _accounts(service: str | None, uid: str, remote: str, user: str) -> Fields:
    """Who acts, and who they want to be."""
    fields: Fields = {}
    if service in _CHANGERS and remote:
        fields["user.name"] = remote
        if user and user != remote:
            fields["user.effective.name"] = user
        if uid:
            fields["user.id"] = uid
    elif user or remote:
        fields["user.name"] = user or remote
    return fields


def _session(service: str | None, body: str) -> Message | None:
    """A session that begins or ends."""
    found: re.Match[str] | None = _SESSION.match(body)
    if found is None:
        return None
    verb, user, uid, opener = found.groups()
    fields: Fields = {}
    if service in _CHANGERS:
        if user:
            fields["user.effective.name"] = user
        user, uid = opener, None
    if user:
        fields["user.name"] = user
    if uid:
        fields["user.id"] = uid
    action = "session-start" if verb == "opened" else "session-end"
    return Message(SESSION, action, Outcome.SUCCESS, fields, 0)
