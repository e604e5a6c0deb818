"""Several databases side by side: one site each, only read, told apart by their names."""

import heapq
import os
import sqlite3
from collections import Counter
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import click

from app.database import reading

F = TypeVar("F", bound=Callable[..., Any])
T = TypeVar("T")

SITE = "observer.name"
"""The key of a site's name in documents (ECS: the vantage point of the observation)."""


class Site(NamedTuple):
    """A database that is read."""

    name: str
    """Empty where it is the only one."""
    connection: sqlite3.Connection


def databases_option(command: F) -> F:
    """Give a command `--db`, to be repeated; its parameter `dbs` is a tuple of paths."""
    return click.option(
        "--db",
        "dbs",
        metavar="FILE",
        multiple=True,
        type=click.Path(dir_okay=False, readable=False, path_type=Path),
        callback=_or_environment,
        help="The database (also BLOTTER_DB); repeated, several sites side by side.",
    )(command)


@contextmanager
def reading_sites(
    dbs: Sequence[Path], config: Path | None, told: Callable[[int], None] = lambda _searched: None
) -> Iterator[list[Site]]:
    """Connections for reading, closed at the end; raises like `app.database.reading`.

    Args:
        dbs: What `--db` said; nothing: the one database that is used then.
        config: What `--config` said.
        told: As for `app.database.reading`.
    """
    with ExitStack() as stack:
        paths: Sequence[Path | None] = dbs or [None]
        connections = [stack.enter_context(reading(path, config, told)) for path in paths]
        yield list(map(Site, names(dbs), connections))


def names(dbs: Sequence[Path]) -> list[str]:
    """What the sites are called: by the file, by its folder where files are called the same."""
    if len(dbs) < 2:
        return [""]
    ways: tuple[Callable[[Path], str], ...] = (
        lambda path: path.stem,
        lambda path: path.absolute().parent.name,
    )
    for way in ways:
        found = [way(path) for path in dbs]
        if max(Counter(found).values()) == 1 and all(found):
            return found
    return [str(path.absolute()) for path in dbs]


def merged(
    sites: Sequence[Site],
    stream: Callable[[sqlite3.Connection], Generator[T, None, None]],
    key: Callable[[T], Any],
    *,
    falling: bool,
    limit: int | None,
) -> Generator[tuple[str, T], None, None]:
    """What the sites have, in one order, each with the site's name.

    Args:
        sites: The sites.
        stream: What one of them has, in that order.
        key: What the order is of.
        falling: Whether the greatest comes first.
        limit: Most of them; None: all.
    """
    with ExitStack() as stack:
        streams = [
            _named(site.name, stack.enter_context(closing(stream(site.connection))))
            for site in sites
        ]
        together = heapq.merge(*streams, key=lambda pair: key(pair[1]), reverse=falling)
        yield from islice(together, limit)


def _named(name: str, found: Iterator[T]) -> Iterator[tuple[str, T]]:
    return ((name, each) for each in found)


def _or_environment(
    _context: click.Context, _parameter: click.Parameter, value: tuple[Path, ...]
) -> tuple[Path, ...]:
    """What was said, or the one database that the environment names: its path may have colons."""
    named = os.environ.get("BLOTTER_DB")
    return value or ((Path(named),) if named else ())
