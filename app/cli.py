"""The command line: the main command, and beside it whatever lies in `app/commands`.

A command's module is imported when it is named, so that cron's run pays for nothing that it does
not use.
"""

import os
import pkgutil
from importlib import import_module
from typing import TYPE_CHECKING

import click

from app import __version__, commands
from app.diagnostics import MAIN_NAME, guarded
from app.groups import Group
from app.main_command import COMMAND as MAIN
from app.streams import open_closed

if TYPE_CHECKING:  # nobody else completes
    from click.shell_completion import CompletionItem

_EVERYWHERE = {"--db": "BLOTTER_DB", "--config": "BLOTTER_CONFIG"}


class BlotterGroup(Group):
    """The main command's options at the top, the other commands below."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """The names of the modules in `app/commands`, with hyphens where those have underlines."""
        modules = pkgutil.iter_modules(commands.__path__)
        return sorted(module.name.replace("_", "-") for module in modules)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name."""
        if cmd_name not in self.list_commands(ctx):  # a path, or the main command itself
            found: click.Command | None = super().get_command(ctx, cmd_name)
            return found
        module = f"{commands.__name__}.{cmd_name.replace('-', '_')}"
        command: click.Command = import_module(module).COMMAND
        return command

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Take `--db` and `--config` before a command's name too, as its environment would say."""
        named: dict[str, str] = {}
        rest = list(args)
        while len(rest) > 1 and rest[0] in _EVERYWHERE:
            if _EVERYWHERE[rest[0]] in named:
                raise click.UsageError(f"write {rest[0]} behind the command to repeat it", ctx)
            named[_EVERYWHERE[rest[0]]] = rest[1]
            del rest[:2]
        if named and rest and rest[0] in self.list_commands(ctx):
            os.environ.update(named)
            args = rest
        parsed: list[str] = super().parse_args(ctx, args)
        return parsed

    def shell_complete(self, ctx: click.Context, incomplete: str) -> "list[CompletionItem]":
        """Commands, and what the main command takes: options and files."""
        from click.shell_completion import CompletionItem

        found: list[CompletionItem] = super().shell_complete(ctx, incomplete)
        names = {each.value for each in found}
        more = MAIN.shell_complete(click.Context(MAIN, ctx), incomplete)
        found += [each for each in more if each.value not in names]
        return found if incomplete.startswith("-") else [*found, CompletionItem(incomplete, "file")]

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Both ways to call."""
        formatter.write_usage(ctx.command_path, "[OPTIONS] [PATH]...")
        formatter.write_usage(ctx.command_path, "COMMAND [OPTIONS] [ARGS]...")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The main command's options, then the commands."""
        MAIN.format_options(ctx, formatter)
        self.format_commands(ctx, formatter)


@click.group(
    cls=BlotterGroup,
    default=MAIN_NAME,
    default_if_no_args=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name="blotter")
def blotter() -> None:
    """Find out who knocked on the server: from a folder of logs to a decided alert.

    Without --import-only, imports the PATHs (files, folders, patterns) in the background and opens
    the terminal app at once.
    """


blotter.add_command(MAIN, MAIN_NAME)


def main() -> None:
    """Run the command line; every error becomes one line on stderr and an exit code."""
    open_closed()
    guarded(blotter)
