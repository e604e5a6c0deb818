"""The settings in force, each with where it comes from."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from app.configuration.configured import Config
from app.configuration.folders import config_folder, format_folders
from app.configuration.settings import Settings
from app.database import default_database
from store.importing.places.paths import is_folder

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_SECRET = frozenset({"password", "token", "secret", "chat"})
_MASK = "(secret)"
BESIDE = "beside the configuration"
MASKED = "********"
"""What is shown of a secret."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting."""

    key: str
    value: object
    """A text, a tuple of texts, or what TOML makes of a limit."""
    origin: str
    """The option, the variable, the place in the configuration, or `default`."""


def settings(config: Config, db: Path | None, db_origin: str) -> Iterator[Setting]:
    """What holds for everything, as far as it is set.

    Args:
        config: The configuration.
        db: What `--db` or its variable said.
        db_origin: Which of them.
    """
    if db is not None:
        yield Setting("db", str(db), db_origin)
    elif config.db is not None:
        yield Setting("db", str(Path(config.db).expanduser()), str(config.place("db")))
    else:
        yield Setting("db", str(default_database()), "default")
    yield from _set(config, ("paths",))
    yield from _rules(config)
    yield from _beside(config)
    for name, values in config.placeholders.items():
        place = config.place("placeholders", name)
        yield Setting(f"placeholders.{name}", tuple(values), str(place))
    for name, value in config.heartbeat.items():
        shown = MASKED if name == "url" else str(value)
        yield Setting(f"heartbeat.{name}", shown, str(config.place("heartbeat", name)))
    yield from _outside(config)
    yield from _report(config)
    yield from _app(config)
    yield from _set(config, tuple(each.name for each in fields(Settings)))
    if config.tz is None:
        yield Setting("tz", "the machine's", "default")


def _rules(config: Config) -> Iterator[Setting]:
    """Where rules lie and which are switched on and off; a table, if it has to be one."""
    switched = {"rules.enable": config.enable, "rules.disable": config.disable}
    name = "rules.folders" if any(switched.values()) or config.thresholds else "rules"
    for key, value in ({name: config.rules} | switched).items():
        if value:
            place = config.place("rules", key.removeprefix("rules.").replace("rules", "folders"))
            yield Setting(key, value, str(place))
    for rule, limit in config.thresholds.items():
        place = config.place("rules", "thresholds", rule)
        yield Setting(f"rules.thresholds.{quoted(rule)}", limit, str(place))


def quoted(key: str) -> str:
    """A key of TOML, in quotation marks if it needs them."""
    return key if _BARE.fullmatch(key) else json.dumps(key, ensure_ascii=False)


def _outside(config: Config) -> Iterator[Setting]:
    """Files about addresses."""
    if config.databases:
        place = config.place("enrichment", "databases")
        yield Setting("enrichment.databases", config.databases, str(place))
    for name, path in config.lists.items():
        place = config.place("enrichment", "lists", name)
        yield Setting(f"enrichment.lists.{name}", path, str(place))


def _report(config: Config) -> Iterator[Setting]:
    """What is said of reports."""
    for each in fields(config.report):
        value = getattr(config.report, each.name)
        if ("report", each.name) in config.places:
            place = config.place("report", each.name)
            yield Setting(f"report.{each.name}", value, str(place))


def _app(config: Config) -> Iterator[Setting]:
    """How the app looks and is worked with."""
    for name, value in (("theme", config.app.theme), ("tz", config.app.tz)):
        if value is not None:
            yield Setting(f"app.{name}", value, str(config.place("app", name)))
    for command, keys in config.app.keys.items():
        whole = ("app", "keys", command)
        path = whole if whole in config.places else ("app", "keys", *command.split("."))
        yield Setting(f"app.keyboard.keys.{quoted(command)}", keys, str(config.place(*path)))


def settings_of(config: Config, number: int) -> Iterator[Setting]:
    """What holds for the logs of a `[[sources]]` table, as far as it is set."""
    source = config.sources[number]
    own = config.places.get(("sources", number, "paths"))
    found = config.place("sources", number, "paths" if own else "host_from_path")
    yield Setting("paths", source.paths, str(found))
    for each in fields(Settings):
        of_source = getattr(source, each.name)
        shadowed = each.name == "host_from_path" and source.host is not None
        if of_source is not None:
            place = config.place("sources", number, each.name)
            yield Setting(each.name, of_source, str(place))
        elif not shadowed:
            yield from _set(config, (each.name,))


def notifications(config: Config) -> Iterator[tuple[str, list[Setting]]]:
    """What is said about notifications: each table's header, and what stands in it; no secret."""
    yield from _tables(config, ("notify",), config.notify, "[notify]")


def _tables(
    config: Config, path: tuple[str | int, ...], table: Mapping[str, Any], header: str
) -> Iterator[tuple[str, list[Setting]]]:
    """A table, and those in it."""
    inner = {key: each for key, each in table.items() if _tables_in(each)}
    own = [_setting(config, (*path, key), table[key]) for key in table if key not in inner]
    if own:
        yield header, own
    for key, each in inner.items():
        name = ".".join(map(str, (*path, key)))
        if isinstance(each, Mapping):
            yield from _tables(config, (*path, key), each, f"[{name}]")
        else:
            for number, one in enumerate(each):
                yield from _tables(config, (*path, key, number), one, f"[[{name}]]")


def _tables_in(value: object) -> bool:
    """Whether a value is a table, or several."""
    listed = isinstance(value, list) and any(isinstance(each, Mapping) for each in value)
    return listed or isinstance(value, Mapping)


def _setting(config: Config, path: tuple[str | int, ...], value: Any) -> Setting:  # noqa: ANN401 - any TOML value
    shown = tuple(value) if isinstance(value, list) else value
    key = str(path[-1])
    return Setting(key, _MASK if key in _SECRET else shown, str(config.place(*path)))


def _set(config: Config, keys: tuple[str, ...]) -> Iterator[Setting]:
    for key in keys:
        value = getattr(config, key)
        if value or value == "":
            yield Setting(key, value, str(config.place(key)))


def _beside(config: Config) -> Iterator[Setting]:
    """Folders that are used because they lie beside the configuration."""
    rules = config_folder(config.file) / "rules"
    if is_folder(rules):
        yield Setting("rules_folder", str(rules), BESIDE)
    for folder in format_folders(config.file):
        yield Setting("formats_folder", str(folder), BESIDE)
