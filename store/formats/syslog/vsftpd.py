"""What vsftpd says by way of syslog (logging.c; also the body of its own log's lines)."""

from store.formats.syslog.message import SESSION, Message, Rule, first, pattern
from store.model import Outcome, Role

_CLIENT = r'Client "(?P<address>[^"\s]*)"'
_RULES = (
    Rule(
        pattern(rf"(?:\[pid \d+\] )?\[(?P<user>.*)\] FAIL LOGIN: {_CLIENT}\Z"),
        "login",
        Outcome.FAILURE,
        role=Role.VERDICT,
    ),
    Rule(
        pattern(rf"(?:\[pid \d+\] )?\[(?P<user>[^\s\]]*)\] OK LOGIN: {_CLIENT}(?:, .*)?\Z"),
        "login",
        Outcome.SUCCESS,
        role=Role.VERDICT,
    ),
    Rule(
        pattern(rf"(?:\[pid \d+\] )?CONNECT: {_CLIENT}(?:, .*)?\Z"),
        "connection",
        Outcome.UNKNOWN,
        0,
        category=SESSION,
    ),
)


def parse(text: str) -> Message | None:
    """What a vsftpd message means; None where it is none of a login."""
    return first(_RULES, text)
