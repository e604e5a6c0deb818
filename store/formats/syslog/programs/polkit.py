"""What polkitd and pkexec say.

Source: polkit src/polkitbackend/polkitbackendinteractiveauthority.c, src/programs/pkexec.c.
"""

from store.formats.syslog.programs.message import Message, Pattern, Rule, first
from store.model import Outcome, Role

_OPERATOR = r"Operator of unix-(?:session|process):\S+ "
_ACTION = (
    r" authorization for action (?P<permission>\S+) for \S+ \[.*\]"
    r" \(owned by unix-user:(?P<user>\S+)\)\Z"
)
_FOR_WHOM = (
    r" \[USER=(?P<effective>[^\]]*)\] \[TTY=(?:unknown|(?P<tty>[^\]]*))\]"
    r" \[CWD=(?:(?!\] \[COMMAND=).)*\]"
)
_RULES = (
    Rule(
        Pattern(rf"{_OPERATOR}FAILED to authenticate to gain{_ACTION}"),
        "privilege-use",
        Outcome.FAILURE,
        role=Role.VERDICT,
    ),
    Rule(
        Pattern(
            rf"{_OPERATOR}successfully authenticated as unix-user:(?P<effective>\S+)"
            rf" to gain [A-Z-]+{_ACTION}"
        ),
        "privilege-use",
        Outcome.SUCCESS,
        role=Role.VERDICT,
    ),
    Rule(
        Pattern(rf"(?P<user>\S+): Executing command{_FOR_WHOM} \[COMMAND=(?P<command>.*)\]\Z"),
        "privilege-use",
        Outcome.SUCCESS,
    ),
    Rule(
        Pattern(
            rf"(?P<user>\S+): (?:Error executing command as another user:|The value for)"
            rf" [^\[]*{_FOR_WHOM} \[COMMAND=(?P<command>.*)\]\Z"
        ),
        "privilege-use",
        Outcome.FAILURE,
    ),
)


def parse(text: str) -> Message | None:
    """What a message of polkit means; None where it is none of a permission."""
    return first(_RULES, text)
