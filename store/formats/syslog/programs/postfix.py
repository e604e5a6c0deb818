"""What Postfix's SMTP server says of clients that log in or are turned away.

Source: Postfix src/smtpd/smtpd_sasl_glue.c, smtpd_chat.c, smtpd.c and smtpd_check.c. The client
stands before all words of its own, as `name[address]`; a name that was looked up holds no blank.
"""

from store.formats.syslog.programs.message import (
    EMAIL,
    SESSION,
    Message,
    Pattern,
    Rule,
    by_first_word,
)
from store.model import Outcome, Role

_CLIENT = r"[^\s\[\]]*\[(?P<address>[^\s\[\]]+)\](?::(?P<port>\d{1,5}))?"
_QUEUE = r"(?:NOQUEUE|[0-9A-Za-z]{5,24}): "


def _aborted(text: str, action: str, outcome: Outcome = Outcome.FAILURE) -> Rule:
    return Rule(Pattern(text), action, outcome, 0)


_LOGIN_FAILED = Rule(
    Pattern(
        rf"warning: {_CLIENT}: SASL (?P<mechanism>\S{{1,64}}) authentication (?:failed|aborted)"
        r"(?:: (?:(?!, sasl_username=).)*)?(?:, sasl_username=(?P<user>.*))?\Z"
    ),
    "login",
    Outcome.FAILURE,
    role=Role.VERDICT,
)
_LOGIN_DONE = Rule(
    Pattern(
        rf"{_QUEUE}client={_CLIENT}, sasl_method=(?P<mechanism>\S+), sasl_username=(?P<user>[^,]+)"
        r"(?:, sasl_sender=.*)?\Z"
    ),
    "login",
    Outcome.SUCCESS,
    role=Role.VERDICT,
)
_REJECTED = Rule(
    Pattern(rf"{_QUEUE}(?:milter-)?reject: \S+ from {_CLIENT}: .*\Z"),
    "mail-rejected",
    Outcome.FAILURE,
    category=EMAIL,
)
_MISMATCH = Rule(
    Pattern(
        r"warning: hostname \S+ does not resolve to address (?P<address>[^\s:]\S*?)(?:: .*)?\Z"
    ),
    "dns-mismatch",
    Outcome.UNKNOWN,
    0,
)
_RULES = {
    "warning:": (_LOGIN_FAILED, _MISMATCH),
    "lost": (
        _aborted(
            rf"lost connection after \S+(?: \([^()]*\))? from {_CLIENT}\Z", "connection-aborted"
        ),
    ),
    "timeout": (
        _aborted(rf"timeout after \S+(?: \([^()]*\))? from {_CLIENT}\Z", "connection-aborted"),
    ),
    "too": (
        _aborted(rf"too many errors after AUTH(?: \([^()]*\))? from {_CLIENT}\Z", "auth-limit"),
    ),
    "connect": (
        Rule(
            Pattern(rf"connect from {_CLIENT}\Z"),
            "connection",
            Outcome.UNKNOWN,
            0,
            category=SESSION,
        ),
    ),
    "disconnect": (
        Rule(
            Pattern(rf"disconnect from {_CLIENT}(?: .*)?\Z"),
            "connection-closed",
            Outcome.UNKNOWN,
            0,
            category=SESSION,
        ),
    ),
}
_QUEUED = (_LOGIN_DONE, _REJECTED)


def parse(text: str) -> Message | None:
    """What a message of smtpd means; None where it is none of these."""
    return by_first_word(_RULES, text, _QUEUED)
