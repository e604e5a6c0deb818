"""The FILTER behind a command, and the conditions that it becomes."""

import time
from collections.abc import Callable, Sequence
from datetime import UTC
from typing import Any, TypeVar

import click

from store.filters.grammar import parse
from store.queries.conditions import alerts_where, events_where
from store.queries.where import Where

F = TypeVar("F", bound=Callable[..., Any])

SETTINGS = {"ignore_unknown_options": True, "help_option_names": ["--help"]}
"""Context settings of a command with a FILTER: `-host:web1` is a condition, not the option `-h`."""


def filter_argument(command: F) -> F:
    """Give a command the argument FILTER; its parameter `words` holds the words."""
    return click.argument("words", nargs=-1, metavar="[FILTER]...", type=click.UNPROCESSED)(command)


def events_condition(words: Sequence[str]) -> Where:
    """The events that the words of a filter want; times without zone are UTC, as in all output.

    Raises:
        FilterError: The filter cannot be understood, or asks for something that events have not.
    """
    return events_where(parse(" ".join(words)), _now(), UTC)


def alerts_condition(words: Sequence[str]) -> Where:
    """The alerts that the words of a filter want; otherwise like `events_condition`."""
    return alerts_where(parse(" ".join(words)), _now(), UTC)


def _now() -> int:
    return time.time_ns() // 1000
