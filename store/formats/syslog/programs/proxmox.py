"""What Proxmox's daemons say of those who log in to its web interface.

Source: pve-manager, pve-http-server and pve-access-control (PVE/API2/AccessControl.pm).
"""

from store.formats.syslog.programs.message import Message, Pattern, Rule, first
from store.model import Outcome, Role

_RULES = (
    Rule(
        Pattern(r"authentication failure; rhost=(?P<address>\S*) user=(?P<user>.*) msg=.*\Z"),
        "login",
        Outcome.FAILURE,
        role=Role.VERDICT,
    ),
    Rule(
        Pattern(r"(?:<[^\s<>]+> )?successful auth for user '(?P<user>[^\s']+)'\Z"),
        "login",
        Outcome.SUCCESS,
        role=Role.VERDICT,
    ),
)


def parse(text: str) -> Message | None:
    """What a message means; None where it is none of a login."""
    return first(_RULES, text)
