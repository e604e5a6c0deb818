"""What doas says: OpenBSD's, and the one that other systems have of it.

Source: OpenBSD usr.bin/doas/doas.c, opendoas doas.c.
"""

from store.formats.syslog.programs.message import Message, Pattern, Rule, first
from store.model import Outcome, Role

_AS = " as "
_RULES = (
    Rule(
        Pattern(
            r"(?P<user>[^\s:]+) ran command (?P<command>.*?)"
            r"(?: as (?P<effective>[^\s:]+) from (?:/.*|\(failed\)))?\Z"
        ),
        "privilege-use",
        Outcome.SUCCESS,
    ),
    Rule(
        Pattern(
            r"(?:command not permitted|failed command|tried to run) for (?P<user>[^\s:]+):"
            r" (?P<command>.*)\Z"
        ),
        "privilege-use",
        Outcome.FAILURE,
    ),
    Rule(
        Pattern(r"failed auth for (?P<user>\S+)\Z"),
        "privilege-use",
        Outcome.FAILURE,
        role=Role.VERDICT,
    ),
)


def parse(text: str) -> Message | None:
    """What a message of doas means; None where it is none of a command.

    The command and the folder's name may hold the words between them: then it is not told whom the
    command was run as.
    """
    message = first(_RULES, text)
    if message is not None and text.count(_AS) > 1:
        message.fields.pop("user.effective.name", None)
    return message
