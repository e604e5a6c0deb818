"""What the wheel lays out for other programs: the manual page for man, completions for shells."""

from collections.abc import Callable
from functools import partial

from click.testing import CliRunner

from app.cli import blotter


def _printed(*words: str) -> str:
    """What a command prints, wherever it runs."""
    return CliRunner().invoke(blotter, words, catch_exceptions=False).stdout


SHARED: dict[str, Callable[[], str]] = {
    "man/man1/blotter.1": partial(_printed, "man"),
    "bash-completion/completions/blotter": partial(_printed, "completion", "bash"),
    "zsh/site-functions/_blotter": partial(_printed, "completion", "zsh"),
    "fish/vendor_completions.d/blotter.fish": partial(_printed, "completion", "fish"),
}
"""Files below `releasing/share`, which an installer lays out below `share`, and what they hold."""
