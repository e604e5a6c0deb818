"""Say what each directive of a LogFormat looks like in a line, and which fields it fills.

One table for all: the names are those of the Elastic Common Schema where it has one, else
`http.request.headers.NAME`, `http.response.headers.NAME` and `apache.access.NAME`.
"""

from collections.abc import Callable
from functools import partial
from typing import NamedTuple, TypeAlias

from store.formats.addresses import source_of
from store.formats.apache.directives import Directive
from store.formats.apache.escapes import text_field, text_of
from store.formats.apache.parties import domain_of
from store.model import Fields
from store.text import decode

Read: TypeAlias = Callable[[bytes], Fields]
"""Makes fields of an item as it stands in a line."""

DIGITS = r"-?\d{1,18}|-"
ADDRESS = "address"
"""For `Look.text`: a word in which colons may be part or end."""
FREE = "free"
"""For `Look.text`: anything, with quotes and backslashes escaped."""


class Look(NamedTuple):
    """What a directive looks like, and what it fills."""

    text: str
    """A pattern that cannot be read in two ways; or `ADDRESS` or `FREE`."""
    read: Read
    example: str
    rank: int = 0
    """Where two directives fill the same field, the one of higher rank does."""


_HEADERS = {
    "referer": "http.request.referrer",
    "user-agent": "user_agent.original",
    "x-request-id": "http.request.id",
    "content-type": "http.request.mime_type",
}
_VARIABLES = {
    "ssl_tls_sni": "tls.client.server_name",
    "ssl_client_s_dn": "tls.client.subject",
    "ssl_client_i_dn": "tls.client.issuer",
}
_EXAMPLES = {
    "referer": "https://www.example.com/",
    "user-agent": "curl/8.5.0",
    "host": "www.example.com",
    "ssl_protocol": "TLSv1.3",
    "ssl_cipher": "TLS_AES_256_GCM_SHA384",
}
_NAMED = {
    "C": "apache.access.cookie.",
    "e": "apache.access.env.",
    "n": "apache.access.note.",
    "i": "http.request.headers.",
    "o": "http.response.headers.",
    "^ti": "http.request.trailers.",
    "^to": "http.response.trailers.",
}
"""What stands before the name of a directive's argument."""


def look_of(directive: Directive) -> Look:
    """What a directive looks like: any but `r`, `s`, `m`, `H` and `t`, which `patterns` knows."""
    letter, argument = directive.letter, directive.argument
    if letter in _NAMED and argument is not None:
        return _named(letter, argument.lower())
    if letter in ("x", "c") and argument is not None:
        return _variable(argument.lower())
    return _TABLE.get((letter, argument)) or _TABLE[letter, None]


def _named(letter: str, name: str) -> Look:
    """A header, cookie, note or variable of the environment."""
    example = _EXAMPLES.get(name, "x")
    if letter == "i" and name == "host":
        return Look(FREE, domain_of, example, 1)
    key = _HEADERS.get(name) if letter == "i" else None
    if letter == "o" and name == "content-type":
        key = "http.response.mime_type"
    return Look(FREE, partial(text_field, key or _NAMED[letter] + name), example, 1)


def _variable(name: str) -> Look:
    """A variable of mod_ssl."""
    key = _VARIABLES.get(name) or "apache.access.ssl." + name.removeprefix("ssl_")
    shape = r"(?:TLS|SSL)v[\d.]{1,5}|-" if name == "ssl_protocol" else FREE
    return Look(shape, partial(text_field, key), _EXAMPLES.get(name, "x"))


def number(key: str, raw: bytes, factor: int = 1) -> Fields:
    """A whole number, if it is one that can be stored.

    Args:
        key: Of the field.
        raw: The item as it stands in a line.
        factor: What the number is multiplied by.
    """
    return {} if raw == b"-" or not _is_number(raw) else {key: int(raw) * factor}


def _is_number(raw: bytes) -> bool:
    """Whether it is a number that a 64-bit integer surely holds, even as nanoseconds."""
    digits = raw.removeprefix(b"-")
    return digits.isdigit() and len(digits) <= 18


def _duration(factor: int, raw: bytes) -> Fields:
    """`event.duration` in nanoseconds; none where it would be beyond a century."""
    return number("event.duration", raw, factor) if len(raw) <= 18 - len(str(factor)) else {}


def _hexadecimal(raw: bytes) -> Fields:
    """A thread's number as mod_log_config writes it for `%{hextid}P`."""
    return {} if raw == b"-" else {"process.thread.id": int(raw, 16)}


def _source(raw: bytes) -> Fields:
    """An address or host name as source."""
    text = text_of(raw)
    source = source_of(text) if len(text) <= 255 else ("source.domain", text)
    return {source[0]: source[1]} if source else {}


def _destination(raw: bytes) -> Fields:
    """The server's own address."""
    source = source_of(decode(raw[:255]))
    return {"destination.ip": source[1]} if source and source[0] == "source.ip" else {}


def _peer(raw: bytes) -> Fields:
    """Who really connected, where `%a` and `%h` may be another's word (mod_remoteip)."""
    said = _source(raw)
    address = said.get("source.ip")
    return {**said, "apache.access.peer.ip": address} if address else said


def _user(raw: bytes) -> Fields:
    """The user; two quotes are an empty name."""
    return {} if raw == b'""' else text_field("user.name", raw)


def _query(raw: bytes) -> Fields:
    """The query, which begins with its question mark."""
    return text_field("url.query", raw.removeprefix(b"?"))


def _port(key: str, raw: bytes) -> Fields:
    """A port; 0 is none."""
    return number(key, raw) if raw.isdigit() and 0 < int(raw[:18]) <= 65_535 else {}


_TABLE: dict[tuple[str, str | None], Look] = {
    ("a", None): Look(ADDRESS, _source, "192.0.2.10", 3),
    ("a", "c"): Look(ADDRESS, _peer, "192.0.2.10", 1),
    ("A", None): Look(ADDRESS, _destination, "203.0.113.5"),
    ("b", None): Look(DIGITS, partial(number, "http.response.body.bytes"), "512"),
    ("B", None): Look(DIGITS, partial(number, "http.response.body.bytes"), "512"),
    ("D", None): Look(DIGITS, partial(_duration, 1000), "1830"),
    ("f", None): Look(FREE, partial(text_field, "file.path"), "/srv/www/index.html"),
    ("h", None): Look(ADDRESS, _source, "192.0.2.10", 2),
    ("h", "c"): Look(ADDRESS, _peer, "192.0.2.10", 1),
    ("I", None): Look(DIGITS, partial(number, "http.request.bytes"), "310"),
    ("k", None): Look(DIGITS, partial(number, "apache.access.keepalive_requests"), "0"),
    ("l", None): Look(FREE, partial(text_field, "apache.access.identity"), "-"),
    ("L", None): Look(r"[\w@+/=-]{1,64}", partial(text_field, "http.request.id"), "Z8y0x1"),
    ("O", None): Look(DIGITS, partial(number, "http.response.bytes"), "820"),
    ("p", None): Look(DIGITS, partial(_port, "url.port"), "443"),
    ("p", "local"): Look(DIGITS, partial(_port, "destination.port"), "443"),
    ("p", "remote"): Look(DIGITS, partial(_port, "source.port"), "50229"),
    ("P", None): Look(DIGITS, partial(number, "process.pid"), "811"),
    ("P", "tid"): Look(DIGITS, partial(number, "process.thread.id"), "822"),
    ("P", "hextid"): Look(r"(?:0x)?[0-9A-Fa-f]{1,15}|-", _hexadecimal, "7f3a"),
    ("q", None): Look(FREE, _query, "?a=b", 1),
    ("R", None): Look(FREE, partial(text_field, "apache.access.handler"), "default-handler"),
    ("S", None): Look(DIGITS, partial(number, "network.bytes"), "1130"),
    ("T", None): Look(DIGITS, partial(_duration, 1_000_000_000), "2"),
    ("T", "ms"): Look(DIGITS, partial(_duration, 1_000_000), "2", 1),
    ("T", "us"): Look(DIGITS, partial(_duration, 1000), "1830", 2),
    ("u", None): Look(FREE, _user, "kim"),
    ("U", None): Look(FREE, partial(text_field, "url.path"), "/index.html"),
    ("v", None): Look(ADDRESS, domain_of, "www.example.com", 2),
    ("V", None): Look(ADDRESS, domain_of, "www.example.com", 3),
    ("X", None): Look(r"[X+-]", partial(text_field, "apache.access.connection_status"), "+"),
    ("^FB", None): Look(DIGITS, partial(number, "apache.access.first_byte_us"), "930"),
}
"""Every directive that is not a request, a status or a time; the first example of each is ours."""
