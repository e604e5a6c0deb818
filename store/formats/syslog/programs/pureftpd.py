"""What pure-ftpd says (src/ftpd.c, log.c): `(user@host) [LEVEL] text`."""

from store.formats.syslog.programs.message import (
    FILE,
    SESSION,
    Message,
    Pattern,
    Rule,
    first,
    source,
)
from store.model import Outcome, Role

_CLIENT = Pattern(r"\((\S*)@([^\s@()]+)\) \[[A-Z]+\] ")
_RULES = (
    Rule(
        Pattern(r"Authentication failed for user \[?(?P<user>.*?)\]?\Z"),
        "login",
        Outcome.FAILURE,
        role=Role.VERDICT,
    ),
    Rule(Pattern(r"(?P<user>\S+) is now logged in\Z"), "login", Outcome.SUCCESS, role=Role.VERDICT),
    Rule(Pattern(r"New connection from \S+\Z"), "connection", Outcome.UNKNOWN, 0, category=SESSION),
    Rule(
        Pattern(r"(?P<path>/.*) uploaded +\(\d+ bytes, [\d.]+KB/sec\)\Z"),
        "file-upload",
        Outcome.SUCCESS,
        category=FILE,
    ),
    Rule(
        Pattern(r"(?P<path>/.*) downloaded +\(\d+ bytes, [\d.]+KB/sec\)\Z"),
        "file-download",
        Outcome.SUCCESS,
        category=FILE,
    ),
    Rule(Pattern(r"Deleted (?P<path>/.*)\Z"), "file-deleted", Outcome.SUCCESS, category=FILE),
    Rule(Pattern(r"Logout\.\Z"), "session-end", Outcome.SUCCESS, 0, category=SESSION),
    Rule(Pattern(r"Too many authentication failures\Z"), "auth-limit", Outcome.FAILURE, 0),
)


def parse(text: str) -> Message | None:
    """What a pure-ftpd message means; None where it is none of a login."""
    found = _CLIENT.match(text)
    if found is None:
        return None
    message = first(_RULES, text[found.end() :])
    if message is not None:
        message.fields.update(source(found[2]))
        if found[1] not in ("", "?") and message.category in (FILE, SESSION):
            message.fields["user.name"] = found[1]
    return message
