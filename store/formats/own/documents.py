"""Make a format of a YAML document, and take note of everything that is wrong in it."""

import re
from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import regex

from store.formats.own import keys, stamps
from store.formats.own.fields import fields_of, target
from store.formats.own.matching import compiled
from store.formats.own.parts import Part, meant
from store.formats.own.samples import samples_of
from store.formats.own.spec import Clock, Field, Pattern, Spec, Type
from store.model import KIND_KEYS, FieldValue, Kind, Outcome, Parse

_NAME = re.compile(r"[a-z][a-z0-9_]*(?:[.-][a-z0-9_]+)*", re.ASCII)
OUTCOME = "event.outcome"

_KEYS = (
    *("name", "title", "dataset", "type", "patterns", "time", "first_line", "fields"),
    *("requires", "samples"),
)
_PATTERN_KEYS = ("name", "regex", "when", "kind", "weight", "parse")
_MOST_WEIGHT = 1000
_SHORT = {
    "category": "event.category",
    "action": "event.action",
    "outcome": OUTCOME,
    "level": "log.level",
    "program": "process.name",
}
"""Names that stand for event keys under `kind`."""


def spec_of(top: Part, path: str) -> Spec | None:
    """The format that a document describes; None, or not to be used, where it has problems."""
    top.only(_KEYS)
    name = _name(top)
    is_json = top.word("type", ("text", "json")) == "json"
    dataset = top.text("dataset") or name
    patterns = _patterns(top, dataset, is_json=is_json)
    clock = _clock(top)
    fields = fields_of(top, is_json=is_json)
    first_line = _regex(top, "first_line")
    requires = top.texts("requires")
    if is_json:
        if first_line is not None:
            top.fault("JSON objects have one line each", "first_line")
        requires = requires or _needed(clock, fields)
    else:
        fields = _matched(top, patterns, fields, clock)
        if "requires" in top.data:
            top.fault("requires is for `type: json`", "requires")
    _check_something(top, patterns, fields, is_json=is_json)
    samples = samples_of(top, [each.name for each in patterns])
    return Spec(
        path=path,
        name=name,
        title=top.text("title") or name,
        dataset=dataset,
        is_json=is_json,
        patterns=tuple(patterns),
        fields=tuple(fields),
        clock=clock,
        first_line=first_line,
        requires=tuple(requires),
        samples=tuple(samples),
        place=top.faults.place(("name",)),
    )


def is_name(text: str) -> bool:
    """Whether a format may be called so."""
    return _NAME.fullmatch(text) is not None and len(text) <= 64


def _name(top: Part) -> str:
    name = top.text("name", needed=True) or ""
    if name and not is_name(name):
        top.fault("a name has small letters, digits, dots and hyphens, as in acme.gateway", "name")
    return name


def _needed(clock: Clock | None, fields: Sequence[Field]) -> list[str]:
    """What a JSON object must have where the file does not say so: the time, else some field."""
    if clock is not None:
        return [clock.source]
    return [each.source for each in fields[:1]]


def _check_something(
    top: Part, patterns: Sequence[Pattern], fields: Sequence[Field], *, is_json: bool
) -> None:
    if is_json and not fields:
        top.fault("fields are missing: which paths of the object go where", "fields")
    if not is_json and not patterns and not top.data.get("patterns"):
        top.fault("patterns are missing", "patterns")


def _patterns(top: Part, dataset: str, *, is_json: bool) -> list[Pattern]:
    """The patterns; of JSON without any, one for every object."""
    found: list[Pattern] = []
    for part in top.parts("patterns"):
        part.only(_PATTERN_KEYS)
        pattern = _pattern(part, dataset, is_json=is_json)
        if pattern.name in [each.name for each in found]:
            part.fault(f"there is a pattern {pattern.name!r} already", "name")
        found.append(pattern)
    if is_json and not found and not top.data.get("patterns"):
        found.append(
            Pattern("object", None, (), Kind(dataset), 1, {}, top.faults.place(("fields",)))
        )
    return found


def _pattern(part: Part, dataset: str, *, is_json: bool) -> Pattern:
    name = part.text("name", needed=True) or ""
    expression = _regex(part, "regex", needed=not is_json)
    for key, belongs in (("regex", not is_json), ("when", is_json)):
        if key in part.data and not belongs:
            part.fault(f"{key} is for `type: {'text' if is_json else 'json'}`", key)
    kind, constants = _kind(part, dataset)
    weight = part.whole("weight", _MOST_WEIGHT)
    place = part.faults.place((*part.keys, "name"))
    when = _when(part) if is_json else ()
    return Pattern(name, expression, when, kind, 1 if weight is None else weight, constants, place)


def _when(part: Part) -> tuple[tuple[str, str], ...]:
    """Paths and the texts that have to stand there."""
    wanted = part.part("when")
    found: list[tuple[str, str]] = []
    for path, value in wanted.data.items() if wanted is not None else ():
        if isinstance(value, bool):
            found.append((path, "true" if value else "false"))
        elif isinstance(value, str | int | float):
            found.append((path, str(value)))
        else:
            part.fault("the value has to be a text, a number, true or false", "when", path)
    return tuple(found)


def _kind(part: Part, dataset: str) -> tuple[Kind, dict[str, FieldValue]]:
    """What is the same for all records of a pattern: kind and fields, by event key."""
    parse = part.word("parse", (Parse.FULL, Parse.HEADER)) or Parse.FULL
    repeating: dict[str, Any] = {}
    constants: dict[str, FieldValue] = {}
    given = part.part("kind")
    for name, value in given.data.items() if given is not None else ():
        key = _SHORT.get(name, name)
        problem = keys.fault(key) or _constant_fault(key, value)
        if problem is not None or not isinstance(value, str | int | float):
            part.fault(problem or f"{key} has to be a text or a number", "kind", name)
        elif key in KIND_KEYS:
            repeating[KIND_KEYS[key]] = Outcome(str(value)) if key == OUTCOME else value
        else:
            constants[key] = value
    return Kind(dataset, Parse(parse))._replace(**repeating), constants


def _constant_fault(key: str, value: object) -> str | None:
    """What is wrong with a constant of a key that there is."""
    outcomes = [str(each) for each in Outcome]
    if isinstance(value, bool) or value in ("", "-"):
        return f"{key} has to be a text or a number"
    if key == OUTCOME and value not in outcomes:
        return f"event.outcome is one of {', '.join(outcomes)}"
    wanted = keys.usual(key, is_json=True)
    if wanted is Type.INT and not isinstance(value, int):
        return f"{key} has to be a whole number"
    if wanted is Type.TEXT and not isinstance(value, str):
        return f"{key} has to be a text; quote it"
    return f"{key} is never the same in all records" if wanted is Type.IP else None


def _clock(top: Part) -> Clock | None:
    part = top.part("time")
    if part is None:
        return None
    part.only(("field", "formats", "zone"))
    formats = part.texts("formats")
    for index, text in enumerate(formats):
        try:
            stamps.reading(text)
        except ValueError as error:
            near = meant(text, stamps.NAMED) if "%" not in text else ""
            part.fault(f"{error}{near}", "formats", index)
    return Clock(part.text("field") or "time", tuple(formats) or ("iso8601",), _zone(part))


def _zone(part: Part) -> str | None:
    name = part.text("zone")
    try:
        ZoneInfo(name or "UTC")
    except (ZoneInfoNotFoundError, ValueError, OSError):
        part.fault(f"there is no zone {name!r}; one looks like Europe/Zurich", "zone")
        return None
    return name


def _regex(part: Part, key: str, *, needed: bool = False) -> str | None:
    """A regular expression that can be compiled."""
    text = part.text(key, needed=needed)
    if text is None:
        return None
    try:
        compiled(text)
    except (regex.error, ValueError, OverflowError, RecursionError) as error:
        part.fault(f"{key} is no regular expression: {error}", key)
        return None
    return text


def _matched(
    top: Part, patterns: Sequence[Pattern], fields: Sequence[Field], clock: Clock | None
) -> list[Field]:
    """The fields, with those that groups name themselves; each group has to go somewhere."""
    known = {each.source for each in fields} | ({clock.source} if clock is not None else set())
    groups: dict[str, None] = {}
    for index, pattern in enumerate(patterns):
        if pattern.regex is None:
            continue
        for group in compiled(pattern.regex).groupindex:
            groups[group] = None
            if group[0] != "_" and group not in known and keys.of_group(group) is None:
                message = f"group {group!r} goes nowhere: name it under `fields`"
                top.fault(f"{message}{meant(group, known)}", "patterns", index, "regex")
    for name in sorted(known - set(groups)) if patterns else ():
        place = ("fields", name) if clock is None or name != clock.source else ("time", "field")
        top.fault(f"no pattern has a group {name!r}{meant(name, groups)}", *place)
    more = [(name, key) for name in groups if name not in known and (key := keys.of_group(name))]
    return [*fields, *(_itself(name, key) for name, key in more)]


def _itself(group: str, key: str) -> Field:
    return Field(group, (target(key, keys.usual(key, is_json=False)),), None)
