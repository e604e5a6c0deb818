"""What in a rule is of another kind than Sigma has there: the library would stumble over it."""

from collections.abc import Iterator, Mapping
from datetime import date

from store.errors import RuleError
from store.rules.written.documents import Document

_CONDITION = "a condition is a text, such as selection and not filter, or a list of such texts"
_VALUE = "a value is a text, a number, true, false or null, or a list of these"


def misshaped(document: Document) -> Iterator[RuleError]:
    """The values of a rule's document that are of the wrong kind."""
    if not isinstance(document.data.get("id", ""), str):
        yield document.error("an id is a text, such as 5b0c1f2e-0002-4a10-9a00-000000000001", "id")
    detection = document.data.get("detection")
    for name, part in detection.items() if isinstance(detection, dict) else ():
        if name == "condition":
            if not _is_condition(part):
                yield document.error(_CONDITION, "detection", name)
        elif isinstance(part, list):
            for number, each in enumerate(part):
                yield from _selection(document, each, "detection", name, number)
        else:
            yield from _selection(document, part, "detection", name)


def _is_condition(value: object) -> bool:
    texts = value if isinstance(value, list) else [value]
    return bool(texts) and all(isinstance(each, str) for each in texts)


def _selection(document: Document, part: object, *place: str | int) -> Iterator[RuleError]:
    """What is of the wrong kind in a mapping of fields to values, or in a keyword."""
    if not isinstance(part, Mapping):
        if not _is_plain(part):
            yield document.error(_VALUE, *place)
        return
    for key, value in part.items():
        values = value if isinstance(value, list) else [value]
        if not isinstance(key, str):
            yield document.error(f"the name of a field is a text, not {key!r}", *place, key)
        elif not all(map(_is_plain, values)):
            yield document.error(_VALUE, *place, key)


def _is_plain(value: object) -> bool:
    return not isinstance(value, list | Mapping | date | bytes)
