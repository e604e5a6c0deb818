"""What BIND's named says of its clients, in its own file and through syslog.

Source: BIND lib/ns/client.c (`ns_client_log`), lib/ns/query.c, lib/ns/update.c, lib/ns/xfrout.c.
Names come from the client, and BIND writes their blanks, quotes and brackets escaped
(RFC 1035 5.1).
"""

from store.formats.syslog.programs.message import NETWORK, Message, Pattern, message_of, source
from store.model import Fields, Outcome

_CLIENT = Pattern(
    r"client (?:@0x[0-9a-fA-F]+ )?([0-9A-Fa-f.:]+(?:%\w+)?)#(\d{1,5})(?:/key \S+)?"
    r"(?: \(\S*\))?: (?:view \S+: )?(.*)\Z"
)
_QUERY = Pattern(r"query: (\S+) \S+ (\S+)(?: [+-]\S*)?(?: .*)?\Z")
_FAILED = Pattern(r"query failed \((\w+)\) for (\S+)/\w+/([\w-]+) at \S+\Z")
_DENIED = Pattern(
    r"(?:query|query \(cache\)|update|update forwarding|zone transfer|notify)"
    r"(?: '([^'\s]*)')? denied\b.*\Z"
)
_BAD_TRANSFER = Pattern(r"bad zone transfer request: '([^'\s]*)': .*\((\w+)\)\Z")
_TRANSFER = Pattern(r"transfer of '([^'\s]*)': ([AI]XFR) (started|ended)\b.*\Z")
_DROPPED = Pattern(r"rate limit (?:drop|slip) .*\Z")
_CLASSES = ("IN", "CH", "HS", "ANY", "NONE")
_TYPES_TOO = ("ANY",)
"""Which of them is also a type that is asked for, and then stands before the class."""


def parse(text: str) -> Message | None:
    """What a message of named means; None where it is none of a client's request."""
    found = _CLIENT.match(text)
    if found is None:
        return None
    address, port, rest = found.groups()
    message = _asked(rest)
    if message is not None:
        message.fields.update(source(address, port))
    return message


def _asked(rest: str) -> Message | None:
    """What the client asked for, and what became of it."""
    query = _QUERY.match(rest)
    if query:
        return _message("dns-query", Outcome.SUCCESS, _question(query[1], query[2]))
    failed = _FAILED.match(rest)
    if failed:
        code, name, kind = failed.groups()
        fields = _question(name, kind)
        fields["dns.response_code"] = code
        action = "dns-denied" if code == "REFUSED" else "dns-query"
        return message_of(NETWORK, action, Outcome.FAILURE, fields, (0, None))
    denied = _DENIED.match(rest)
    if denied:
        return _message("dns-denied", Outcome.FAILURE, _object(denied[1] or ""))
    return _transferred(rest)


def _transferred(rest: str) -> Message | None:
    """A whole zone that was asked for, or answers that were held back."""
    bad = _BAD_TRANSFER.match(rest)
    if bad:
        fields = _object(bad[1])
        fields["dns.response_code"] = bad[2]
        return _message("dns-denied", Outcome.FAILURE, fields)
    transfer = _TRANSFER.match(rest)
    if transfer:
        fields = _question(transfer[1].partition("/")[0], transfer[2])
        weight = 1 if transfer[3] == "started" else 0
        return message_of(NETWORK, "dns-transfer", Outcome.SUCCESS, fields, (weight, None))
    if _DROPPED.match(rest):
        return _message("dns-rate-limit", Outcome.FAILURE, {})
    return None


def _message(action: str, outcome: Outcome, fields: Fields) -> Message:
    return message_of(NETWORK, action, outcome, fields)


def _question(name: str, kind: str) -> Fields:
    """Name and type that were asked for."""
    return {"dns.question.name": name, "dns.question.type": kind} if name else {}


def _object(text: str) -> Fields:
    """What was denied: `name/type/class`, or `name/class` of a zone."""
    whole, _, last = text.rpartition("/")
    name, _, kind = whole.rpartition("/")
    if (kind in _CLASSES and kind not in _TYPES_TOO) or last not in _CLASSES:
        kind = last
    elif not name:
        return {"dns.question.name": whole} if whole else {}
    return _question(name, kind)
