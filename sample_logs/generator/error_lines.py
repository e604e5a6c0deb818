"""Writes lines of Apache's error log (2.4)."""

from datetime import datetime
from typing import NamedTuple

from sample_logs.generator.ledger import Fact, Line, Sign, privileged
from sample_logs.generator.web_lines import Request

ROOT = "/var/www/html"


class Complaint(NamedTuple):
    """What the server complains of."""

    module: str
    level: str
    text: str
    """The message with its AH code, if it has one."""
    cause: str = ""
    """What the operating system said; Apache writes it before the client."""


def error(time: datetime, complaint: Complaint, client: str = "") -> Line:
    """A line of the error log.

    Args:
        time: To the microsecond, which the log shows.
        complaint: What it says.
        client: The address that the server dealt with; empty where there was none.
    """
    clock = time.strftime("%a %b %d %H:%M:%S.%f %Y")
    pid = 2_100 + time.day * 37
    tid = 139_800_000_000_000 + (time.microsecond % 64) * 8_392_704
    port = 32_768 + time.microsecond % 28_000
    peer = f"[client {client}:{port}] " if client else ""
    head = f"[{clock}] [{complaint.module}:{complaint.level}] [pid {pid}:tid {tid}] "
    text = f"{head}{complaint.cause}{peer}{complaint.text}"
    return Line(time, text)


def refused(request: Request) -> Line:
    """The error log's side of an answer 403."""
    text = f"AH01630: client denied by server configuration: {ROOT}{_path(request)}"
    fact = Fact(Sign.CLIENT_DENIED, request.time, (("source.ip", request.client.address),))
    return _of(request, Complaint("authz_core", "error", text))._replace(facts=(fact,))


def no_script(request: Request) -> Line:
    """The error log's side of an answer 404 to a PHP path."""
    text = f"script '{ROOT}{_path(request)}' not found or unable to stat"
    fact = Fact(Sign.SCRIPT_MISSING, request.time, (("source.ip", request.client.address),))
    return _of(request, Complaint("php", "error", text))._replace(facts=(fact,))


def bad_uri(request: Request) -> Line:
    """The error log's side of an answer 400 to a path that climbs out of the root."""
    target = f"{request.method} {request.target} {request.version}"
    return _of(request, Complaint("core", "error", f"AH00126: Invalid URI in request '{target}'"))


def mismatch(request: Request, user: str, *, known: bool = True) -> Line:
    """The error log's side of an answer 401 to a wrong password or an unknown user."""
    path = _path(request)
    text = f"AH01618: user {user} not found: {path}"
    if known:
        text = f'AH01617: user {user}: authentication failure for "{path}": Password Mismatch'
    source = request.client.address
    fact = Fact(Sign.WEB_LOGIN_FAILED, request.time, (("source.ip", source),))
    line = _of(request, Complaint("auth_basic", "error", text))
    return line._replace(facts=(fact, *privileged(request.time, user)))


def crash(request: Request, site: str) -> Line:
    """The error log's side of an answer 500: a PHP exception with its stack trace."""
    text = (
        "PHP Fatal error:  Uncaught PDOException: SQLSTATE[HY000] [2002] Connection refused in "
        f"/var/www/{site}/lib/Database.php:41\n"
        "Stack trace:\n"
        f"#0 /var/www/{site}/lib/Database.php(41): PDO->__construct('mysql:host=192....', 'shop')\n"
        f"#1 /var/www/{site}/lib/Catalogue.php(88): Database->connect()\n"
        f"#2 /var/www/{site}/public/index.php(17): Catalogue->show('{_path(request)}')\n"
        "#3 {main}\n"
        f"  thrown in /var/www/{site}/lib/Database.php on line 41"
    )
    return _of(request, Complaint("php", "error", text))


def _of(request: Request, complaint: Complaint) -> Line:
    """A complaint about a request, with where the visitor came from."""
    tail = f", referer: {request.referer}" if request.referer != "-" else ""
    told = complaint._replace(text=complaint.text + tail)
    return error(request.time, told, request.client.address)


def _path(request: Request) -> str:
    return request.target.partition("?")[0]
