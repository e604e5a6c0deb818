"""Refuse a configuration that means something else where a schedule runs it from."""

from collections.abc import Iterable, Iterator

from app.configuration import toml_places
from app.configuration.configured import Config
from store.errors import InputError


def check(config: Config) -> None:
    """Refuse paths that begin where a command runs: what is scheduled runs from elsewhere.

    Raises:
        InputError: There is one: other files would be read, or another database written.
    """
    for place, path in _paths(config):
        if not path.startswith(("/", "~")):
            why = "begins where a command runs, and what is scheduled runs from elsewhere"
            raise InputError(f"{path!r} {why}: write the whole path", config.place(*place))


def _paths(config: Config) -> Iterator[tuple[toml_places.Path, str]]:
    """Each path that a scheduled command takes from the configuration, and where it stands."""
    if config.db is not None:
        yield ("db",), config.db
    yield from _listed(("paths",), config.paths)
    for number, source in enumerate(config.sources):
        yield from _listed(("sources", number, "paths"), source.paths)
    yield from _listed(("rules", "folders"), config.rules)
    yield from _listed(("enrichment", "databases"), config.databases)
    for name, path in config.lists.items():
        yield ("enrichment", "lists", name), path
    if "url_file" in config.heartbeat:
        yield ("heartbeat", "url_file"), str(config.heartbeat["url_file"])


def _listed(
    place: toml_places.Path, paths: Iterable[str]
) -> Iterator[tuple[toml_places.Path, str]]:
    """Paths that stand under one key."""
    return ((place, path) for path in paths)
