"""A point in time that is yet to come, as an option of a command: `--until 4h`."""

from collections.abc import Callable
from datetime import UTC
from typing import Any, TypeVar

import click

from store.filters import times
from store.times import now

F = TypeVar("F", bound=Callable[..., Any])


def until_option(what: str) -> Callable[[F], F]:
    """The option `--until`; the parameter `until` holds the instant (µs UTC), None if left out.

    Args:
        what: What happens then, for the help.
    """
    return click.option(
        "--until",
        metavar="TIME",
        callback=_instant,
        help=f"{what}: in 30m, 4h, 7d or 2w, or at a time such as 2026-11-20 or 14:30 (UTC).",
    )


def _instant(_context: click.Context, _parameter: click.Parameter, text: str | None) -> int | None:
    if text is None:
        return None
    try:
        return times.ahead(text, now(), UTC)
    except ValueError as error:
        raise click.BadParameter(str(error)) from error
