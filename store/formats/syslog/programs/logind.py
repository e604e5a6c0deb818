"""What systemd-logind says of sessions (systemd src/login/logind-session.c)."""

from store.formats.syslog.programs.message import SESSION, Message, Rule, first, pattern
from store.model import Outcome


def _rule(text: str, action: str) -> Rule:
    return Rule(pattern(text), action, Outcome.SUCCESS, 0, category=SESSION)


_ID = r"'?(?P<session>[^\s']+?)'?"
_RULES = (
    _rule(rf"New session {_ID} of user '?(?P<user>.*?)'?(?: with class .*)?\.\Z", "session-start"),
    _rule(rf"Removed session {_ID}\.\Z", "session-end"),
    _rule(rf"Session {_ID} logged out\..*\Z", "session-end"),
)


def parse(text: str) -> Message | None:
    """What a logind message means; None where it is none of a session."""
    return first(_RULES, text)
