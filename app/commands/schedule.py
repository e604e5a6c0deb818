"""`blotter schedule`: imports, reports, backups and pruning that run by themselves."""

import os
import pwd
import shlex
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import click

from app.configuration.config import config_file, load
from app.database import config_option, database_option, default_database
from app.diagnostics import CommandError, ExitCode, note
from app.groups import PlainGroup
from app.output import stdout
from app.scheduling import crontab, elsewhere, systemd, windows
from app.scheduling.jobs import Job, Wish, jobs
from app.scheduling.programs import has
from store.text import safe

F = TypeVar("F", bound=Callable[..., Any])

KINDS = ("cron", "systemd", "windows")
_MARKED = {"cron": crontab, "systemd": systemd}

_EPILOG = """\b
cron     lines in your own crontab, between two marks; nothing else is touched
systemd  hardened services and timers in /etc/systemd/system; takes root
windows  a PowerShell script that exports new events by record id, and the task
         that runs it, to be carried to the Windows machine (--to DIR)

\b
What would be done is shown first; --yes does it. Installing again replaces
what was installed. show without options tells what is installed.

\b
Examples:
  blotter schedule install
  blotter schedule install --every 5 --backup /srv/backup/blotter.db --yes
  blotter schedule install --kind systemd --prune 90d --archive /srv/archive --yes
  blotter schedule install --report week --yes
  blotter schedule install --kind windows --to export/ --yes
  blotter schedule remove --yes
"""


class _Asked(NamedTuple):
    """What the user asked for."""

    kind: str | None
    every: int
    backup: Path | None
    prune: str | None
    archive: Path | None
    report: str | None
    user: str
    to: Path | None
    outbox: str
    db: Path | None
    config: Path | None
    yes: bool = False

    @property
    def chosen(self) -> str:
        """How things are scheduled here, if nobody says it."""
        if self.kind:
            return self.kind
        return "systemd" if os.geteuid() == 0 and Path("/run/systemd/system").is_dir() else "cron"

    @property
    def wish(self) -> Wish:
        """What is to be run."""
        config = config_file(self.config)
        kept = (self.backup, self.prune, self.archive)
        return Wish(self.every, self.db or self._elsewhere(), config, *kept, self.report)

    def _elsewhere(self) -> Path | None:
        """The database, if it is where a variable says that nothing scheduled knows of."""
        is_moved = "XDG_DATA_HOME" in os.environ and not load(self.config).db
        return default_database() if is_moved else None

    def as_service(self) -> tuple[Wish, systemd.Home]:
        """The same where it is a service that does it, and what that writes to."""
        named = load(self.config).db
        db = self.db or (None if named else systemd.STATE / "blotter.db")
        written = [db or Path(str(named)).expanduser()]
        written += [self.backup] if self.backup else []
        folders = [path.absolute().parent for path in written]
        folders += [self.archive.absolute()] if self.archive else []
        return self.wish._replace(db=db), systemd.Home(self.user, tuple(folders))


def _options(command: F) -> F:
    """Give a command the options that say what is to be run."""
    path = click.Path(path_type=Path)
    for option in (
        click.option("--kind", type=click.Choice(KINDS), help="Default: what this machine has."),
        click.option(
            "--every", metavar="MINUTES", type=click.IntRange(1, 30), default=1, show_default=True
        ),
        click.option(
            "--report", type=click.Choice(("day", "week", "month")), help="Mail it when it is over."
        ),
        click.option("--backup", metavar="FILE", type=path, help="A backup every night."),
        click.option("--prune", metavar="90d", help="Remove what is older, every week."),
        click.option("--archive", metavar="DIR", type=path, help="Keep there what is removed."),
        click.option("--user", default="blotter", help="systemd: whose the services are."),
        click.option("--to", metavar="DIR", type=path, help="windows: where the files go."),
        click.option("--outbox", default=windows.OUTBOX, help="windows: where exports go."),
        database_option,
        config_option,
    )[::-1]:
        command = option(command)
    return command


@click.group("schedule", cls=PlainGroup, epilog=_EPILOG)
def COMMAND() -> None:  # noqa: N802 - what every command's module offers
    """Run imports, reports, backups and pruning by cron, systemd or Task Scheduler."""


@COMMAND.command("show")
@click.option("--kind", type=click.Choice(KINDS[:2]))
@database_option
@config_option
def show(kind: str | None, db: Path | None, config: Path | None) -> None:  # noqa: ARG001 - every command has these
    """Print what is installed."""
    found = {name: _MARKED[name].installed() for name in KINDS[:2] if kind in (None, name)}
    for text in filter(None, found.values()):
        stdout.write(stdout.lines(map(safe, text.splitlines())))
    if not any(found.values()):
        note("nothing is scheduled; blotter schedule install")


@COMMAND.command("install")
@_options
@click.option("--yes", is_flag=True, help="Do it, after it is shown.")
def install(**options: object) -> None:
    """Show what would run and how; with --yes, install it."""
    asked = _Asked(**options)  # type: ignore[arg-type]  # click gives what the options declare
    if asked.archive and not asked.prune:
        raise click.UsageError("--archive needs --prune: it keeps what that removes")
    if asked.chosen != "windows":
        elsewhere.check(load(asked.config))
    if asked.report and not load(asked.config).report.to:
        why = 'nobody to send it to: say to = ["ops@example.com"] in the table [report]'
        raise CommandError(why, ExitCode.CONFIGURATION)
    {"cron": _cron, "systemd": _systemd, "windows": _windows}[asked.chosen](asked)
    if not asked.yes:
        note("nothing was changed; --yes does it")


@COMMAND.command("remove")
@click.option("--kind", type=click.Choice(KINDS[:2]))
@click.option("--yes", is_flag=True, help="Do it.")
@database_option
@config_option
def remove(kind: str | None, yes: bool, db: Path | None, config: Path | None) -> None:  # noqa: ARG001 - every command has these
    """Take out what was installed, and nothing else."""
    found = [
        name
        for name in KINDS[:2]
        if kind in (None, name) and (kind or _is_there(name)) and _MARKED[name].installed()
    ]
    if not found:
        note("nothing is scheduled")
    for name in found:
        if yes:
            _MARKED[name].remove()
            note(f"removed from {name}")
        else:
            note(f"would be removed from {name}; --yes does it")


def _is_there(name: str) -> bool:
    return name != "cron" or has("crontab")


def _cron(asked: _Asked) -> None:
    wanted = jobs(asked.wish)
    _print(crontab.lines(wanted))
    if asked.yes:
        crontab.install(wanted)
        note("installed in your crontab; blotter schedule show")


def _systemd(asked: _Asked) -> None:
    wish, home = asked.as_service()
    wanted: list[Job] = jobs(wish)
    found = systemd.units(wanted, home)
    _print(systemd.printed(found))
    complaints = systemd.complaints(found)
    if complaints:
        raise CommandError(complaints, ExitCode.INTERNAL)
    if complaints == "":
        note("systemd-analyze verify: nothing to complain of")
    if asked.yes:
        _refuse(asked.user, wish.config)
        systemd.install(wanted, home)
        note("installed; systemctl list-timers 'blotter-*'")


def _refuse(user: str, config: Path | None) -> None:
    """Refuse what systemd would not do for us, and what the services could not read.

    Raises:
        CommandError: Somebody else has to do something first.
    """
    if os.geteuid() != 0:
        what = "system services take root; without, take --kind cron"
        raise CommandError(what, ExitCode.PERMISSION)
    try:
        found = pwd.getpwnam(user)
    except KeyError as unknown:
        command = f"useradd --system --home-dir {systemd.STATE} --shell /usr/sbin/nologin {user}"
        message = f"there is no user {user}: {command}"
        raise CommandError(message, ExitCode.CONFIGURATION) from unknown
    if config is not None and not _may_read(found, config.stat()):
        name = shlex.quote(str(config.absolute()))
        message = f"{user} may not read the configuration: chown {user} {name}"
        raise CommandError(message, ExitCode.CONFIGURATION)


def _may_read(user: pwd.struct_passwd, file: os.stat_result) -> bool:
    """Whether a user may read a file, by its mode."""
    if user.pw_uid in (0, file.st_uid):
        return user.pw_uid == 0 or bool(file.st_mode & stat.S_IRUSR)
    if file.st_gid in os.getgrouplist(user.pw_name, user.pw_gid):
        return bool(file.st_mode & stat.S_IRGRP)
    return bool(file.st_mode & stat.S_IROTH)


def _windows(asked: _Asked) -> None:
    if not asked.yes:
        _print(windows.script())
        _print(windows.task(asked.every, asked.outbox))
        return
    if asked.to is None:
        raise click.UsageError("--to DIR says where the files go")
    for path in windows.write(asked.to, asked.every, asked.outbox):
        note(f"written: {path}")


def _print(text: str) -> None:
    stdout.write(stdout.lines(map(safe, text.splitlines())))
