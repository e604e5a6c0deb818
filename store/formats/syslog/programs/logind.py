"""What systemd-logind says of sessions (systemd src/login/logind-session.c)."""

from store.formats.syslog.programs.message import Message, first, session

_ID = r"'?(?P<session>[^\s']+?)'?"
_RULES = (
    session(
        rf"New session {_ID} of user '?(?P<user>.*?)'?(?: with class .*)?\.\Z", "session-start"
    ),
    session(rf"Removed session {_ID}\.\Z", "session-end"),
    session(rf"Session {_ID} logged out\..*\Z", "session-end"),
)


def parse(text: str) -> Message | None:
    """What a logind message means; None where it is none of a session."""
    return first(_RULES, text)
