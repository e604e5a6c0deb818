"""Read a configuration file: TOML, read whole, every problem named with its place."""

import difflib
import re
import shlex
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import UTC, date
from pathlib import Path
from typing import Any

from app.configuration import toml_places
from app.configuration.configured import AppWishes, Config, Report, Source, location
from app.configuration.settings import (
    Settings,
    code_page,
    host_name,
    instant,
    named_paths,
    networks,
    zone,
)
from app.configuration.toml_places import Place
from store.errors import InputError, InputErrors, Location
from store.importing.places.templates import HostTemplate
from store.rules.calendars.limits import limits


def read(path: Path) -> Config:
    """What a file says.

    Raises:
        InputError: It cannot be read, or something in it is wrong; `InputErrors`: several things.
    """
    if path.exists() and not path.is_file():
        raise InputError("not a file", Location(str(path)))
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise InputError(error.strerror or "cannot be read", Location(str(path))) from error
    except UnicodeDecodeError as error:
        raise InputError(str(error), Location(str(path))) from error
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _not_toml(error, path, text) from error
    places = toml_places.places(text)
    found = list(_problems(values, path, places))
    if found:
        raise found[0] if len(found) == 1 else InputErrors(found)
    return _config(values, path, places)


def _not_toml(error: tomllib.TOMLDecodeError, path: Path, text: str) -> InputError:
    """The parser's complaint, its place brought into our form."""
    message, _, where = str(error).removesuffix(")").rpartition(" (at ")
    if where == "end of document":
        last = text[text.rfind("\n") + 1 :]
        return InputError(message, Location(str(path), text.count("\n") + 1, len(last) + 1))
    line, _, column = where.removeprefix("line ").partition(", column ")
    if line.isdecimal() and column.isdecimal():
        return InputError(message, Location(str(path), int(line), int(column)))
    return InputError(str(error), Location(str(path)))


def _config(
    values: Mapping[str, Any], path: Path, places: Mapping[toml_places.Path, Place]
) -> Config:
    """The values in the types of `Config`."""
    plain = {key: _typed(value) for key, value in values.items() if key not in _TABLES}
    if isinstance(values.get("rules"), dict):
        plain |= {key: _typed(value) for key, value in values["rules"].items()}
        plain["rules"] = plain.pop("folders", ())
    listed: dict[str, Any] = values.get("placeholders", {})
    names = {name: tuple(map(str, _listed(each))) for name, each in listed.items()}
    outside: dict[str, Any] = values.get("enrichment", {})
    tables: list[dict[str, Any]] = values.get("sources", [])
    sources = [Source(**{key: _typed(value) for key, value in each.items()}) for each in tables]
    return Config(
        **plain,
        placeholders=names,
        heartbeat=values.get("heartbeat", {}),
        notify=values.get("notify", {}),
        report=Report(**{key: _typed(value) for key, value in values.get("report", {}).items()}),
        app=_app(values.get("app")),
        databases=tuple(outside.get("databases", ())),
        lists=outside.get("lists", {}),
        sources=tuple(map(_with_paths, sources)),
        file=path,
        places=places,
    )


def _app(table: Mapping[str, Any] | None) -> AppWishes:
    """What is said of the app; most configurations say nothing."""
    if table is None:
        return AppWishes()
    from app.configuration.toml_app import wishes

    return wishes(table)


def _with_paths(source: Source) -> Source:
    """A source that only has a template is what the template finds."""
    if source.paths or source.host_from_path is None:
        return source
    said = {each.name: getattr(source, each.name) for each in fields(Settings)}
    return Source(**said, paths=(HostTemplate(source.host_from_path).pattern,))


def _listed(value: Any) -> list[Any]:  # noqa: ANN401 - any TOML value
    """A list, also of what stands there alone."""
    return value if isinstance(value, list) else [value]


def _typed(value: Any) -> Any:  # noqa: ANN401 - any TOML value
    if isinstance(value, list):
        return tuple(value)
    return value.isoformat() if isinstance(value, date) else value


def _problems(
    values: Mapping[str, Any], path: Path, places: Mapping[toml_places.Path, Place]
) -> Iterator[InputError]:
    """What is wrong, in the order of the file."""
    plain, rules = _parted(values)
    found = [*_wrong(plain, _TOP, ()), *_wrong(rules, _RULES, ("rules",))]
    found += _wrong_placeholders(values.get("placeholders", {}))
    if "heartbeat" in values:
        found += _wrong_heartbeat(values["heartbeat"], values.get("notify"), path)
    found += _wrong_thresholds(rules.get("thresholds", {}))
    if "notify" in values:
        found += _wrong_notify(values["notify"], path)
    if "report" in values:
        from app.configuration import toml_report

        found += toml_report.problems(values["report"], values.get("notify"))
    if "app" in values:
        from app.configuration import toml_app

        found += toml_app.problems(values["app"], places)
    found += _wrong_enrichment(values.get("enrichment", {}))
    tables = values.get("sources", [])
    if not isinstance(tables, list) or not all(isinstance(each, dict) for each in tables):
        found.append((("sources",), "sources has to be tables: [[sources]]"))
    else:
        for number, table in enumerate(tables):
            at = ("sources", number)
            found += _wrong(table, _SOURCE, at)
            if not {"paths", "host_from_path"} & table.keys():
                found.append((at, "a source needs paths, or host_from_path"))
    located = [InputError(what, location(str(path), places, where)) for where, what in found]
    yield from sorted(
        located, key=lambda each: (each.location.line or 0, each.location.column or 0)
    )


def _wrong(
    values: Mapping[str, Any], known: Sequence[str], above: toml_places.Path
) -> Iterator[tuple[toml_places.Path, str]]:
    """What is wrong with the keys of a table: where, and what."""
    for key, value in values.items():
        if key not in known:
            near = difflib.get_close_matches(key, known, 1)
            meant = f"did you mean {near[0]!r}?" if near else f"known are {', '.join(known)}"
            yield (*above, key), f"unknown key {key!r}; {meant}"
        elif key in _LISTS and not _is_texts(value):
            yield (*above, key), f"{key} has to be a list of texts"
        elif key not in _LISTS and key not in _TABLES and not _is_text(key, value):
            yield (*above, key), f"{key} has to be a text"
        elif why := _senseless(key, value):
            yield (*above, key), f"{key}: {why}"


def _parted(values: Mapping[str, Any]) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """The values without the table `[rules]`, and that table; rules may be a plain list too."""
    rules = values.get("rules")
    if not isinstance(rules, dict):
        return values, {}
    return {key: value for key, value in values.items() if key != "rules"}, rules


def _wrong_placeholders(table: object) -> Iterator[tuple[toml_places.Path, str]]:
    """What is wrong with the table of placeholders: where, and what."""
    if not isinstance(table, dict):
        yield ("placeholders",), "placeholders has to be a table: [placeholders]"
        return
    for name, value in table.items():
        values = _listed(value)
        plain = all(isinstance(each, str | int) and not isinstance(each, bool) for each in values)
        if not _NAME.fullmatch(name):
            yield ("placeholders", name), "the name of a placeholder is of letters, digits, _ and -"
        elif not plain or not values:
            yield ("placeholders", name), f"{name} has to be a list of texts"


def _wrong_heartbeat(
    table: object, notify: object, path: Path
) -> Iterator[tuple[toml_places.Path, str]]:
    """What is wrong with the table of the heartbeat: where, and what."""
    from app.configuration import toml_heartbeat

    wrong = list(toml_heartbeat.problems(table, notify))
    yield from wrong
    secret = None if wrong or not isinstance(table, dict) else toml_heartbeat.secret(table)
    if secret is not None and path.stat().st_mode & 0o077:
        command = f"chmod 600 {shlex.quote(str(path))}"
        yield secret, f"{secret[-1]} can be read by others; {command}, or keep it in a file"


def _wrong_thresholds(table: object) -> Iterator[tuple[toml_places.Path, str]]:
    """What is wrong with the table of limits: where, and what."""
    if not isinstance(table, dict):
        yield ("rules", "thresholds"), "thresholds has to be a table: [rules.thresholds]"
        return
    for name, value in table.items():
        try:
            limits(value)
        except ValueError as wrong:
            yield ("rules", "thresholds", name), f"{name}: {wrong}"


def _wrong_notify(table: object, path: Path) -> Iterator[tuple[toml_places.Path, str]]:
    """What is wrong with the table of notifications: where, and what."""
    from app.configuration import toml_notify

    yield from toml_notify.problems(table)
    secret = toml_notify.inline_secret(table)
    if secret is not None and path.stat().st_mode & 0o077:
        command = f"chmod 600 {shlex.quote(str(path))}"
        yield secret, f"{secret[-1]} can be read by others; {command}, or keep it in a file"


def _wrong_enrichment(table: object) -> Iterator[tuple[toml_places.Path, str]]:
    """What is wrong with the table of files about addresses: where, and what."""
    if not isinstance(table, dict):
        yield ("enrichment",), "enrichment has to be a table: [enrichment]"
        return
    yield from _wrong(table, _ENRICHMENT, ("enrichment",))
    lists = table.get("lists", {})
    if not isinstance(lists, dict):
        yield ("enrichment", "lists"), "lists has to be a table: [enrichment.lists]"
        return
    for name, path in lists.items():
        if not _NAME.fullmatch(name):
            yield ("enrichment", "lists", name), "the name of a list is of letters, digits, _ and -"
        elif not isinstance(path, str) or not path:
            yield ("enrichment", "lists", name), f"{name} has to be the path of a file"


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) for each in value)


def _is_text(key: str, value: object) -> bool:
    return isinstance(value, str) or (key == "reference_time" and isinstance(value, date))


def _senseless(key: str, value: Any) -> str | None:  # noqa: ANN401 - any TOML value
    """Why a value of the right type says nothing."""
    try:
        if key in _MEANINGS:
            _MEANINGS[key](_typed(value))
    except ValueError as wrong:
        return str(wrong)
    return None


_NAME = re.compile(r"[A-Za-z0-9_-]+")
_TABLES = frozenset(
    {
        "sources",
        "placeholders",
        "heartbeat",
        "thresholds",
        "enrichment",
        "lists",
        "notify",
        "report",
        "app",
    }
)
_RULES = ("folders", "enable", "disable", "thresholds")
_ENRICHMENT = ("databases", "lists")
_LISTS = frozenset(
    {"paths", "rules", "folders", "enable", "disable", "trusted_proxies", "databases"}
)
_SETTINGS = tuple(each.name for each in fields(Settings))
_TOP = (
    "db",
    "paths",
    "rules",
    *_SETTINGS,
    "placeholders",
    "heartbeat",
    "enrichment",
    "notify",
    "report",
    "app",
    "sources",
)
_SOURCE = ("paths", *_SETTINGS)
_MEANINGS: Mapping[str, Callable[[Any], object]] = {
    "paths": named_paths,
    "rules": named_paths,
    "folders": named_paths,
    "databases": named_paths,
    "host": host_name,
    "tz": zone,
    "trusted_proxies": networks,
    "encoding": code_page,
    "reference_time": lambda text: instant(text, UTC),
    "host_from_path": HostTemplate,
}
"""What raises where a value makes no sense; formats are looked up when they are needed."""
