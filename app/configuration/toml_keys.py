"""The table `[app.keys]` of a configuration file: commands by their ids, and keys for them."""

import difflib
from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

from app.configuration.toml_places import Path, Place
from app.keyboard.key_names import key_named, types_text

Problem: TypeAlias = tuple[Path, str]


def own_keys(table: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """The names of keys by the id of their command; of a table that is sound."""
    return {command: tuple(map(key_named, _listed(value))) for command, _, value in _flat(table)}


def problems(table: object, places: Mapping[Path, Place]) -> Iterator[Problem]:
    """What is wrong with the table: where, and what."""
    if not isinstance(table, dict):
        yield ("app", "keys"), "keys has to be a table: [app.keys]"
        return
    from app.keyboard.remapping import known_ids

    known = known_ids()
    wrong = [(at, why) for name, at, value in _flat(table) if (why := _why(name, value, known))]
    yield from wrong or _collisions(table, places)


def _why(command: str, value: object, known: list[str]) -> str | None:
    """What is wrong with one command and its keys."""
    from app.keyboard.remapping import takes_text

    if command not in known:
        near = difflib.get_close_matches(command, known, 1)
        meant = f"; did you mean {near[0]!r}?" if near else "; the help shows all: blotter, then ?"
        return f"no command {command!r}{meant}"
    keys = _listed(value)
    if not keys or not all(isinstance(each, str) for each in keys):
        return f"{command} has to be a key, or a list of keys"
    try:
        named = list(map(key_named, keys))
    except ValueError as wrong:
        return f"{command}: {wrong}"
    text = next((each for each in named if types_text(each)), None)
    if text and command != "app.palette" and takes_text(command):
        return f"{command}: {text} is text where something is typed; take one like ctrl+k or f5"
    return None


def _collisions(table: Mapping[str, Any], places: Mapping[Path, Place]) -> Iterator[Problem]:
    """Keys that would mean two commands at once, at the place of the one that stands later."""
    from app.keyboard.keys import printed
    from app.keyboard.remapping import collisions

    found = {command: at for command, at, _ in _flat(table)}
    order = list(found)
    for key, one, two, context in collisions(own_keys(table)):
        first, second = sorted((one, two), key=lambda each: _rank(each.id, order))
        where = places.get(found[first.id]) if first.id in found else None
        named = f"line {where[0]}, column {where[1]}" if where else "as it comes"
        yield (
            found[second.id],
            f"{printed(key)} would mean {second.id} and {first.id} ({named}) {context.value}",
        )


def _rank(command: str, order: list[str]) -> int:
    return order.index(command) if command in order else -1


def _flat(table: Mapping[str, Any], above: Path = ()) -> Iterator[tuple[str, Path, object]]:
    """Ids, their places and keys; `alerts.note` may be written with quotation marks or without."""
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value, (*above, key))
        else:
            yield ".".join(map(str, (*above, key))), ("app", "keys", *above, key), value


def _listed(value: Any) -> list[Any]:  # noqa: ANN401 - any TOML value
    return value if isinstance(value, list) else [value]
