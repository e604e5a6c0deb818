"""The page of the app's keys, from where they are declared."""

from collections.abc import Iterator

from app.keyboard.keys import COMMANDS, Command, Context, printed

_INTRODUCTION = """\
# Keys of the screen

Written from the program itself. `?` shows the keys of the place where you are, `:` every command by
its name. Where two keys stand, both do the same. The last column is the name of the command.
"""


def page() -> str:
    """The page, as Markdown."""
    return "\n".join((_INTRODUCTION, *_sections()))


def _sections() -> Iterator[str]:
    for context in Context:
        commands = [command for command in COMMANDS if command.context is context]
        if commands:
            yield f"## Keys {context.value}\n"
            yield "| key | does | name |\n| --- | --- | --- |"
            yield "\n".join(map(_row, commands)) + "\n"


def _row(command: Command) -> str:
    keys = " ".join(f"`{_shown(key)}`" for key in command.all_keys)
    return f"| {keys} | {command.help} | `{command.id}` |"


def _shown(key: str) -> str:
    return printed(key).replace("|", "\\|")
