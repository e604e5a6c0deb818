"""Say what an error-log message tells of: a failed login, a refusal, a file that is not there.

Sources: the messages of Apache's mod_auth_basic, mod_auth_digest, mod_authnz_ldap, mod_authz_core,
mod_access_compat, core and mod_cgi, of PHP and of ModSecurity. Every pattern is anchored at the
message's beginning, which the server writes; what a client sent comes after it.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from store.model import Kind, Outcome, Parse

DATASET = "apache.error"

FAILING = frozenset({"emerg", "alert", "crit", "error"})
"""Levels at which something has failed."""

_LOGIN = frozenset({"AH01617", "AH01618", "AH01695", "AH01790", "AH01791", "AH01792"})
_CODES = {
    **dict.fromkeys(_LOGIN, "login"),
    **dict.fromkeys(("AH01630", "AH01631", "AH01797"), "access-denied"),
    **dict.fromkeys(("AH00128", "AH01264", "AH02811"), "not-found"),
    **dict.fromkeys(("AH00126", "AH00135", "AH00566", "AH00569", "AH10244"), "malformed-request"),
}
# a basic user name ends at the first colon (RFC 7617 2), so no name can carry the text after it
_BASIC = re.compile(
    r"user ([^:]*)(?: not found: |: (?:authentication failure for |authorization failure for "
    r"|password mismatch: ))",
    re.IGNORECASE,
)
_DIGEST = re.compile(r"user ['`](.{0,256}?)' in realm ", re.DOTALL)
_LDAP = re.compile(
    r"(?:\[\d+\] )?auth_ldap authenticate: user (.{0,256}?) authentication failed; URI ", re.DOTALL
)
_USERS = {
    "AH01790": (_DIGEST,),
    "AH01791": (_DIGEST,),
    "AH01695": (_LDAP,),
    None: (_DIGEST, _BASIC),
}
"""Where the user stands, by code; after every other code, as in mod_auth_basic."""
_TEXTS = (
    ("access-denied", re.compile(r"client denied by server configuration|user [^:]*: authoriz")),
    ("login", _BASIC),
    ("login", _DIGEST),
    (
        "not-found",
        re.compile(
            r"File does not exist|script .{0,4096}?not found or unable to stat"
            r"|Got error 'Primary script unknown",
            re.DOTALL,
        ),
    ),
    (
        "malformed-request",
        re.compile(
            r"Invalid (?:URI|method) in request|invalid URI path|request failed: "
            r"|client sent (?:malformed|HTTP/1\.1 request without hostname)"
        ),
    ),
)
_MODSECURITY = re.compile(r"(?:\[client [^\]\s]{1,64}\] )?ModSecurity: ")


class Meaning(NamedTuple):
    """What a message tells of."""

    action: str | None
    user: str | None = None
    """Who tried."""


def meaning_of(message: str, code: str | None, level: str | None, module: str | None) -> Meaning:
    """What a message tells of.

    Args:
        message: The text after the envelope, unescaped.
        code: The AH code before it; where there is a telling one, it decides.
        level: How bad the server thinks it is.
        module: Who wrote the message; None in 2.2, which does not say.

    Returns:
        The action (`login`, `access-denied`, `not-found`, `malformed-request`, `waf-block`, or
        `error` for whatever else failed), and the user of a login or refusal.
    """
    action = _CODES.get(code or "") or _told(message)
    if action == "login" and code not in _LOGIN and not _may_tell_of_logins(code, module):
        action = None
    if action is None and level in FAILING:
        action = "waf-block" if _MODSECURITY.match(message) else "error"
    if action not in ("login", "access-denied"):
        return Meaning(action)
    return Meaning(action, _user(message, code))


@lru_cache(maxsize=4096)
def kind_of(
    level: str | None, module: str | None, code: str | None, action: str | None, parse: Parse
) -> Kind:
    """The kind of an error record: the same object each time."""
    certain = action in ("login", "access-denied")
    return Kind(
        dataset=DATASET,
        parse=parse,
        category="authentication" if action == "login" else "web",
        action=action,
        outcome=Outcome.FAILURE if certain or level in FAILING else Outcome.UNKNOWN,
        level=level,
        module=module,
        code=code,
    )


def _told(message: str) -> str | None:
    """The action that the text tells of."""
    for action, pattern in _TEXTS:
        if pattern.match(message):
            return action
    return None


def _user(message: str, code: str | None) -> str | None:
    """Who tried, where the message says so."""
    for pattern in _USERS.get(code, (_BASIC,)):
        found = pattern.match(message)
        if found:
            return found[1] or None
    return None


def _may_tell_of_logins(code: str | None, module: str | None) -> bool:
    """Whether the writer is one that checks passwords, and not a program that was handed text."""
    return code is None and (module is None or module.startswith("auth"))
