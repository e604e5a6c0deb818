"""Writes requests as Apache's access log writes them, with what rules may count in them."""

from datetime import datetime
from typing import NamedTuple

from sample_logs.generator.ledger import Fact, Line, Sign

ACCESS = "web/access.log"
ROTATED = "web/access.log.1"
VHOSTS = "web/other_vhosts_access.log"
ERRORS = "web/error.log"

_COUNTED = {404: Sign.NOT_FOUND, 401: Sign.UNAUTHORIZED, 403: Sign.FORBIDDEN}


class Client(NamedTuple):
    """Who asks."""

    address: str
    agent: str


class Request(NamedTuple):
    """One request and its answer."""

    time: datetime
    client: Client
    target: str
    """Path and query, as sent."""
    status: int = 200
    size: int = 0
    """Bytes sent, headers included (`%O`)."""
    method: str = "GET"
    referer: str = "-"
    user: str = "-"
    line: str = ""
    """The raw request line where it is no proper one; already escaped as Apache does."""
    version: str = "HTTP/1.1"


def combined(request: Request) -> str:
    r"""The request in Apache's combined format.

    Controls and bytes from 0x80 on are expected to be written as `\xNN` already
    (Apache util.c, `ap_escape_logitem`).
    """
    asked = request.line or f"{request.method} {request.target} {request.version}"
    clock = request.time.strftime("%d/%b/%Y:%H:%M:%S +0000")
    return (
        f'{request.client.address} - {request.user} [{clock}] "{asked}" {request.status} '
        f'{request.size} "{request.referer}" "{request.client.agent}"'
    )


def access(request: Request) -> Line:
    """The request as a line of the main site's log."""
    return Line(_second(request), combined(request), _facts(request, None))


def vhost_access(request: Request, site: str) -> Line:
    """The request as a line of the log that all other sites share (`vhost_combined`)."""
    return Line(_second(request), f"{site}:443 {combined(request)}", _facts(request, site))


def _second(request: Request) -> datetime:
    """The time that the line can tell: whole seconds."""
    return request.time.replace(microsecond=0)


def _facts(request: Request, site: str | None) -> tuple[Fact, ...]:
    """What a rule may count in the request."""
    time, source = _second(request), (("source.ip", request.client.address),)
    if request.status == 500:
        return (Fact(Sign.SERVER_ERROR, time, (("url.domain", site),) if site else ()),)
    sign = _COUNTED.get(request.status)
    return (Fact(sign, time, source),) if sign else ()
