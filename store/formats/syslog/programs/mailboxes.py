"""What Courier, Cyrus, Exim and saslauthd say of logins.

Source: Courier-IMAP imap/imaplogin.c, Cyrus imap/imapd.c, Exim src/smtp_in.c and auths, Cyrus SASL
saslauthd/saslauthd-main.c. Where a name of the client's choice stands before the address, the
address is anchored to the end of the message; where it stands behind, to the beginning.
"""

from store.formats.syslog.programs.message import Message, Pattern, Rule, first
from store.model import Outcome, Role


def _verdict(text: str, outcome: Outcome = Outcome.FAILURE) -> Rule:
    return Rule(Pattern(text), "login", outcome, role=Role.VERDICT)


_IP = r"\[(?P<address>[^\s\[\]]+)\]"
_COURIER_END = rf"ip={_IP}(?:, port=\[(?P<port>\d{{1,5}})\])?"
_BOXES = (
    _verdict(rf"LOGIN FAILED, (?:user=(?P<user>.*)|method=\S+), {_COURIER_END}\Z"),
    _verdict(
        rf"LOGIN, user=(?P<user>.*), {_COURIER_END}, protocol=\w+(?:, stls=1)?\Z", Outcome.SUCCESS
    ),
    _verdict(
        rf"badlogin: (?:[^\s\[\]]+ )?{_IP} \S+(?: (?P<user>.*?))?"
        r" (?:SASL\(-?\d{1,4}\): |invalid user\b|bad password\b).*\Z"
    ),
    _verdict(
        rf"login: (?:[^\s\[\]]+ )?{_IP} (?P<user>\S+) \S+ User logged in\b.*\Z", Outcome.SUCCESS
    ),
)
_EXIM = (
    _verdict(
        r"(?:\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)? (?:[+-]\d{4} )?(?:\[\d+\] )?)?"
        rf"\S+ authenticator failed for (?:[^\s()\[\]]+ )?(?:\([^\s()]*\) )?{_IP}"
        r"(?::(?P<port>\d{1,5}))?(?: [IU]=\S+)*:"
        r" 535 Incorrect authentication data(?: \((?:set_id=)?(?P<user>.*)\))?\Z"
    ),
)
_SASL = (
    Rule(
        Pattern(
            r"(?:do_auth *: )?auth failure: \[user=(?P<user>.*)\] \[service=[^\]]*\]"
            r" \[realm=[^\]]*\] \[mech=[^\]]*\].*\Z"
        ),
        "login",
        Outcome.FAILURE,
        0,
    ),
)


def parse_box(text: str) -> Message | None:
    """What an IMAP or POP3 server of Courier or Cyrus means; None where it is none of a login."""
    return first(_BOXES, text)


def parse_exim(text: str) -> Message | None:
    """What an Exim message means; None where it is none of a failed login."""
    return first(_EXIM, text)


def parse_sasl(text: str) -> Message | None:
    """What saslauthd means: a detail of what the server that asked it tells."""
    return first(_SASL, text)
