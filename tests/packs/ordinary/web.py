"""The access and error logs of an ordinary day: visitors, robots, monitoring, and scanning bots."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

from tests.packs.ordinary.chance import colleague, dice, moments, spread, stranger, visitor

_BROWSERS = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/126.0.0.0 Safari/537.36",
    "Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Safari/604.1",
    "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/125.0.0.0 Mobile Safari/537.36",
)
_CRAWLERS = (
    ("198.51.100.240", "Mozilla/5.0 (compatible; ExampleSearch/2.1; +http://www.example.com/bot)"),
    ("203.0.113.240", "ExampleBot/1.0 (+https://bot.example.org/)"),
)
_PAGES = (
    *("/", "/products", "/about", "/contact", "/cart", "/blog/", "/news/2026/03/spring", "/faq"),
    *("/static/app.3f2a.js", "/static/site.css", "/img/logo.svg", "/img/hero.webp", "/feed.xml"),
    *("/fonts/a.woff2", "/downloads/manual.pdf", "/docs/sql/select.html", "/docs/how-to-use-curl"),
    *("/uploads/2026/03/menu.pdf", "/sitemap.xml", "/api/v1/items?page=2&sort=name"),
)
_SEARCHES = (
    *("red+shoes", "caf%C3%A9", "o%27reilly", "select+a+size+from+the+list", "union+jack+flag"),
    *("C%2B%2B+book", "50%25+off", "rock+%26+roll", "%22exact+words%22", "a%20b;c", "script+font"),
)
_POSTS = (("/cart", 303), ("/api/v1/items", 201), ("/contact", 200), ("/graphql", 200))
_MISSING = (
    *("/favicon.ico", "/apple-touch-icon.png", "/apple-touch-icon-precomposed.png"),
    *("/old/page-{n}.html", "/news/2019/{n}", "/img/gone-{n}.png", "/.well-known/traffic-advice"),
)
_PROBES = (
    *(
        '"GET /.env HTTP/1.1" 404',
        '"GET /.git/config HTTP/1.1" 404',
        '"GET /wp-login.php HTTP/1.1" 404',
    ),
    *('"POST /xmlrpc.php HTTP/1.1" 404', '"GET /phpmyadmin/index.php HTTP/1.1" 404'),
    *('"GET /actuator/health HTTP/1.1" 404', '"GET /server-status HTTP/1.1" 403'),
    *(
        '"GET /vendor/phpunit/phpunit/src/Util/PHP/eval-stdin.php HTTP/1.1" 404',
        '"HEAD / HTTP/1.0" 200',
    ),
    *(
        '"GET /cgi-bin/luci/;stok=/locale HTTP/1.1" 404',
        '"GET /boaform/admin/formLogin HTTP/1.1" 404',
    ),
    *('"GET http://www.example.com/ HTTP/1.1" 200', '"CONNECT mail.example.com:25 HTTP/1.1" 405'),
    *(
        r'"\x16\x03\x01\x00\xee\x01\x00" 400',
        r'"\x03\x00\x00/*\xe0" 400',
        '"-" 408',
        '"OPTIONS / HTTP/1.1" 200',
    ),
    *('"GET /?page=../../../../etc/passwd HTTP/1.1" 404', '"GET /shell.php HTTP/1.1" 404'),
)
_BOTS = ("-", "Mozilla/5.0 zgrab/0.x", "python-requests/2.31.0", "Go-http-client/1.1", _BROWSERS[0])


def access(lines: int) -> list[str]:
    """About so many lines of an access log, with all that an ordinary day has."""
    rare = [*_broken(), *_probes(), *_failures(), *_private(), *_robots(), *_upkeep()]
    usual = _visits(max(0, lines - len(rare)))
    return [line for _, line in sorted([*rare, *usual])]


def errors() -> list[str]:
    """What the error log tells of the same day."""
    return [line for _, line in sorted([*_denied(), *_rotated()])]


_Line = tuple[datetime, str]


def _line(time: datetime, who: str, said: str, agent: str = "-", user: str = "-") -> _Line:
    stamp = f"{time:%d/%b/%Y:%H:%M:%S} +0000"
    return time, f'{who} - {user} [{stamp}] {said} 5120 "-" "{agent}"'


def _visits(count: int) -> Iterator[_Line]:
    rng = dice("visits")
    for time in moments(rng, count):
        chance = rng.random()
        if chance < 0.03:
            path, status = rng.choice(_POSTS)
            said = f'"POST {path} HTTP/1.1" {status}'
        elif chance < 0.07:
            said = f'"GET /search?q={rng.choice(_SEARCHES)} HTTP/1.1" 200'
        elif chance < 0.075:
            said = f'"POST /account/login HTTP/1.1" {rng.choice((200, 303, 303))}'
        else:
            status = rng.choices((200, 304, 301, 206), weights=(80, 15, 3, 2))[0]
            said = f'"GET {rng.choice(_PAGES)} HTTP/1.1" {status}'
        yield _line(time, visitor(rng), said, rng.choice(_BROWSERS))


def _broken() -> Iterator[_Line]:
    """Dead links and icons that are not there: now one visitor, now another."""
    rng = dice("broken")
    for number, time in enumerate(moments(rng, 350)):
        path = rng.choice(_MISSING).replace("{n}", str(number))
        said = f'"GET {path} HTTP/1.1" 404'
        yield _line(time, visitor(rng), said, rng.choice(_BROWSERS))


def _probes() -> Iterator[_Line]:
    """Bots that look at the whole Internet, each with a few questions."""
    rng = dice("probes")
    for time in moments(rng, 260):
        who, agent = stranger(rng), rng.choice(_BOTS)
        for number in range(rng.randint(1, 4)):
            yield _line(time + timedelta(seconds=2 * number), who, rng.choice(_PROBES), agent)


def _failures() -> Iterator[_Line]:
    """A request that fails, now and then; and what is refused."""
    rng = dice("failures")
    for time in spread(rng, 60):
        yield _line(time, visitor(rng), '"POST /cart HTTP/1.1" 500', rng.choice(_BROWSERS))
    for time in spread(rng, 40):
        yield _line(time, visitor(rng), '"GET /static/ HTTP/1.1" 403', rng.choice(_BROWSERS))
    for time in moments(rng, 30):
        yield _line(time, visitor(rng), '"-" 408')


def _private() -> Iterator[_Line]:
    """Pages with a password: the browser asks without one first; a reader has an old one."""
    rng = dice("private")
    for time in spread(rng, 50):
        who, agent = colleague(rng), rng.choice(_BROWSERS)
        yield _line(time, who, '"GET /intranet/ HTTP/1.1" 401', agent)
        for second in range(2, 12):
            later = time + timedelta(seconds=second)
            yield _line(later, who, '"GET /intranet/ HTTP/1.1" 200', agent, "carol")
    for time in spread(rng, 24):
        yield _line(time, "192.0.2.130", '"GET /intranet/feed.xml HTTP/1.1" 401', "FeedReader/3.2")


def _robots() -> Iterator[_Line]:
    """Crawlers, which follow dead links too."""
    rng = dice("robots")
    for who, agent in _CRAWLERS:
        yield _line(spread(rng, 1)[0], who, '"GET /robots.txt HTTP/1.1" 200', agent)
        for time in spread(rng, 1200):
            yield _line(time, who, f'"GET {rng.choice(_PAGES)} HTTP/1.1" 200', agent)
        for time in spread(rng, 45):
            yield _line(time, who, '"GET /old/list.html HTTP/1.1" 404', agent)


def _upkeep() -> Iterator[_Line]:
    """Monitoring every minute, and cron."""
    rng = dice("upkeep")
    for time in spread(rng, 1440):
        yield _line(time, "192.0.2.9", '"GET /health HTTP/1.1" 200', "check_http/v2.3 (monitoring)")
    for time in spread(rng, 288):
        yield _line(time, "192.0.2.10", '"GET /cron.php HTTP/1.1" 200', "curl/8.5.0")


def _error(time: datetime, module: str, level: str, said: str) -> _Line:
    return time, f"[{time:%a %b %d %H:%M:%S.%f %Y}] [{module}:{level}] [pid 812] {said}"


def _denied() -> Iterator[_Line]:
    rng = dice("denied")
    for time in moments(rng, 150):
        said = f"[client {_with_port(rng)}] AH01630: client denied by server configuration: /srv/x"
        yield _error(time, "authz_core", "error", said)
    for time in moments(rng, 80):
        said = f"[client {_with_port(rng)}] script '/srv/www/x.php' not found or unable to stat"
        yield _error(time, "php", "error", said)


def _with_port(rng: Random) -> str:
    return f"{stranger(rng)}:{rng.randint(1024, 65535)}"


def _rotated() -> Iterator[_Line]:
    """Logs are rotated at night."""
    time = spread(dice("rotated"), 1)[0].replace(hour=0, minute=0)
    said = "AH00493: SIGUSR1 received.  Doing graceful restart"
    yield _error(time, "mpm_prefork", "notice", said)
    said = "AH00163: Apache/2.4.62 (Debian) configured -- resuming normal operations"
    yield _error(time + timedelta(seconds=1), "mpm_prefork", "notice", said)
