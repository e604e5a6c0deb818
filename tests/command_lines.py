"""Whether a command line that a document shows is one that the program understands."""

import click

from app.cli import blotter
from app.main_command import COMMAND as MAIN


def problem(words: list[str]) -> str | None:
    """What the program would say of the words behind its name; None: nothing.

    Arguments that are missing are none: a sentence may only name a command. Nor are files that are
    not there.
    """
    command, rest = _found(words)
    if isinstance(command, click.Group):
        return f"no such command: {rest[0]}" if rest and not rest[0].startswith("-") else None
    try:
        command.make_context("blotter", list(rest))
    except click.MissingParameter:
        return None
    except click.UsageError as error:
        return None if _is_about_a_file(error) else error.format_message()
    except click.exceptions.Exit:
        return None
    return None


def _is_about_a_file(error: click.UsageError) -> bool:
    kind = getattr(getattr(error, "param", None), "type", None)
    return isinstance(kind, click.Path | click.File)


def _loaded(group: click.Group, name: str) -> click.Command | None:
    """A command of a group; None where the group has none of that name."""
    context = click.Context(group)
    return group.get_command(context, name) if name in group.list_commands(context) else None


def _found(words: list[str]) -> tuple[click.Command, list[str]]:
    """The command that words name, and what follows its name; a group where it names none."""
    command: click.Command = blotter
    rest = list(words)
    while isinstance(command, click.Group):
        below = _loaded(command, rest[0]) if rest else None
        if below is None:
            return _default(command), rest
        command, rest = below, rest[1:]
    return command, rest


def _default(group: click.Group) -> click.Command:
    """What a group does when no command of it is named; itself where that is nothing."""
    if group is blotter:
        return MAIN
    name = getattr(group, "default_cmd_name", None)
    return (_loaded(group, name) if name else None) or group
