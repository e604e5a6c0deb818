"""Alerts for what single lines show: each is read off the finished lines, by words in them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from sample_logs.generator import hostile
from sample_logs.generator.auth_lines import WEB1
from sample_logs.generator.ledger import Alert, Group, Line
from sample_logs.generator.web_access import GUESSER
from sample_logs.generator.web_lines import ROTATED, VHOSTS
from sample_logs.generator.web_scan import INTRUDER
from sample_logs.generator.windows_events import DC1
from sample_logs.generator.windows_export import PATH as EXPORT

_SCANNER: Group = (("source.ip", INTRUDER),)
_MADE: Group = (("host.name", WEB1.name), ("user.target.name", "svc-update"))
_WINNER: Group = (("host.name", DC1), ("user.name", "k.ferrer"), ("user.target.name", "svc_sync"))
_ADMIN: Group = (("host.name", DC1), ("user.name", "m.admin"), ("source.ip", "192.0.2.61"))


class Shown(NamedTuple):
    """What lines with certain words make."""

    rule: str
    """Short name of the rule, a key of `RULES`."""
    group: Group
    path: str
    """The log that the lines stand in."""
    words: tuple[str, ...]
    """Any of them is in each of the lines."""
    story: str
    beside: tuple[str, ...] = ()
    """All of them are, too."""


_OF_SCAN = (f"{INTRUDER} - - [11/Nov/2026:14:3",)
_SHOWN = (
    Shown(
        "sql-injection",
        _SCANNER,
        ROTATED,
        ("%27%20OR%20", "+UNION+SELECT+", "WAITFOR%20DELAY"),
        "The scanner tries SQL injection, and the site answers.",
        _OF_SCAN,
    ),
    Shown(
        "log4shell",
        _SCANNER,
        ROTATED,
        ("${jndi:", "${lower:j}ndi:"),
        "The scanner tries Log4Shell, plain and disguised.",
        _OF_SCAN,
    ),
    Shown(
        "script-injection",
        _SCANNER,
        ROTATED,
        ("%3Cscript%3E",),
        "The scanner tries to have a script shown.",
        _OF_SCAN,
    ),
    Shown(
        "web-attacks",
        _SCANNER,
        ROTATED,
        (
            *("/../..", "..%2f", ".%2e/", "..%5c", "%27", "+UNION+", "eval-stdin", "php://filter"),
            *("%3Cscript", "allow_url_include", "wget%20"),
        ),
        "The scanner tries one attack after the other.",
        _OF_SCAN,
    ),
    Shown(
        "secrets-looked-for",
        _SCANNER,
        ROTATED,
        (
            *("/.env", "/.git/", "/.svn/", "/.hg/", "/.aws/", "/.ssh/", "/.htpasswd", "/.docker/"),
            *("/.npmrc", "/.vscode/", "/.DS_Store", "/.bash_history", "/id_rsa", "/wp-config"),
            *("/backup.", "/dump.sql", "/db.sql", "/database.sql", ".sql.gz", "/phpinfo.php"),
        ),
        "The scanner looks for files with secrets.",
        (f"{INTRUDER} - - [11/Nov/2026:14:",),
    ),
    Shown(
        "login-flood",
        (("source.ip", GUESSER),),
        VHOSTS,
        ('"POST /api/v1/session ',),
        "The shop's login is sent again and again.",
        (GUESSER,),
    ),
    Shown(
        "night-login",
        (("user.name", "deploy"), ("source.ip", INTRUDER)),
        WEB1.path,
        (f"Accepted password for deploy from {INTRUDER}",),
        "The intruder logs in at half past two.",
    ),
    Shown(
        "account-new",
        _MADE,
        WEB1.path,
        ("new user: name=svc-update",),
        "The intruder makes an account.",
    ),
    Shown(
        "account-admin",
        _MADE,
        WEB1.path,
        ("add 'svc-update' to group 'sudo'",),
        "The intruder makes the account an administrator.",
    ),
    Shown(
        "rdp-outside",
        _ADMIN,
        EXPORT,
        ("<EventID>4624</EventID>",),
        "An administrator uses remote desktop; the office's addresses are no private ones.",
        ("<Data Name='LogonType'>10</Data>", "m.admin"),
    ),
    Shown(
        "windows-account-new",
        _WINNER,
        EXPORT,
        ("<EventID>4720</EventID>",),
        "The intruder makes an account.",
    ),
    Shown(
        "windows-admin-new",
        _WINNER,
        EXPORT,
        ("<EventID>4732</EventID>",),
        "The intruder makes the account an administrator.",
    ),
    Shown(
        "service-odd",
        (("host.name", DC1),),
        EXPORT,
        ("<EventID>7045</EventID>",),
        "The intruder installs a service that lies in ProgramData.",
    ),
    Shown(
        "command-injection",
        (("source.ip", "2001:db8:bad:15::6"),),
        hostile.PATH,
        ("/$(reboot)/`id`/",),
        "One of the hostile paths holds commands.",
    ),
    Shown(
        "path-traversal",
        (("source.ip", "2001:db8:bad:15::6"),),
        hostile.PATH,
        ("/..;/..;/",),
        "One of the hostile paths climbs.",
    ),
    Shown(
        "log4shell",
        (("source.ip", "2001:db8:bad:15::4"),),
        hostile.PATH,
        ("${jndi:dns:",),
        "One of the hostile agents holds a lookup.",
    ),
    Shown(
        "header-code",
        (("source.ip", "2001:db8:bad:15::4"),),
        hostile.PATH,
        ("${jndi:dns:",),
        "The same agent holds a sum for templates.",
    ),
    Shown(
        "header-code",
        (("source.ip", "2001:db8:bad:15::1"),),
        hostile.PATH,
        ("<script>alert(1)</script>",),
        "One of the hostile agents is a script.",
    ),
)


def alerts(lines: Mapping[str, Sequence[Line]]) -> Iterable[Alert]:
    """The alerts that lines show.

    Args:
        lines: Those of all stories, by path.
    """
    for each in _SHOWN:
        times = [line.time for line in lines[each.path] if _is_shown(each, line.text)]
        yield Alert(each.rule, each.group, len(times), min(times), max(times), each.story)


def _is_shown(each: Shown, text: str) -> bool:
    return any(word in text for word in each.words) and all(word in text for word in each.beside)
