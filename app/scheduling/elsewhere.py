"""Refuse a configuration that means something else where a schedule runs it from."""

from collections.abc import Iterator

from app.configuration.configured import Config
from app.configuration.toml_places import Path
from store.errors import InputError


def check(config: Config) -> None:
    """Refuse paths that begin where a command runs: what is scheduled runs from elsewhere.

    Raises:
        InputError: There is one; it would read other logs, or write another database.
    """
    for place, path in _paths(config):
        if not path.startswith(("/", "~")):
            why = "begins where a command runs, and what is scheduled runs from elsewhere"
            raise InputError(f"{path!r} {why}: write the whole path", config.place(*place))


def _paths(config: Config) -> Iterator[tuple[Path, str]]:
    """Each path that a scheduled command takes from the configuration, and where it stands."""
    if config.db is not None:
        yield ("db",), config.db
    for path in config.paths:
        yield ("paths",), path
    for number, source in enumerate(config.sources):
        for path in source.paths:
            yield ("sources", number, "paths"), path
    for path in config.rules:
        yield ("rules",), path
    if "url_file" in config.heartbeat:
        yield ("heartbeat", "url_file"), str(config.heartbeat["url_file"])
