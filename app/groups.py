"""Groups of commands with one that runs where none is named."""

import click
from click_default_group import DefaultGroup


class Group(DefaultGroup):  # type: ignore[misc]  # the library has no types
    """A group that offers its commands to a shell that completes, not those of its default."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Take the words behind the group's name."""
        if ctx.resilient_parsing and not args:
            return click.Group.parse_args(self, ctx, args)
        parsed: list[str] = super().parse_args(ctx, args)
        return parsed
