"""What dnsmasq and unbound say of the names that they were asked for.

Source: dnsmasq src/cache.c (`log_query`), unbound util/net_help.c (`log_nametypeclass`) and
daemon/worker.c. A name is the client's; what dnsmasq adds stands at the end or before the name.
"""

from store.formats.syslog.programs.message import NETWORK, Message, Pattern, message_of, source
from store.model import Fields, Outcome

_NUMBER = r"(?:\d+ (?:([0-9A-Fa-f.:]+(?:%\w+)?)/(\d{1,5}) )?)?"
_ASKED = Pattern(rf"{_NUMBER}query\[([\w=-]+)\] (.*) from (\S+)\Z")
_ANSWERED = Pattern(
    rf"{_NUMBER}(?:reply|cached|cached-stale|config|validation|gravity blocked|regex blocked"
    r"|exactly blocked|/\S+) (\S+) is (.+)\Z"
)
_FORWARDED = Pattern(rf"{_NUMBER}forwarded (\S+) to (\S+)\Z")
_CODES = {
    "NXDOMAIN": "NXDOMAIN",
    "NODATA": "NOERROR",
    "REFUSED": "REFUSED",
    "SERVFAIL": "SERVFAIL",
    "duplicate": "",
}
_UNBOUND = Pattern(
    r"(?:\[\d+:[0-9a-f]+\] )?(?:info: )?(?:query: |reply: )?"
    r"([0-9A-Fa-f.:]+)(?:@(\d{1,5}))? (\S+) ([A-Z0-9]+) ([A-Z0-9]+)"
    r"(?: ([A-Z]+) [\d.]+ [01] \d+.*)?\Z"
)


def parse_dnsmasq(text: str) -> Message | None:
    """What a dnsmasq message means; None where it is none of a name."""
    asked = _ASKED.match(text)
    if asked:
        _, port, kind, name, address = asked.groups()
        fields = source(address, port)
        fields.update(_question(name, kind))
        return message_of(NETWORK, "dns-query", Outcome.SUCCESS, fields)
    answered = _ANSWERED.match(text)
    if answered:
        return _answer(*answered.groups())
    forwarded = _FORWARDED.match(text)
    if forwarded:
        address, port, name, server = forwarded.groups()
        fields = source(address, port) | _question(name, "")
        fields["destination.address"] = server
        return message_of(NETWORK, "dns-forward", Outcome.SUCCESS, fields, (0, None))
    return None


def parse_unbound(text: str) -> Message | None:
    """What an unbound message means; None where it is none of a query."""
    found = _UNBOUND.match(text)
    if found is None:
        return None
    address, port, name, kind, _, code = found.groups()
    fields = source(address, port) | _question(name.removesuffix(".") or name, kind)
    if code is None:
        return message_of(NETWORK, "dns-query", Outcome.SUCCESS, fields)
    fields["dns.response_code"] = code
    if code == "REFUSED":
        return message_of(NETWORK, "dns-denied", Outcome.FAILURE, fields)
    return message_of(NETWORK, "dns-answer", _outcome(code), fields, (0, None))


def _answer(address: str | None, port: str | None, name: str, told: str) -> Message:
    """What dnsmasq answered, and to whom if it says so."""
    fields = source(address, port) | _question(name, "")
    code = _CODES.get(told.partition(" ")[0].partition("-")[0], "NOERROR")
    if code:
        fields["dns.response_code"] = code
    return message_of(NETWORK, "dns-answer", _outcome(code), fields, (0, None))


def _outcome(code: str) -> Outcome:
    """How a query ended: that a name is not there is an answer too."""
    return Outcome.SUCCESS if code in ("", "NOERROR", "NXDOMAIN") else Outcome.FAILURE


def _question(name: str, kind: str) -> Fields:
    """Name and type that were asked for, where they are told."""
    fields: Fields = {}
    if name:
        fields["dns.question.name"] = name
    if kind:
        fields["dns.question.type"] = kind
    return fields
