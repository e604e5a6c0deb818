"""What proftpd says (modules/mod_auth.c, src/log.c): the client stands before the user's words."""

from store.formats.syslog.programs.message import SESSION, Message, Pattern, Rule, first, source
from store.model import Outcome, Role

_CLIENT = Pattern(r"\S+ \(\S*\[([^\s\[\]]+)\]\)(?: -|:)? +")


def _refused(text: str) -> Rule:
    """A login that failed; the name is the user's own word, and ends where the last end does."""
    return Rule(Pattern(text), "login", Outcome.FAILURE, role=Role.VERDICT)


_RULES = (
    _refused(r"USER (?P<user>.*) \(Login failed\): .*\Z"),
    _refused(r"USER (?P<user>.*): (?:[Nn]o such user found|Account|Limit|Password|User)\b.*\Z"),
    Rule(
        Pattern(r"(?:USER|ANON|ANONYMOUS) (?P<user>\S+): Login successful\.?\Z"),
        "login",
        Outcome.SUCCESS,
        role=Role.VERDICT,
    ),
    Rule(
        Pattern(r"SECURITY VIOLATION: [Rr]oot login attempted\.?\Z"),
        "access-denied",
        Outcome.FAILURE,
        user="root",
    ),
    Rule(
        Pattern(r"Maximum login attempts \(\d+\) exceeded\b.*\Z"), "auth-limit", Outcome.FAILURE, 0
    ),
    Rule(Pattern(r"FTP login timed out, disconnected\Z"), "connection-aborted", Outcome.FAILURE, 0),
    Rule(
        Pattern(r"FTP session opened\.?\Z"), "session-start", Outcome.SUCCESS, 0, category=SESSION
    ),
    Rule(Pattern(r"FTP session closed\.?\Z"), "session-end", Outcome.SUCCESS, 0, category=SESSION),
)


def parse(text: str) -> Message | None:
    """What a proftpd message means; None where it is none of a login."""
    found = _CLIENT.match(text)
    message = first(_RULES, text[found.end() :] if found else text)
    if message is not None and found:
        message.fields.update(source(found[1]))
    return message
