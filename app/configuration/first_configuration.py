"""The first configuration: what is found on this machine, written down with its reasons."""

import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.configuration.settings import zone

PLACES = {
    "/var/log/apache2": "Apache, access and error logs",
    "/var/log/httpd": "Apache, access and error logs",
    "/var/log/nginx": "nginx, access logs",
    "/var/log/auth.log": "logins: sshd, sudo, PAM",
    "/var/log/secure": "logins: sshd, sudo, PAM",
    "/var/log/vsftpd.log": "FTP server",
    "/var/log/xferlog": "FTP transfers",
    "/var/log/mail.log": "mail servers' logins",
    "/var/log/maillog": "mail servers' logins",
    "/var/log/named": "BIND",
}
"""Where logs usually lie, and of what they are."""


@dataclass(frozen=True, slots=True)
class Mail:
    """Where alerts are mailed to, and by which server."""

    to: tuple[str, ...]
    sender: str
    host: str
    port: int
    security: str
    """`starttls`, `tls` or `none`."""
    user: str | None = None
    password_file: str | None = None


@dataclass(frozen=True, slots=True)
class First:
    """What goes into the configuration."""

    db: str | None
    """None: where it is usual."""
    tz: str | None
    """None: the machine's."""
    paths: Sequence[str]
    mail: Mail | None = None


def found_logs() -> dict[str, str]:
    """The logs of this machine in their usual places, and what is said of each."""
    there = {path: what for path, what in PLACES.items() if os.path.lexists(path)}
    return {
        path: what if os.access(path, os.R_OK) else f"{what}; this user may not read it"
        for path, what in there.items()
    }


def machine_zone_name() -> str | None:
    """The IANA name of this machine's zone; None: nothing says it."""
    names = [os.environ.get("TZ", "")]
    try:
        names.append(Path("/etc/timezone").read_text("utf-8").strip())
    except (OSError, UnicodeDecodeError):
        names.append("")
    target = os.path.realpath("/etc/localtime")
    names.append(target.partition("/zoneinfo/")[2])
    return next(filter(_is_zone, names), None)


def written(first: First) -> str:
    """The configuration as TOML, every setting with what it is for."""
    return "\n".join([*_top(first), *_sources(first.paths), *_mail(first.mail), *_rest(), ""])


def _is_zone(name: str) -> bool:
    try:
        return bool(name) and bool(zone(name))
    except ValueError:
        return False


def _top(first: First) -> Iterator[str]:
    """What holds for everything."""
    yield "# Blotter's configuration (TOML). Every line may be changed: blotter config check finds"
    yield "# mistakes, blotter config show tells what is in force and where it comes from."
    yield ""
    yield "# The database, one file; left out: ~/.local/share/blotter/blotter.db"
    yield _set("db", first.db, "/var/lib/blotter/blotter.db")
    yield ""
    yield "# Zone of timestamps that carry none; left out: this machine's."
    yield _set("tz", first.tz, "Europe/Amsterdam")
    yield ""
    yield "# Proxies whose word on X-Forwarded-For is believed."
    yield '# trusted_proxies = ["192.0.2.0/24"]'


def _sources(paths: Sequence[str]) -> Iterator[str]:
    """The logs, a table each."""
    yield ""
    yield "# Logs: files, folders or patterns. host, tz, format and encoding may stand in each."
    for path in paths or ("/var/log/apache2",):
        off = "" if paths else "# "
        yield f"{off}[[sources]]"
        yield f"{off}paths = [{_text(path)}]"
        if path in PLACES:
            yield f"# {PLACES[path]}"
        yield ""


def _mail(mail: Mail | None) -> Iterator[str]:
    """Who hears of alerts."""
    yield "# Who hears of alerts. A password belongs into a file of mode 0600."
    off = "" if mail else "# "
    said = mail or _EXAMPLE
    yield f"{off}[notify.smtp]"
    yield f"{off}host = {_text(said.host)}"
    yield f"{off}port = {said.port}"
    yield f"{off}security = {_text(said.security)}"
    yield f"{off}from = {_text(said.sender)}"
    if said.user:
        yield f"{off}user = {_text(said.user)}"
    if said.password_file:
        yield f"{off}password_file = {_text(said.password_file)}"
    yield ""
    yield f"{off}[[notify.to]]"
    yield f'{off}name = "analysts"'
    yield f"{off}mail = [{', '.join(map(_text, said.to))}]"
    yield ""


def _rest() -> Iterator[str]:
    """What may be added later."""
    yield "# A sign of life after each good run, for a monitor that calls out when none comes."
    yield "# [heartbeat]"
    yield '# url_file = "/etc/blotter/heartbeat-url"'
    yield ""
    yield "# What rules mean by the accounts and networks of this place: docs/rules.md"
    yield "# [placeholders]"
    yield '# privileged_accounts = ["root", "adm_*"]'
    yield '# inside_networks = ["10.*", "192.0.2.*"]'


def _set(key: str, value: str | None, example: str) -> str:
    return f"# {key} = {_text(example)}" if value is None else f"{key} = {_text(value)}"


def _text(value: str) -> str:
    """A text as TOML takes it: a basic string, which JSON's is one of."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


_EXAMPLE = Mail(
    ("admin@example.com",),
    "blotter@example.com",
    "smtp.example.com",
    587,
    "starttls",
    "blotter",
    "/etc/blotter/smtp-password",
)
