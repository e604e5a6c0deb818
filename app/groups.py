"""Groups of commands: their help, and one that runs where none is named."""

import click
from click_default_group import DefaultGroup

_ANY_LENGTH = 1_000
"""Characters of a command's first sentence; none is so long."""


class PlainGroup(click.Group):
    """A group whose help says of each command its first sentence, to the end."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The commands; click itself would cut what does not fit into a line."""
        named = [(name, self.get_command(ctx, name)) for name in self.list_commands(ctx)]
        rows = [
            (name, command.get_short_help_str(_ANY_LENGTH))
            for name, command in named
            if command is not None and not command.hidden
        ]
        with formatter.section("Commands"):
            formatter.write_dl(rows)


class Group(DefaultGroup, PlainGroup):  # type: ignore[misc]  # the library has no types
    """A group that offers its commands to a shell that completes, not those of its default."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Take the words behind the group's name."""
        if ctx.resilient_parsing and not args:
            return click.Group.parse_args(self, ctx, args)
        parsed: list[str] = super().parse_args(ctx, args)
        return parsed
