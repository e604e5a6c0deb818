"""The main command: import headless, or import in the background and open the app."""

import gc
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from app.database import config_option, database_option
from app.diagnostics import ExitCode
from app.importing.request import Request


class Seconds(click.ParamType):  # type: ignore[type-arg]  # older releases are not generic
    """A number of seconds, none of them negative."""

    name = "seconds"

    def convert(
        self, value: str | float, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        """The number."""
        try:
            seconds = float(value)
        except ValueError:
            seconds = -1.0
        if not seconds >= 0:
            self.fail(f"{value!r} is no number of seconds", param, ctx)
        return seconds


@click.command(name="")
@click.argument("paths", nargs=-1, metavar="[PATH]...", type=click.Path(readable=False))
@click.option("--import-only", is_flag=True, help="Import what is new, judge it, print a summary.")
@database_option
@config_option
@click.option("--format", metavar="NAME", help="Skip detection, e.g. apache.access, system.auth.")
@click.option("--tz", metavar="ZONE", help="Zone of timestamps that carry none (IANA name).")
@click.option(
    "--reference-time",
    metavar="ISO",
    help="Instant that year-less timestamps are resolved against.",
)
@click.option("--host", metavar="NAME", help="Host name for logs that carry none.")
@click.option(
    "--trusted-proxy",
    "trusted_proxies",
    metavar="NETWORK",
    multiple=True,
    help="Address or network whose X-Forwarded-For is believed; repeatable.",
)
@click.option("--encoding", metavar="NAME", help="Code page of text that is no UTF-8, e.g. cp850.")
@click.option("--rules", metavar="DIR", multiple=True, help="More Sigma rules; repeatable.")
@click.option("--no-notify", is_flag=True, help="Judge, but send nothing.")
@click.option("--json", is_flag=True, help="The summary as one JSON object on one line.")
@click.option("--quiet", is_flag=True, help="Print nothing unless something is wrong.")
@click.option(
    "--wait",
    metavar="SECONDS",
    type=Seconds(),
    default=0.0,
    help="For another writer.",
)
@click.option("--exit-on-alerts", is_flag=True, help="Exit 10 if this run opened an alert.")
@click.option(
    "--follow", is_flag=True, help="With --import-only: go on importing what comes, until SIGTERM."
)
@click.option("--progress-json", is_flag=True, hidden=True)
def COMMAND(**options: object) -> int:  # noqa: N802 - what every command's module offers
    """Import logs; without --import-only, open the app meanwhile."""
    request = Request(**options)  # type: ignore[arg-type]  # click gives what the options declare
    if request.import_only:
        gc.disable()  # neither modules nor an import make any garbage; following collects again
        from app.importing.headless import import_only

        return import_only(request)
    if request.follow:
        raise click.UsageError("--follow needs --import-only; the app follows by itself")
    return _open(request)


def _open(request: Request) -> int:
    """Open the app; the import runs beside it in a process of its own.

    Raises:
        click.UsageError: There is no terminal to open it in, or nothing of what was named is there.
    """
    _check(request)

    gc.disable()  # modules are no garbage; the app collects once it is drawn
    from app.importing.importing_command import import_command
    from app.importing.preparing import prepare_to_show
    from app.tui import BlotterApp

    prepared, is_older = prepare_to_show(request)
    wanted = prepared.sourcing.wanted
    arguments = request.import_arguments(prepared.database)
    words = import_command(arguments) if wanted or is_older else None
    named = [Path(word) for each in wanted for word in each.paths]
    wishes = prepared.config.app
    app = BlotterApp(prepared.database, import_command=words, live_paths=named, wishes=wishes)
    result = app.run()
    return app.return_code or ExitCode.OK if result is None else result


def _check(request: Request) -> None:
    """Refuse what would leave somebody before an empty app, or without one."""
    if request.paths and not any(map(_is_there, request.paths)):
        raise click.UsageError(f"no such file or command: {request.paths[0]!r}{_meant(request)}")
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise click.UsageError("no terminal to open the app in; --import-only needs none")


def _is_there(word: str) -> bool:
    """Whether a word names something; `-` and an empty word are for others to judge."""
    import glob

    named = Path(word.partition("!/")[0])
    return word in ("", "-") or bool(glob.glob(word)) or Path(word).exists() or named.is_file()  # noqa: PTH207 - a word may be any pattern


def _meant(request: Request) -> str:
    """The command that somebody may have meant, or that of a group (`alerts silences`)."""
    import difflib
    from collections import Counter

    word, context = request.paths[0], click.get_current_context().find_root()
    groups = dict(_groups(context))
    several = Counter(name for names in groups.values() for name in names)
    inner = {
        name: f"{group} {name}"
        for group, names in groups.items()
        for name in names
        if several[name] == 1
    }
    if word in inner:
        return f"; did you mean {inner[word]!r}?"
    for known in ({name: name for name in groups}, {} if word in several else inner):
        if near := difflib.get_close_matches(word, known, 1):
            return f"; did you mean {known[near[0]]!r}?"
    return ""


def _groups(context: click.Context) -> Iterator[tuple[str, list[str]]]:
    """All commands, and what each offers."""
    root = context.command
    if isinstance(root, click.Group):
        for name in root.list_commands(context):
            command = root.get_command(context, name)
            inner = command.list_commands(context) if isinstance(command, click.Group) else []
            yield name, inner
