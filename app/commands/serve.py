"""`blotter serve`: the app in a browser."""

import ipaddress
import secrets
import shlex
import stat
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import click

from app.database import config_option, database_option, existing
from app.diagnostics import CommandError, ExitCode, note
from app.output.stdout import lines, write

PORT = 8765
_LEAST = 16


class _Asked(NamedTuple):
    """What the user asked for."""

    host: str
    port: int
    public: tuple[str, ...]
    token_file: Path | None
    allow_decisions: bool
    db: Path | None
    config: Path | None


@click.command("serve")
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    metavar="ADDRESS",
    help="Address of this machine to listen on, of its loopback interface.",
)
@click.option(
    "--port",
    default=PORT,
    show_default=True,
    type=click.IntRange(0, 65535),
    help="Port; 0 takes any that is free.",
)
@click.option(
    "--public-url",
    "public",
    metavar="URL",
    multiple=True,
    help="Under which address a proxy of yours shows it; repeatable.",
)
@click.option(
    "--token-file",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Take the token from a file that only you can read; else a new one is made.",
)
@click.option("--allow-decisions", is_flag=True, help="Let windows decide about alerts.")
@database_option
@config_option
def COMMAND(**options: object) -> None:  # noqa: N802 - what every command's module offers
    """Show the app in a browser on this machine, for a dashboard on the wall or a second screen.

    Prints the address to open; whoever knows it sees everything that the database holds. Windows
    only show; nothing is decided or imported in them. To look from another machine, forward the
    port: ssh -L 8765:localhost:8765 HOST.
    """
    asked = _Asked(**options)  # type: ignore[arg-type]  # click gives what the options declare
    database = existing(asked.db, asked.config)
    _check(asked.host, asked.public)
    token = _token(asked.token_file) if asked.token_file else secrets.token_urlsafe(32)
    from app.serving import guard, server, window

    with server.listening(asked.host, asked.port) as bound:
        port = bound.getsockname()[1]
        keeper = guard.Guard(token, guard.origins_of(asked.host, port, asked.public))
        words = window.command(database.resolve(), asked.config, may_decide=asked.allow_decisions)
        address = asked.public[0] if asked.public else guard.origin_of(asked.host, port)
        write(lines([f"{address}/?{guard.TOKEN}={token}"]))
        note("Ctrl+C ends it.")
        server.BrowserServer(shlex.join(words), bound, keeper).run()


def _check(host: str, public: tuple[str, ...]) -> None:
    """Refuse what would show the database to a network, or what is no address.

    Raises:
        click.UsageError: See above.
    """
    try:
        is_ours = ipaddress.ip_address(host).is_loopback
    except ValueError:
        raise click.UsageError(f"--host {host!r} is no address; try 127.0.0.1") from None
    if not is_ours:
        raise click.UsageError(
            f"--host {host} is not this machine's loopback address; to look from elsewhere use "
            "ssh -L, or a proxy with TLS and --public-url"
        )
    for each in public:
        parts = urlsplit(each)
        if parts.scheme not in ("http", "https") or not parts.netloc or parts.path or parts.query:
            raise click.UsageError(f"--public-url {each!r} is not like https://blotter.example.com")


def _token(path: Path) -> str:
    """The token that a file holds.

    Raises:
        CommandError: Others can read it, or it is too short to be a secret.
        OSError: It cannot be read.
    """
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & 0o077:
        raise CommandError(
            f"{path} can be read by others; run chmod 600 {shlex.quote(str(path))}",
            ExitCode.PERMISSION,
        )
    token = path.read_text("utf-8", "replace").strip()
    if len(token) < _LEAST:
        raise CommandError(
            f"{path}: the token has fewer than {_LEAST} characters", ExitCode.CONFIGURATION
        )
    return token
