"""What login says of consoles and terminals.

Source: util-linux login-utils/login.c, shadow src/login.c, busybox loginutils/login.c, FreeBSD
usr.bin/login/login.c (which says that root logged in behind the line that it has for everybody).
The name typed comes after the terminal and the remote host in every message, so it cannot stand
for them.
"""

from store.formats.syslog.programs.message import Message, Pattern, Rule, first
from store.model import Outcome, Role

_HIDDEN = ("UNKNOWN", "(unknown)", "(null)")
"""What stands for a name that is not an account's: it may be a password typed too early."""

_ON = r"(?: on '?(?P<tty>[^\s']+)'?)?"
_FROM = r"(?: (?:FROM|from) '?(?P<address>[^\s',]+)'?)?"
_WHOM = r" FOR '?(?P<user>.*?)'?, [^,]*\Z"
_FAILURES = Rule(
    Pattern(
        r"\d{1,6} LOGIN FAILURES? (?:FROM (?P<address>[^\s,]+)|ON (?P<tty>[^\s,]+))"
        r"(?:, (?P<user>.*))?\Z"
    ),
    "login",
    Outcome.FAILURE,
    role=Role.VERDICT,
)
"""FreeBSD's, which it writes twice: for everybody without the name that was typed, and with it."""
_RULES = (
    Rule(
        Pattern(rf"FAILED LOGIN (?:SESSION|\(?\d+\)?){_ON}{_FROM}{_WHOM}"),
        "login",
        Outcome.FAILURE,
        role=Role.VERDICT,
    ),
    Rule(
        Pattern(rf"TOO MANY LOGIN TRIES \(\d+\){_ON}{_FROM} FOR '(?P<user>.*)'\Z"),
        "auth-limit",
        Outcome.FAILURE,
        role=Role.VERDICT,
    ),
    Rule(
        Pattern(rf"TOO MANY LOGIN TRIES \(\d+\){_ON}{_FROM}{_WHOM}"),
        "auth-limit",
        Outcome.FAILURE,
        role=Role.VERDICT,
    ),
    Rule(
        Pattern(r"invalid password for [`'](?P<user>.*)' on [`'](?P<tty>\S+)'(?: from .*)?\Z"),
        "login",
        Outcome.FAILURE,
        role=Role.VERDICT,
    ),
    Rule(
        Pattern(
            r"ROOT LOGIN +(?:ON|on) '?(?P<tty>[^\s']+)'?"
            r"(?: (?:FROM|from) '?(?P<address>[^\s']+)'?)?\Z"
        ),
        "login",
        Outcome.SUCCESS,
        role=Role.VERDICT,
        user="root",
    ),
    Rule(
        Pattern(r"ROOT LOGIN \((?P<user>\S+)\) ON (?P<tty>\S+)(?: FROM (?P<address>\S+))?\Z"),
        "login",
        Outcome.SUCCESS,
        role=Role.SUMMARY,
    ),
    Rule(
        Pattern(r"login(?: from (?P<address>\S+))? on (?P<tty>\S+) as (?P<user>\S+)\Z"),
        "login",
        Outcome.SUCCESS,
        role=Role.VERDICT,
    ),
    Rule(
        Pattern(r"root login(?: on '(?P<tty>[^\s']+)')?(?: from '(?P<address>[^\s']+)')?\Z"),
        "login",
        Outcome.SUCCESS,
        role=Role.VERDICT,
        user="root",
    ),
    Rule(
        Pattern(
            r"(?:DIALUP AT|LOGIN ON) (?P<tty>\S+) BY (?P<user>\S+)(?: FROM (?P<address>\S+))?\Z"
        ),
        "login",
        Outcome.SUCCESS,
        role=Role.VERDICT,
    ),
    Rule(
        Pattern(r"ROOT LOGIN REFUSED(?: FROM (?P<address>\S+)| ON (?:TTY )?(?P<tty>\S+))?\Z"),
        "access-denied",
        Outcome.FAILURE,
        role=Role.SUPPORT,
        user="root",
    ),
    Rule(
        Pattern(
            r"LOGIN '?(?P<user>.*?)'? REFUSED"
            r"(?: FROM (?P<address>\S+)| ON (?:TTY )?(?P<tty>\S+))?\Z"
        ),
        "access-denied",
        Outcome.FAILURE,
        role=Role.SUPPORT,
    ),
)


def parse(text: str) -> Message | None:
    """What a login message means; None where it is none of an attempt."""
    message = _FAILURES.read(text)
    if message is not None:
        tries = int(text.split(" ", 1)[0]) if "user.name" in message.fields else 0
        return message._replace(weight=tries)
    message = first(_RULES, text)
    if message is not None and message.fields.get("user.name") in _HIDDEN:
        del message.fields["user.name"]
    return message
