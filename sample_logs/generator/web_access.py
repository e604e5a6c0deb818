"""Abuse of the sites that is no scan: guessed passwords, a refused scraper, slow 404 walks."""

from sample_logs.generator.error_lines import mismatch, refused
from sample_logs.generator.ledger import Line, Sign, Story, of_sign, planted, planted_by_group
from sample_logs.generator.plan import at, dice, later, moments
from sample_logs.generator.site import BROWSERS, CRAWLER, SHOP
from sample_logs.generator.visitors import main_log
from sample_logs.generator.web_lines import (
    ACCESS,
    ERRORS,
    ROTATED,
    VHOSTS,
    Client,
    Request,
    access,
    vhost_access,
)

GUESSER = "198.51.100.201"
"""Guesses at the shop's login."""
_GUESSED = ("editor", "nadia", "office", "admin", "webmaster", "tomas")
_STAFF = frozenset({"nadia", "tomas"})
_COLLEAGUES = (("192.0.2.71", "nadia", 12, "09:14:20"), ("192.0.2.74", "tomas", 16, "08:41:05"))


def guessing() -> Story:
    """Tuesday: one address guesses passwords at the shop's login and is answered 401 each time."""
    rng, time, lines = dice("guessing"), at(10, "11:20:09"), []
    client = Client(GUESSER, "python-requests/2.34.0")
    for _ in range(96):
        request = Request(time, client, "/api/v1/session", 401, 402, method="POST")
        lines.append(vhost_access(request, SHOP))
        time = later(time, rng, 1, 17)
    facts = of_sign(lines, Sign.UNAUTHORIZED)
    alerts = (
        planted("unauthorized", facts, "One address is answered 401 again and again."),
        planted("brute-force", facts, "The same answers are failed logins: passwords are guessed."),
        planted("slow-401", facts, "So many are too many for a day, too."),
    )
    return Story({VHOSTS: lines}, alerts)


def basic_guessing() -> Story:
    """Monday the 9th: one address guesses at the intranet's password; both logs tell of it."""
    rng, time = dice("basic guessing"), at(9, "15:20:41")
    client, asked = Client("198.51.100.203", BROWSERS[4]), []
    for number in range(30):
        user = _GUESSED[number % len(_GUESSED)]
        asked.append(Request(time, client, "/intranet/", 401, 702, user=user))
        time = later(time, rng, 9, 44)
    lines = [access(request) for request in asked]
    errors = [mismatch(each, each.user, known=each.user in _STAFF) for each in asked]
    facts = of_sign(lines, Sign.UNAUTHORIZED)
    story = "Somebody guesses names and passwords of the intranet."
    alerts = (
        planted("unauthorized", facts, story),
        planted("brute-force", facts, story),
        planted("slow-401", facts, story),
        planted("web-brute-force", of_sign(errors, Sign.WEB_LOGIN_FAILED), story),
        *planted_by_group("privileged-login", of_sign(errors, Sign.PRIVILEGED_FAILED), story),
    )
    return Story({ROTATED: lines, ERRORS: errors}, alerts)


def typing_errors() -> Story:
    """Colleagues mistype their password once: 401 twice (challenge and error), then 200."""
    files: dict[str, list[Line]] = {ROTATED: [], ACCESS: [], ERRORS: []}
    for address, user, day, clock in _COLLEAGUES:
        first = Request(at(day, clock), Client(address, BROWSERS[1]), "/intranet/", 401, 702)
        wrong = first._replace(time=at(day, clock[:-2] + "31"), user=user)
        right = wrong._replace(time=at(day, clock[:-2] + "44"), status=200, size=8_112)
        files[main_log(first.time)] += [access(each) for each in (first, wrong, right)]
        files[ERRORS].append(mismatch(wrong, user))
    return Story(files)


def scraper() -> Story:
    """Monday the 16th: a scraper is refused the export folder again and again."""
    rng, time = dice("scraper"), at(16, "10:02:33")
    client, asked = Client("198.51.100.222", "curl/8.19.0"), []
    for number in range(64):
        asked.append(Request(time, client, f"/export/orders-{number:03}.csv", 403, 1_202))
        time = later(time, rng, 4, 36)
    lines = [access(request) for request in asked]
    errors = [refused(request) for request in asked]
    alerts = (
        planted("forbidden", of_sign(lines, Sign.FORBIDDEN), "A scraper is refused."),
        planted("denied-clients", of_sign(errors, Sign.CLIENT_DENIED), "A scraper is refused."),
    )
    return Story({ACCESS: lines, ERRORS: errors}, alerts)


def broken_links() -> Story:
    """Thursday: a crawler follows a broken site map, never five misses in ten minutes."""
    rng = dice("broken links")
    client, lines = Client("198.51.100.196", CRAWLER), []
    for number in range(58):
        time = later(at(12, f"{number * 24 // 60:02}:{number * 24 % 60:02}"), rng, 0, 300)
        path = f"/news/2018/{1 + number % 12:02}/entry-{3_100 + 7 * number}"
        lines.append(access(Request(time, client, path, 404, 1_187)))
    return Story({ROTATED: lines})


def slow_probe() -> Story:
    """Saturday: two dozen addresses ask for one missing file each; only the daily total tells."""
    rng = dice("slow probe")
    names = ("/wp-login.php", "/xmlrpc.php", "/.env", "/actuator/env", "/.aws/credentials")
    lines = []
    for number, time in enumerate(moments(rng, 14, 24)):
        client = Client(f"2001:db8:bad:{0x100 + number:x}::{number + 1:x}", BROWSERS[number % 9])
        lines.append(access(Request(time, client, names[number % 5], 404, 1_187)))
    return Story({ACCESS: lines})
