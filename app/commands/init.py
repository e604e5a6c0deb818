"""`blotter init`: write a first configuration, asking as little as can be."""

import shlex
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from app.configuration import notify_values
from app.configuration.config import FILE, load
from app.configuration.first_configuration import (
    First,
    Mail,
    found_logs,
    machine_zone_name,
    written,
)
from app.configuration.folders import config_folder
from app.configuration.settings import zone
from app.database import config_option, database_option
from app.diagnostics import note
from app.output import files
from store.text import safe

_PORTS = {"starttls": 587, "tls": 465, "none": 25}

_EPILOG = """\b
Every question has an answer that Enter takes; - means none. Nothing is sent
and no log is read. The file is written with mode 0600; one that is there
already stays, unless --force is given.

\b
Examples:
  blotter init
  blotter init --yes --config /etc/blotter/config.toml --db /var/lib/blotter/blotter.db
"""


@click.command("init", epilog=_EPILOG)
@click.option("--yes", is_flag=True, help="Ask nothing; take what is found.")
@click.option("--force", is_flag=True, help="Replace a configuration that is there.")
@database_option
@config_option
def COMMAND(yes: bool, force: bool, db: Path | None, config: Path | None) -> None:  # noqa: N802 - what every command's module offers
    """Write a first configuration: logs, time zone, mail."""
    path = config or config_folder(None) / FILE
    if not yes and not sys.stdin.isatty():
        raise click.UsageError("no terminal to ask in; --yes takes what is found")
    if path.exists() and not force:
        raise click.UsageError(f"{path} is there already; --force replaces it")
    first = _found(db) if yes else _asked(db)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    files.write(path, [written(first).encode()], replace=force)
    load(path)
    click.echo(f"written: {safe(str(path))}")
    for line in _next(first, config):
        note(line)


def _found(db: Path | None) -> First:
    """What is found, taken as it is."""
    return First(str(db.absolute()) if db else None, machine_zone_name(), tuple(found_logs()))


def _asked(db: Path | None) -> First:
    """What is found, and what somebody says about it."""
    return First(str(db.absolute()) if db else None, _zone(), _logs(), _mail())


def _zone() -> str | None:
    """In which zone logs are written that do not say it."""

    def known(text: str) -> str:
        if text != "-":
            try:
                zone(text)
            except ValueError as wrong:
                raise click.UsageError(str(wrong)) from wrong
        return text

    default = machine_zone_name() or "-"
    said: str = click.prompt("Zone of logs that name none", default=default, value_proc=known)
    return None if said == "-" else said


def _logs() -> tuple[str, ...]:
    """Which logs are read."""
    chosen = [
        path for path, what in found_logs().items() if click.confirm(f"Read {path} ({what})?", True)
    ]
    while more := _optional("Another log, folder or pattern (Enter: none)"):
        if not Path(more).expanduser().exists() and not any(each in more for each in "*?["):
            note(f"nothing is there yet: {more}")
        chosen.append(_absolute(more))
    return tuple(chosen)


def _absolute(path: str) -> str:
    """A path as it means the same from wherever a command runs: cron's run from elsewhere."""
    return str(Path(path).expanduser().absolute())


def _mail() -> Mail | None:
    """Who hears of alerts, and by which server."""
    to = _optional("Mail alerts to (addresses with commas; Enter: nobody)", _addresses)
    if not to:
        return None
    host = click.prompt("Mail server", default="localhost")
    usual = "none" if host == "localhost" else "starttls"
    security = click.prompt("Its security", default=usual, type=click.Choice(list(_PORTS)))
    port = click.prompt("Its port", default=_PORTS[security], type=click.IntRange(1, 65535))
    addresses = tuple(to.split(", "))
    sender = click.prompt("Sender", default=addresses[0], value_proc=_addresses)
    user = _optional("User name at the server (Enter: none)") if security != "none" else None
    secret = _optional("File with the password, mode 0600") if user else None
    return Mail(
        addresses, sender, host, port, security, user, _absolute(secret) if secret else None
    )


def _addresses(text: str) -> str:
    """Addresses of mail, tidied up; asked for again where one is none."""
    found = [word.strip() for word in text.split(",") if word.strip()]
    try:
        if text != "-":
            notify_values.addresses(found)
    except ValueError as wrong:
        raise click.UsageError(str(wrong)) from wrong
    return ", ".join(found)


def _optional(question: str, check: Callable[[str], str] | None = None) -> str | None:
    """An answer; none if Enter is pressed."""
    said: Any = click.prompt(question, default="-", show_default=False, value_proc=check)
    return None if said in ("", "-") else str(said)


def _next(first: First, config: Path | None) -> list[str]:
    """What to do next."""
    option = f" --config {shlex.quote(str(config.absolute()))}" if config else ""
    if not first.paths:
        return ["no logs were found: add [[sources]] to it, and then blotter doctor"]
    return [
        f"next: blotter --import-only{option}",
        f"then: blotter{option}",
        f"from then on: blotter schedule install{option}",
        f"all well? blotter doctor{option}",
    ]
