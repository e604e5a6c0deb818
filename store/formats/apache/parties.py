"""Say who asked whom, from what stands before the time of an access line.

The usual contents are `%h %l %u ` (common, combined) and `%v:%p %h %l %u ` (vhost_combined) of
mod_log_config. `%u` is whatever a client sent: it may hold spaces, dashes and addresses, so
everything is found from the left, and the user is what remains.
"""

import re
from typing import NamedTuple

from store.formats.addresses import canonical, source_of
from store.formats.apache.escapes import text_of
from store.formats.apache.forwarded import believed, hops_of
from store.model import Fields, Network
from store.text import decode

_ADDRESS = re.compile(rb"\[?[0-9A-Fa-f.:]*[.:][0-9A-Fa-f.:]*(?:%[\w.-]*)?\]?")
_OCTET = rb"(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)"
_PLAIN = re.compile(_OCTET + (rb"\." + _OCTET) * 3)
"""An IPv4 address in the one spelling it has: the usual host, known without further ado."""
_ANONYMOUS = b" - - "
"""What follows nearly every host: no identity, no user."""
_PORTED = re.compile(rb"(.+):(\d{1,5})")
_SYSLOG = re.compile(
    rb"(?:<\d{1,3}>)?(?:[A-Z][a-z]{2} [ \d]?\d \d\d:\d\d:\d\d|\d{4}-\d\d-\d\dT[\d:.,Z+-]{8,32}) "
    rb"([^ ]{1,255}) [^ :]{1,64}: "
)
_JUNK = b"\0 \xef\xbb\xbf"
"""What a line may begin with after a crash, a truncation or an editor."""
_LONGEST_NAME = 255


class _Left(NamedTuple):
    """What stands before the host."""

    vhost: bytes | None
    """The server's name, perhaps with a port."""
    others: list[bytes]
    """Addresses that stand before the host's (X-Forwarded-For and the like)."""
    used: int
    """How many words that are."""


def read_parties(head: bytes, proxies: tuple[Network, ...] = ()) -> Fields:
    """Who asked whom.

    Args:
        head: The line up to the bracket before the time.
        proxies: Who is trusted to name the client before the host.

    Returns:
        `source.ip` or `source.domain`, `source.port`, `user.name`, `url.domain`, `host.name` (of a
        syslog header) and `labels.extra` (further addresses), as far as they are there.
    """
    if head.endswith(_ANONYMOUS) and (known := _plainly(head[: -len(_ANONYMOUS)])):
        return {"source.ip": known}
    head = head.lstrip(_JUNK).removesuffix(b" ")
    fields: Fields = {}
    syslog = _SYSLOG.match(head)
    if syslog:
        fields["host.name"] = decode(syslog[1])
        head = head[syslog.end() :]
    words = head.split(b" ")
    if words[0].endswith(b":") and len(words) > 1 and not is_address(words[0]):
        del words[0]
    left = _left(words)
    if left.vhost:
        fields.update(domain_of(left.vhost))
    if left.others:
        fields["labels.extra"] = decode(b" ".join(left.others))
    fields.update(_host(words[left.used]))
    user = _user(words[left.used + 1 :])
    if user:
        fields["user.name"] = user
    if left.others and proxies:
        return believed(fields, hops_of([decode(b" ".join(left.others))]), proxies)
    return fields


def _plainly(word: bytes) -> str | None:
    """The address that a word is at first sight; None where a closer look is needed."""
    if _PLAIN.fullmatch(word):
        return word.decode("ascii")
    return canonical(word.decode("ascii", "replace")) if b":" in word else None


def is_address(word: bytes) -> bool:
    """Whether a word is an IP address, perhaps in brackets."""
    if _PLAIN.fullmatch(word):
        return True
    if len(word) > 64 or not _ADDRESS.fullmatch(word):
        return False
    source = source_of(decode(word))
    return source is not None and source[0] == "source.ip"


def domain_of(vhost: bytes) -> Fields:
    """The server's name without its port, as `url.domain`."""
    ported = _PORTED.fullmatch(vhost)
    name = text_of((ported[1] if ported else vhost).removeprefix(b"[").removesuffix(b"]"))
    return {"url.domain": name} if name else {}


def _left(words: list[bytes]) -> _Left:
    """Find what stands before the host."""
    commas = 0
    while commas < len(words) - 2 and words[commas].endswith(b","):
        commas += 1
    if commas and is_address(words[commas + 1]):
        return _Left(None, words[: commas + 1], commas + 1)
    if commas and is_address(words[commas]):  # the header ends with a comma
        return _Left(None, words[:commas], commas)
    first = words[0]
    if not _leads(words):
        return _Left(None, [], 0)
    if is_address(first) and not _is_ported(first):
        return _Left(None, [first], 1)
    return _Left(None if first == b"-" else first, [], 1)


def _leads(words: list[bytes]) -> bool:
    """Whether the first word stands before the host, rather than being it."""
    if len(words) < 2 or words[1] == b"-":
        return False
    first, second = words[:2]
    if is_address(second):
        # `host user` without ident: whoever names himself after an address stays a user
        return len(words) > 2 or not is_address(first)
    if len(words) < 4:
        return False
    return _is_ported(first) or (words[2] == b"-" and b"." in second and not is_address(first))


def _is_ported(word: bytes) -> bool:
    """Whether a word is a name or address with a port."""
    return bool(_PORTED.fullmatch(word)) and (word[:1] == b"[" or not is_address(word))


def _host(word: bytes) -> Fields:
    """The host as source, with its port where it has one."""
    if _PLAIN.fullmatch(word):
        return {"source.ip": word.decode("ascii")}
    ported = _PORTED.fullmatch(word)
    if ported and is_address(ported[1]) and _is_ported(word):
        return {**_host(ported[1]), "source.port": int(ported[2])}
    if len(word) > _LONGEST_NAME:
        return {"source.domain": decode(word)}
    source = source_of(text_of(word))
    return {source[0]: source[1]} if source else {}


def _user(words: list[bytes]) -> str:
    """The user: everything after the identity, or the only word there is."""
    raw = b" ".join(words[1:]) if len(words) > 1 else b"".join(words)
    return "" if raw == b'""' or not raw.strip(b"- ") else text_of(raw)
