"""Read the section `fields` of a format file: which value goes under which key, and as what."""

import re

from store.formats.own import keys
from store.formats.own.parts import Part
from store.formats.own.spec import Field, Target, Type
from store.model import Outcome

_KEYS = ("key", "type", "values", "default", "split", "keys")
_TYPES = (Type.TEXT, Type.INT, Type.FLOAT, Type.IP)
_RANGE = re.compile(r"(\d{1,18})-(\d{1,18})", re.ASCII)


def fields_of(top: Part, *, is_json: bool) -> list[Field]:
    """All fields of a document."""
    part = top.part("fields")
    if part is None:
        return []
    found = [_field(part, source, value, is_json=is_json) for source, value in part.data.items()]
    return [each for each in found if each is not None]


def target(key: str, kind: Type) -> Target:
    """A target that takes values as they are."""
    return Target(key, kind, {}, (), None)


def _field(part: Part, source: str, value: object, *, is_json: bool) -> Field | None:
    """One field: just a key, or a mapping that says more."""
    if isinstance(value, str):
        problem = keys.fault(value)
        if problem is not None:
            part.fault(problem, source)
            return None
        return Field(source, (target(value, keys.usual(value, is_json=is_json)),), None)
    given = part.within(value, source)
    if given is None:
        return None
    given.only(_KEYS)
    if "split" in given.data or "keys" in given.data:
        return _split(given, source)
    single = _single(given, is_json=is_json)
    return None if single is None else Field(source, (single,), None)


def _split(given: Part, source: str) -> Field | None:
    """A value that is several: each piece under a key of its own."""
    at, names = given.text("split", needed=True), given.texts("keys")
    for index, name in enumerate(names):
        if (problem := keys.fault(name)) is not None:
            given.fault(problem, "keys", index)
    if len(names) < 2:
        given.fault("keys has to name two or more: one for each piece", "keys")
    for other in {"key", "type", "values", "default"} & given.data.keys():
        given.fault(f"{other} does not go with split", other)
    targets = tuple(target(name, keys.usual(name, is_json=False)) for name in names)
    return None if at is None else Field(source, targets, at)


def _single(given: Part, *, is_json: bool) -> Target | None:
    """One key with its type, and words for words."""
    key = given.text("key", needed=True)
    if key is None:
        return None
    problem = keys.fault(key)
    if problem is not None:
        given.fault(problem, "key")
        return None
    word = given.word("type", _TYPES)
    kind = Type(word) if word is not None else keys.usual(key, is_json=is_json)
    if not keys.fits(key, kind):
        given.fault(f"{key} is never of type {kind}", "type")
    values, ranges = _values(given, key)
    default = given.text("default")
    if default is not None and not (values or ranges):
        given.fault("default is for fields with values", "default")
    _check_word(given, key, default, "default")
    return Target(key, kind, values, ranges, default)


def _values(given: Part, key: str) -> tuple[dict[str, str], tuple[tuple[int, int, str], ...]]:
    """Words of the log to words of ours, texts and ranges of numbers."""
    raw = given.data.get("values")
    if raw is None:
        return {}, ()
    if not isinstance(raw, dict):
        given.fault("values has to be a mapping of the log's words to ours", "values")
        return {}, ()
    words: dict[str, str] = {}
    ranges: list[tuple[int, int, str]] = []
    for name, word in raw.items():
        if isinstance(name, bool) or not isinstance(name, str | int):
            given.fault(f"values: quote {name!r}, for YAML takes it for more than text", "values")
        elif not isinstance(word, str | int) or isinstance(word, bool):
            given.fault("our word has to be a text; quote it", "values", str(name))
        elif isinstance(name, str) and (found := _RANGE.fullmatch(name)):
            ranges.append((int(found[1]), int(found[2]), str(word)))
        else:
            words[str(name)] = str(word)
        _check_word(given, key, word, "values", str(name))
    return words, tuple(ranges)


def _check_word(given: Part, key: str, word: object, *place: str) -> None:
    """An outcome is one of three words."""
    outcomes = [str(each) for each in Outcome]
    if key == "event.outcome" and word is not None and word not in outcomes:
        given.fault(f"event.outcome is one of {', '.join(outcomes)}", *place)
