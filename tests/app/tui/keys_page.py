"""The page of all commands and their keys, from their declarations: `make pictures` writes it."""

import sys
from pathlib import Path

from app.keys import COMMANDS, Context
from app.screens.presenting import keys_of

_HEAD = """# Keys

Every command of the app with its keys, as it comes. `[app.keys]` gives others: [looks.md](looks.md).
"""


def page() -> str:
    """The page as Markdown."""
    return "\n".join([_HEAD, *map(_section, Context)])


def _section(context: Context) -> str:
    """The commands of a context."""
    rows = [
        f"| `{keys_of(command)}` | {command.help} | `{command.id}` |"
        for command in COMMANDS
        if command.context is context
    ]
    title = f"## {context.value[0].upper()}{context.value[1:]}"
    return "\n".join([title, "", "| keys | does | id |", "| --- | --- | --- |", *rows, ""])


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(page(), encoding="utf-8")
