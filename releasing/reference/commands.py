"""The page of all commands, from what click knows of them."""

import inspect
import re
from collections.abc import Iterator

import click

from app.cli import blotter
from app.main_command import COMMAND as MAIN

_TITLE = """\
# Commands

Written from the program itself: what `--help` says, on one page. Data goes to stdout, everything
else to stderr; how a command ends is told by its [exit code](exit-codes.md). A FILTER is the same
everywhere: [filters](filters.md).
"""


def page() -> str:
    """The page, as Markdown."""
    context = click.Context(blotter, info_name="blotter")
    main = click.Context(MAIN, info_name="blotter")
    parts = [_TITLE, command_text(main, blotter.help)]
    for name in blotter.list_commands(context):
        parts += _tree(context, name)
    return "\n".join(parts)


def _tree(parent: click.Context, name: str) -> Iterator[str]:
    """A command, and those below it."""
    group = parent.command
    command = group.get_command(parent, name) if isinstance(group, click.Group) else None
    if command is None or command.hidden:
        return
    context = click.Context(command, info_name=name, parent=parent)
    yield command_text(context, command.help)
    if isinstance(command, click.Group):
        for below in command.list_commands(context):
            yield from _tree(context, below)


def command_text(context: click.Context, text: str | None) -> str:
    """One command: how it is called, what it does, its options.

    Args:
        context: Of the command.
        text: What it does, in its own words.
    """
    path = context.command_path
    pieces = " ".join(context.command.collect_usage_pieces(context))
    heading = f"{'##' if path.count(' ') < 2 else '###'} {path}\n"
    usage = f"```text\n{path} {pieces}\n```\n"
    options = "".join(f"{line}\n" for line in _options(context))
    return "\n".join((heading, usage, _described(text), *([options] if options else [])))


def _described(text: str | None) -> str:
    """A command's help as paragraphs; what is laid out by hand stays as it is."""
    paragraphs = inspect.cleandoc(text or "").split("\f")[0].split("\n\n")
    return "\n\n".join(map(_paragraph, paragraphs)) + "\n"


def _paragraph(text: str) -> str:
    if text.startswith("\b"):
        laid_out = text.removeprefix("\b").strip("\n")
        return f"```text\n{laid_out}\n```"
    return _plain(" ".join(text.split()))


def _options(context: click.Context) -> Iterator[str]:
    for parameter in context.command.get_params(context):
        names, help_ = parameter.get_help_record(context) or ("", "")
        if help_ and "--help" not in parameter.opts:
            yield f"- `{names}`: {_plain(help_)}"


def _plain(text: str) -> str:
    """Text in which Markdown sees nothing but code."""
    parts = re.split(r"(`[^`]*`)", text)
    return "".join(part if part.startswith("`") else _escaped(part) for part in parts)


def _escaped(text: str) -> str:
    return re.sub(r"([\\*_<>\[\]])", r"\\\1", text)
