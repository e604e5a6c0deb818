"""What dropbear says (svr-auth.c, svr-authpasswd.c, svr-authpubkey.c, svr-session.c)."""

from store.formats.syslog.programs.message import SESSION, Message, Pattern, Rule, first
from store.model import Outcome, Role

_PEER = r"from <?(?P<address>\S+):(?P<port>\d{1,5})>?"
_RULES = (
    Rule(
        Pattern(rf"Bad (?:PAM )?password attempt for '(?P<user>.*)' {_PEER}\Z"),
        "login",
        Outcome.FAILURE,
        role=Role.VERDICT,
    ),
    Rule(
        Pattern(rf"Login attempt for nonexistent user(?: '(?P<user>.*)')? {_PEER}\Z"),
        "invalid-user",
        Outcome.FAILURE,
    ),
    Rule(
        Pattern(rf"Login attempt with wrong user .* {_PEER}\Z"),
        "login",
        Outcome.FAILURE,
        role=Role.VERDICT,
    ),
    Rule(
        Pattern(rf"(?:PAM )?[Pp]assword auth succeeded for '(?P<user>[^']*)' {_PEER}\Z"),
        "login",
        Outcome.SUCCESS,
        role=Role.VERDICT,
    ),
    Rule(
        Pattern(
            r"Pubkey auth succeeded for '(?P<user>[^']*)' with (?:\S+ )?key \S+(?: \S+)? "
            rf"{_PEER}\Z"
        ),
        "login",
        Outcome.SUCCESS,
        role=Role.VERDICT,
    ),
    Rule(
        Pattern(
            rf"Exit before auth {_PEER}: \(user '(?P<user>.*)', \d+ fails\): Max auth tries .*\Z"
        ),
        "auth-limit",
        Outcome.FAILURE,
        0,
    ),
    Rule(
        Pattern(rf"Exit before auth {_PEER}: \(user '(?P<user>.*)', \d+ fails\): .*\Z"),
        "connection-aborted",
        Outcome.FAILURE,
        0,
    ),
    Rule(
        Pattern(rf"Exit before auth(?: {_PEER})?: .*\Z"), "connection-aborted", Outcome.FAILURE, 0
    ),
    Rule(
        Pattern(rf"Exit \((?P<user>[^()]*)\)(?: {_PEER})?: .*\Z"),
        "session-end",
        Outcome.SUCCESS,
        0,
        category=SESSION,
    ),
    Rule(
        Pattern(rf"Child connection {_PEER}\Z"), "connection", Outcome.UNKNOWN, 0, category=SESSION
    ),
)


def parse(text: str) -> Message | None:
    """What a dropbear message means; None where it is none of an attempt or connection."""
    return first(_RULES, text)
