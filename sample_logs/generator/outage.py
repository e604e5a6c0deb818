"""Servers in trouble: a database outage behind the shop, a short one behind the main site."""

from collections.abc import Iterator
from datetime import datetime
from random import Random

from sample_logs.generator.error_lines import Complaint, crash, error
from sample_logs.generator.ledger import Line, Sign, Story, of_sign, planted
from sample_logs.generator.plan import DAYS, at, dice, every, later
from sample_logs.generator.site import MAIN, PAGES, SHOP, visitors
from sample_logs.generator.web_lines import ACCESS, ERRORS, VHOSTS, Request, access, vhost_access

_NOTICES = (
    ("mpm_event", "AH00493: SIGUSR1 received.  Doing graceful restart"),
    ("mpm_event", "AH00489: Apache/2.4.66 (Debian) configured -- resuming normal operations"),
    ("core", "AH00094: Command line: '/usr/sbin/apache2'"),
)
_TROUBLE = (
    Complaint("reqtimeout", "info", "AH01382: Request header read timeout"),
    Complaint(
        "ssl",
        "info",
        "AH02006: SSL handshake stopped: connection was closed",
        "(70014)End of file found: ",
    ),
    Complaint("core", "info", "AH00128: File does not exist: /var/www/html/favicon.ico"),
    Complaint(
        "proxy_http", "warn", "AH01110: Network error reading response", "(104)Reset by peer: "
    ),
)


def shop_outage() -> Story:
    """Friday morning: the shop's database is away for nineteen minutes."""
    asked = list(_failing(SHOP, "shop outage", "13 09:12:04", 88))
    lines = [vhost_access(request, SHOP) for request in asked]
    complaints = [crash(request, SHOP) for request in asked[::2]]
    facts = of_sign(lines, Sign.SERVER_ERROR)
    alert = planted("server-error", facts, "The shop answers 500 while its database is away.")
    return Story({VHOSTS: lines, ERRORS: complaints}, (alert,))


def main_outage() -> Story:
    """Monday the 16th: seven errors of the main site, whose log does not name a site."""
    asked = list(_failing(MAIN, "main outage", "16 13:03:20", 7))
    lines = [access(request) for request in asked]
    complaints = [crash(request, MAIN) for request in asked]
    facts = of_sign(lines, Sign.SERVER_ERROR)
    alert = planted("server-error", facts, "The main site answers 500 after a deployment.")
    return Story({ACCESS: lines, ERRORS: complaints}, (alert,))


def housekeeping() -> Story:
    """What the server says about itself: the nightly reload, time-outs, cut handshakes."""
    rng, lines = dice("error log"), []
    for day in DAYS:
        lines += _reload(day)
        lines += [_small_trouble(rng, time) for time in every(rng, day, 55, 540)]
    return Story({ERRORS: lines})


def _failing(site: str, name: str, start: str, count: int) -> Iterator[Request]:
    rng = dice(name)
    day, clock = start.split()
    time = at(int(day), clock)
    people = visitors(name, count)
    for person in people:
        page = rng.choice(PAGES[site])
        yield Request(time, person, page.path, 500, 612, referer=f"https://{site}/")
        time = later(time, rng, 2, 24)


def _reload(day: int) -> list[Line]:
    rng, time = dice(f"reload {day}"), at(day, "00:00:07")
    lines = []
    for module, text in _NOTICES:
        time = later(time, rng, 0.01, 0.4)
        lines.append(error(time, Complaint(module, "notice", text)))
    return lines


def _small_trouble(rng: Random, time: datetime) -> Line:
    address = f"2001:db8:{rng.randrange(0x900, 0x9FF):x}::{rng.randrange(1, 99):x}"
    complaint = rng.choice(_TROUBLE)
    return error(time, complaint, rng.choice((address, f"203.0.113.{rng.randrange(230, 250)}")))
