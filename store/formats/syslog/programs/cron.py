"""What cron says of the commands it runs (Vixie cron log_it in misc.c, cronie)."""

from store.formats.syslog.programs.message import PROCESS, Message, Pattern, Rule
from store.model import Outcome

_COMMAND = Rule(
    Pattern(r"\((?P<user>[^\s()]+)\) CMD \((?P<command>.*)\)\Z"),
    "scheduled-command",
    Outcome.UNKNOWN,
    category=PROCESS,
)


def parse(text: str) -> Message | None:
    """What a cron message means; None where it is none of a command."""
    return _COMMAND.read(text)
