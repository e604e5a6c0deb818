"""Take request lines apart, and say what kind of record a request with a status makes.

Sources: RFC 9112 3 (request line), RFC 9110 9.1 (methods), and what scanners send instead.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from store.formats.apache.escapes import text_of
from store.model import Fields, Kind, Outcome, Parse
from store.text import decode

DATASET = "apache.access"

_VERSION = re.compile(r" (?i:HTTP)/(\d(?:\.\d)?)\Z", re.ASCII)
_METHOD = re.compile(r"([A-Z][A-Z_-]{0,31}) ")
_STATUS = re.compile(rb"[0-9]{3}|-")
_TARGETS = ("/", "*", "http://", "https://")
"""How a target begins where no version vouches for the line being HTTP at all."""


class Statuses(dict[bytes, Kind | None]):
    """The kinds of records of one method and version, by status as logged; `[]` never fails.

    What is no status has no kind (None).
    """

    def __init__(self, method: str | None, version: str | None) -> None:
        super().__init__()
        self._method = method
        self._version = version

    def __missing__(self, status: bytes) -> Kind | None:
        """Make the kind of a status and keep it."""
        if not _STATUS.fullmatch(status):
            return None
        number = None if status == b"-" else int(status)
        self[status] = kind = self._kind(number, Parse.FULL)
        return kind

    def header(self) -> Kind:
        """The kind of a record that breaks off before its status."""
        return self._kind(None, Parse.HEADER)

    def _kind(self, status: int | None, parse: Parse) -> Kind:
        """A kind with every member that a web request has."""
        return Kind(
            dataset=DATASET,
            parse=parse,
            category="web",
            action="http-request",
            outcome=_outcome(status),
            method=self._method,
            version=self._version,
            status=status,
        )


class Request(NamedTuple):
    """What a request line says."""

    kinds: Statuses
    """The kinds of records that hold it, by status."""
    fields: Fields
    """`url.path` and `url.query`; `message` if it is no request line. Not to be changed."""


def read_request(raw: bytes) -> Request:
    """Take a request line apart.

    Args:
        raw: What stands between the quotes, escapes and all.

    Returns:
        The request. A line that is no HTTP has neither method nor URL but its text as logged.
    """
    method, _, rest = raw.partition(b" ")
    target, _, version = rest.rpartition(b" ")
    kinds = _USUAL.get((method, version))
    if kinds is None or b" " in target or not _is_plain(target):
        return _read_closely(raw)
    path, _, query = target.decode("ascii").partition("?")
    said: Fields = {"url.path": path, "url.query": query} if query else {"url.path": path}
    return Request(kinds, said)


def _is_plain(target: bytes) -> bool:
    """Whether a target means what it says: a path without escapes, all in ASCII."""
    return target[:1] == b"/" and target.isascii() and b"\\" not in target and target[-2:] != b"?-"


def _read_closely(raw: bytes) -> Request:
    """Take any request line apart, without hurry."""
    line = text_of(raw)
    method, target, version = _parts(line.rstrip(" "))
    if method is None:
        return Request(statuses(None, None), {"message": decode(raw)} if line.strip() else {})
    path, _, query = target.partition("?")
    said = {"url.path": path, "url.query": query}
    fields: Fields = {key: text for key, text in said.items() if text not in ("", "-")}
    return Request(statuses(method, version), fields)


@lru_cache(maxsize=1024)
def statuses(method: str | None, version: str | None) -> Statuses:
    """The kinds of one method and version: the same object each time, so kinds are shared."""
    return Statuses(method, version)


def _parts(line: str) -> tuple[str | None, str, str | None]:
    """Method, target and version; no method where the line does not look like a request."""
    method = _METHOD.match(line)
    version = _VERSION.search(line, method.end()) if method else None
    if method is None:
        return None, "", None
    target = line[method.end() : version.start() if version else len(line)]
    if not target or not (version or target.startswith(_TARGETS)):
        return None, "", None
    return method[1], target, version[1] if version else None


def _outcome(status: int | None) -> Outcome:
    """How the request ended."""
    if status is None:
        return Outcome.UNKNOWN
    return Outcome.SUCCESS if status < 400 else Outcome.FAILURE


_USUAL = {
    (method.encode(), f"HTTP/{version}".encode()): statuses(method, version)
    for method in ("GET", "POST", "HEAD", "OPTIONS", "PUT", "DELETE", "PATCH")
    for version in ("1.0", "1.1", "2.0", "2", "3")
}
"""By method and version as logged: the usual request lines are read in a fifth of the time."""
