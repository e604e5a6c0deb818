"""The manual page, in the language of man(7), made of what the commands say of themselves."""

import re
from collections.abc import Iterator
from inspect import cleandoc

import click

from app.diagnostics import ExitCode

_FILES = {
    "~/.config/blotter/config.toml": "The configuration; formats/ and rules/ lie beside it.",
    "~/.local/share/blotter/blotter.db": "The database, unless db, BLOTTER_DB or --db names it.",
}
_ENVIRONMENT = {
    "BLOTTER_DB": "The database.",
    "BLOTTER_CONFIG": "The configuration.",
    "XDG_CONFIG_HOME, XDG_DATA_HOME": "Where those lie that nothing names.",
    "NO_COLOR": "Draw without colours.",
}
_MEANINGS = {
    ExitCode.OK: "Done.",
    ExitCode.INTERNAL: "A fault of the program itself.",
    ExitCode.USAGE: "The command line, or a filter in it, makes no sense.",
    ExitCode.ALERTS: "Alerts were opened (only with --exit-on-alerts).",
    ExitCode.DATA: "A source could not be read as any known format, or is damaged.",
    ExitCode.UNSENT: "A notification could not be sent; it stays queued.",
    ExitCode.CANNOT_CREATE: "Output cannot be created.",
    ExitCode.IO: "Input or output failed, or the database is damaged.",
    ExitCode.BUSY: "Another writer holds the database.",
    ExitCode.PERMISSION: "Permission denied.",
    ExitCode.CONFIGURATION: "The configuration or a rule is wrong.",
    ExitCode.INTERRUPTED: "Ended from the keyboard.",
}
_LEADING = re.compile(r"^([.'])", re.MULTILINE)


def manual(group: click.Group, main: click.Command, version: str) -> Iterator[str]:
    """The lines of the page.

    Args:
        group: All commands.
        main: The command that runs where none is named.
        version: Of the program.
    """
    context = click.Context(group, info_name="blotter")
    yield f'.TH BLOTTER 1 "" "Blotter {_escaped(version)}" "User Commands"'
    yield from (".SH NAME", r"blotter \- find out who knocked on the server")
    yield from (".SH SYNOPSIS", ".B blotter", "[OPTIONS] [PATH]...", ".br")
    yield from (".B blotter", "COMMAND [OPTIONS] [ARGS]...")
    yield ".SH DESCRIPTION"
    yield from _text(group.help)
    yield ".SH OPTIONS"
    yield from _options(main, context)
    yield ".SH COMMANDS"
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if command is not None and not command.hidden:
            yield from _command(command, click.Context(command, context, name))
    yield from _list("EXIT STATUS", {str(int(code)): text for code, text in _MEANINGS.items()})
    yield from _list("ENVIRONMENT", _ENVIRONMENT)
    yield from _list("FILES", _FILES)


def _command(command: click.Command, context: click.Context) -> Iterator[str]:
    """A command, and those below it."""
    usage = " ".join(command.collect_usage_pieces(context))
    yield f'.SS "{_escaped(context.command_path)} {_escaped(usage)}"'
    yield from _text(command.help)
    yield from _options(command, context)
    yield from _text(command.epilog)
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            if below is not None and not below.hidden:
                yield from _command(below, click.Context(below, context, name))


def _options(command: click.Command, context: click.Context) -> Iterator[str]:
    """The options of a command."""
    for each in command.get_params(context):
        record = each.get_help_record(context)
        if record is not None:
            yield from (".TP", f".B {_escaped(record[0])}", _escaped(record[1]) or r"\&")


def _text(said: str | None) -> Iterator[str]:
    r"""Paragraphs; one that begins with `\b` is left as it is."""
    if not said:
        return
    for paragraph in re.split(r"\n\s*\n", cleandoc(said)):
        if paragraph.startswith("\b"):
            body = paragraph.removeprefix("\b").strip("\n")
            yield from (".PP", ".nf", _escaped(body), ".fi")
        else:
            yield from (".PP", _escaped(" ".join(paragraph.split())))


def _list(title: str, entries: dict[str, str]) -> Iterator[str]:
    """Names, and what there is to say of each."""
    yield f".SH {title}"
    for name, text in entries.items():
        yield from (".TP", f".B {_escaped(name)}", _escaped(text))


def _escaped(text: str) -> str:
    """A text in which nothing is a request or an escape."""
    plain = text.replace("\\", r"\e").replace("-", r"\-").replace('"', r"\(dq")
    return _LEADING.sub(r"\\&\1", plain)
