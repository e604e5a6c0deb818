"""From configuration and command line to what an import is to read, and by which rules."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from app.configuration.configured import Config
from app.configuration.folders import config_folder, format_folders
from app.configuration.settings import Settings, code_page, instant, networks, over, zone
from store.errors import FormatError, InputError, Location
from store.importing.options import Options, Rules
from store.importing.places.paths import is_folder
from store.importing.places.wanted import Wanted
from store.times import machine_zone

if TYPE_CHECKING:  # where nothing was said of them, they are needed when a log is read
    from store.formats.interface import Format
    from store.importing.places.templates import HostTemplate
    from store.rules.files.switches import Switch
    from store.rules.thresholds.configured import Threshold


class Sourcing(NamedTuple):
    """What an import is to read."""

    wanted: tuple[Wanted, ...]
    """Nothing, where neither the command line nor the configuration names a log."""
    rules: Rules


def sourcing(
    config: Config, said: Settings, paths: Sequence[str], rules: Sequence[str]
) -> Sourcing:
    """What is to be read: the named paths, or else all that is configured.

    Args:
        config: The configuration.
        said: What the command line says, found to make sense; it wins over the configuration.
        paths: Files, folders and patterns that the command line names. A log among them that a
            `[[sources]]` table leads to has that table's settings for what the command line leaves
            open.
        rules: Folders of rules that the command line names.

    Raises:
        InputError: A configured format is none.
    """
    folders = format_folders(config.file)
    base = over(said, config)
    tables = tuple(
        Wanted(_paths(each.paths), *_meant(over(said, over(each, config)), folders, place))
        for at, each in enumerate(config.sources)
        for place in (config.place("sources", at, "format"),)
    )
    rest = Wanted(
        tuple(paths) or _paths(config.paths), *_meant(base, folders, config.place("format"))
    )
    days = zone(base.tz) if base.tz else None
    judged = Rules(rule_folders(config, rules), days, config.placeholders, switches(config))
    if paths:
        return Sourcing((rest._replace(within=tables),), judged)
    return Sourcing((*tables, *([rest] if config.paths else [])), judged)


def _meant(
    said: Settings, folders: tuple[Path, ...], place: Location
) -> "tuple[Options, HostTemplate | None]":
    """Settings as the import takes them.

    Args:
        said: The settings.
        folders: Where the user's own formats lie.
        place: Where a format that is none was named.
    """
    where = zone(said.tz) if said.tz else None
    options = Options(
        where,
        instant(said.reference_time, where or machine_zone()) if said.reference_time else None,
        said.host,
        _format(said.format, folders, place),
        networks(said.trusted_proxies or ()),
        code_page(said.encoding) if said.encoding else None,
        folders,
    )
    return options, _hosts(said.host_from_path)


def _format(word: str | None, folders: tuple[Path, ...], place: Location) -> "Format | None":
    """The format that was named, if one was; `place` says where."""
    if word is None:
        return None
    from store.formats.registry import named

    try:
        return named(word, folders)
    except FormatError as wrong:
        raise InputError(f"format: {wrong.message}", place) from wrong


def _hosts(template: str | None) -> "HostTemplate | None":
    """Host names by path, if such a template was named."""
    if not template:
        return None
    from store.importing.places.templates import HostTemplate

    return HostTemplate(template)


def switches(config: Config) -> "tuple[Switch | Threshold, ...]":
    """What the configuration says of rules: which are on and off, and which have other limits."""
    if not config.enable and not config.disable and not config.thresholds:
        return ()
    from store.rules.calendars.limits import limits
    from store.rules.files.switches import Switch
    from store.rules.thresholds.configured import Threshold

    both = (("enable", True, config.enable), ("disable", False, config.disable))
    words = [
        Switch(name, on, config.place("rules", key)) for key, on, names in both for name in names
    ]
    changed = [
        Threshold(name, limits(value), config.place("rules", "thresholds", name))
        for name, value in config.thresholds.items()
    ]
    return (*words, *changed)


def rule_folders(config: Config, more: Sequence[str]) -> tuple[Path, ...]:
    """Where rules lie beside the built-in pack: configured, beside the configuration, and named.

    Args:
        config: The configuration.
        more: What the command line names.
    """
    beside = config_folder(config.file) / "rules"
    own = (beside,) if is_folder(beside) else ()
    return (*map(Path, _paths(config.rules)), *own, *map(Path, more))


def _paths(words: Sequence[str]) -> tuple[str, ...]:
    """Configured paths; `~` is somebody's home, as no shell has seen them."""
    return tuple(str(Path(word).expanduser()) if word.startswith("~") else word for word in words)
