"""`blotter completion`: what makes a shell complete commands, options and files."""

import click
from click.shell_completion import ShellComplete, get_completion_class

from app.output import stdout

_EPILOG = """\b
Examples:
  blotter completion bash > ~/.local/share/bash-completion/completions/blotter
  blotter completion zsh > ~/.zfunc/_blotter      # with fpath+=~/.zfunc before compinit
  blotter completion fish > ~/.config/fish/completions/blotter.fish
"""


@click.command("completion", epilog=_EPILOG)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def COMMAND(context: click.Context, shell: str) -> None:  # noqa: N802 - what every command's module offers
    """Print the completion script of a shell."""
    kind = get_completion_class(shell)
    if kind is None:
        raise click.UsageError(f"no completion for {shell}")
    script = kind(context.find_root().command, {}, "blotter", "_BLOTTER_COMPLETE")
    # the base's own, for that of bash first asks which bash is on this machine
    stdout.write(stdout.lines([ShellComplete.source(script)]))
