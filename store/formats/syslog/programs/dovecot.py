"""What dovecot says of logins (src/login-common/client-common.c, src/auth/auth-request.c).

The login processes sum up the attempts of a connection when it ends; the authentication processes
tell of each, if asked to.
"""

import re

from store.formats.syslog.programs.message import AUTHENTICATION, Message, Pattern, source
from store.model import Fields, Outcome, Role

_LOGIN = Pattern(r"(?:[\w-]+-login: )?(?:Info: )?(Login: )?")
_TRIED = Pattern(r"\(auth failed, (\d{1,6}) attempts?\b")
_UNTRIED = "(no auth attempts"
_ADDRESS = Pattern(r"[^\s,]+")
_REFUSED = r"\): (?:unknown user|[Pp]assword mismatch|pam_authenticate\(\) failed|invalid cred)"
_MARK = re.compile(_REFUSED)
_CHECK = Pattern(
    r"auth(?:-worker)?(?:\(\d+\))?: (?:Info: )?(?:conn \S+ \([^()]*\): )?(?:auth-worker<\d+>: )?"
    rf"([\w-]+)\((.*),([^\s,()<>]+)(?:,<[^<>]*>)?{_REFUSED}.*\Z"
)


def parse(text: str) -> Message | None:
    """What a dovecot message means; None where it is none of a login."""
    if text.startswith("auth"):
        return _checked(text)
    found = _LOGIN.match(text)
    return _ended(text[found.end() :], logged_in=bool(found[1])) if found else None


def _ended(text: str, *, logged_in: bool) -> Message | None:
    """What the login process says when it is done with a client."""
    head = text.partition("user=<")[0]
    fields = _client(text)
    tried = _TRIED.search(head)
    if logged_in:
        return Message(AUTHENTICATION, "login", Outcome.SUCCESS, fields)
    if tried:
        times = int(tried[1])
        return Message(AUTHENTICATION, "login", Outcome.FAILURE, fields, times, Role.VERDICT)
    if _UNTRIED in head:
        return Message(AUTHENTICATION, "connection-aborted", Outcome.UNKNOWN, fields, 0)
    return None


def _client(text: str) -> Fields:
    """User and address: dovecot writes the address behind the user, so the last one is its own."""
    before, mark, after = text.rpartition("rip=")
    found = _ADDRESS.match(after) if mark else None
    fields = source(found[0]) if found else {}
    user = (before or text).partition("user=<")[2].rpartition(">")[0]
    if user:
        fields["user.name"] = user
    return fields


def _checked(text: str) -> Message | None:
    """An attempt as the authentication process tells it.

    Both the name and, where it is logged, the password are the client's: if they hold the words
    that end the address, nothing tells which is dovecot's.
    """
    found = _CHECK.match(text)
    if found is None:
        return None
    fields: Fields = {"dovecot.passdb": found[1]}
    if len(_MARK.findall(text)) == 1:
        fields |= source(found[3])
        fields["user.name"] = found[2]
    return Message(AUTHENTICATION, "login", Outcome.FAILURE, fields, role=Role.SUPPORT)
