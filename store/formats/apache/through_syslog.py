"""Tell lines of web servers that came through syslog, by their headers.

The headers are those of RFC 3164 4.1 and of rsyslog (RFC 3339 times). Every log is asked, to find
out what it is: so this loads nothing that reads such lines.
"""

import re

from store.formats.syslog.programs.web_servers import is_web_server
from store.text import decode

_HEADER = re.compile(
    rb"(?:<\d{1,3}>)?(?:[A-Z][a-z]{2} [ \d]?\d \d\d:\d\d:\d\d(?:\.\d{1,9})?"
    rb"|\d{4}-\d\d-\d\dT[\d:.,Z+-]{8,32}) "
    rb"[^ ]{1,255} (?P<tag>[^ :\[\]]{1,64})(?:\[\d{1,10}\])?: ?"
)
_SERVER = re.compile(rb"(?:httpd|apache)[\w.-]{0,32}", re.IGNORECASE)
_LEVEL = re.compile(
    rb"\[(?:[\w.-]{0,64}:)?(?:emerg|alert|crit|error|warn|notice|info|debug|trace[1-8])\]"
    rb"|\[[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d(?:\.\d{1,9})? \d{4}\] \["
)


def text_after_header(line: bytes) -> int | None:
    """Where the server's text begins; None for a line that did not come through syslog from it."""
    if line[:1] == b"[":
        return None
    found = _HEADER.match(line)
    if found is None or not (_LEVEL.match(line, found.end()) or _SERVER.fullmatch(found["tag"])):
        return None
    return found.end()


def is_of_web_server(line: bytes) -> bool:
    """Whether a line with a syslog header was written by a web server, to tell it from auth logs.

    The tag decides, and the brackets that begin an error line: no client writes either.
    """
    found = _HEADER.match(line)
    return found is not None and bool(
        is_web_server(decode(found["tag"])) or _LEVEL.match(line, found.end())
    )
