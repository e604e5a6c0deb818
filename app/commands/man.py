"""`blotter man`: the manual page."""

import click

from app import __version__
from app.main_command import COMMAND as MAIN
from app.output import stdout
from app.output.manual import manual

_EPILOG = """\b
Examples:
  blotter man | man -l -
  blotter man > ~/.local/share/man/man1/blotter.1
"""


@click.command("man", epilog=_EPILOG)
@click.pass_context
def COMMAND(context: click.Context) -> None:  # noqa: N802 - what every command's module offers
    """Print the manual page, made of what every command says of itself."""
    group = context.find_root().command
    if isinstance(group, click.Group):
        stdout.write(stdout.lines(manual(group, MAIN, __version__)))
