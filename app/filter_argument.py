"""The FILTER behind a command, and the conditions that it becomes."""

import textwrap
from collections.abc import Callable, Sequence
from datetime import UTC
from typing import Any, TypeVar

import click

from store.filters.grammar import parse
from store.filters.keys import KEYS, Key
from store.queries.conditions import alerts_where, events_where
from store.queries.where import Where
from store.times import now

F = TypeVar("F", bound=Callable[..., Any])

_WIDTH = 78
"""Columns of an 80-column terminal that click leaves."""

SETTINGS = {"ignore_unknown_options": True, "help_option_names": ["--help"]}
"""Context settings of a command with a FILTER: `-host:web1` is a condition, not the option `-h`."""


def _keys() -> str:
    """Every key of a FILTER, one to a line; click leaves lines behind a backspace as they are."""
    width = max(map(len, KEYS))
    lines = (_line(key, f"  {key.name:<{width}}  ") for key in KEYS.values())
    return "\n".join(("\b", "Keys of a FILTER, key:value each:", *lines))


def _line(key: Key, head: str) -> str:
    """A key and its help; what is too long for a narrow terminal goes on below itself."""
    return textwrap.fill(_help(key), _WIDTH, initial_indent=head, subsequent_indent=" " * len(head))


def _help(key: Key) -> str:
    return f"{key.help}: {', '.join(key.words)}" if key.words else key.help


EPILOG = _keys()
"""What the help of a command with a FILTER ends with."""


def filter_argument(command: F) -> F:
    """Give a command the argument FILTER; its parameter `words` holds the words."""
    return click.argument(
        "words", nargs=-1, metavar="[FILTER]...", type=click.UNPROCESSED, callback=_helped
    )(command)


def _helped(
    context: click.Context, _parameter: click.Parameter, words: tuple[str, ...]
) -> tuple[str, ...]:
    """The words; `-h` alone among them, which no condition is, asks for help."""
    if "-h" in words:
        click.echo(context.get_help(), color=context.color)
        context.exit()
    return words


def events_condition(words: Sequence[str]) -> Where:
    """The events that the words of a filter want; times without zone are UTC, as in all output.

    Raises:
        FilterError: The filter cannot be understood, or asks for something that events have not.
    """
    return events_where(parse(" ".join(words)), now(), UTC)


def alerts_condition(words: Sequence[str]) -> Where:
    """The alerts that the words of a filter want; otherwise like `events_condition`."""
    return alerts_where(parse(" ".join(words)), now(), UTC)
