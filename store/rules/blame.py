"""Say where in a rule's document an error of pySigma lies: the library knows the file alone.

Only the child process of `store.rules.compiler` imports this.
"""

import re
from collections.abc import Callable, Iterator
from functools import partial

from sigma.exceptions import SigmaError
from sigma.rule import SigmaDetection, SigmaDetectionItem

from store.errors import RuleError
from store.rules.documents import Document

SURPRISES = (
    SigmaError,
    ArithmeticError,
    AttributeError,
    LookupError,
    NotImplementedError,
    RecursionError,
    TypeError,
    ValueError,
)
"""What pySigma raises for documents that are not what it expects: not only errors of its own."""

_KEYS: dict[str, tuple[str, ...]] = {
    "SigmaConditionError": ("detection", "condition"),
    "SigmaIdentifierError": ("id",),
    "SigmaTagError": ("tags",),
    "SigmaTimespanError": ("correlation", "timespan"),
    "SigmaCorrelationTypeError": ("correlation", "type"),
    "SigmaCorrelationConditionError": ("correlation", "condition"),
    "SigmaCorrelationRuleError": ("correlation",),
}
_HEADLINES = {
    *("Author", "Date", "Description", "FalsePositives", "Fields", "Level", "License"),
    *("Logsource", "Modified", "Name", "References", "Related", "Scope", "Status", "Taxonomy"),
    "Title",
}
"""Errors that are named for the key that they are about."""
_CONVERTING = re.compile(r" \(while converting rule .*\)$", re.DOTALL)
_PLACEHOLDER = re.compile(r"Placeholder replacement variable '(.*)' doesn't exist")
_NAMED = re.compile(r"Sigma([A-Za-z]+)Error")


def problem(error: Exception, document: Document) -> RuleError:
    """An error of the library as a problem with a place.

    Args:
        error: One of `SURPRISES`.
        document: What it was raised for.
    """
    return document.error(sentence(error), *_keys(error, document))


def sentence(error: Exception) -> str:
    """One of `SURPRISES` in words."""
    text = str(error.args[0]) if error.args else type(error).__name__
    text = _CONVERTING.sub("", text)
    if isinstance(error, NotImplementedError) or "NotSupported" in type(error).__name__:
        return f"not supported yet: {text}"
    if isinstance(error, RecursionError):
        return "nested too deeply"
    unknown = _PLACEHOLDER.match(text)
    if unknown is not None:
        return f"not supported yet: the placeholder %{unknown[1]}% has no list of values"
    if isinstance(error, SigmaError):
        return text
    return f"cannot be understood as a Sigma rule: {text}"


def _keys(error: Exception, document: Document) -> tuple[str | int, ...]:
    """Which part of the document an error is about."""
    name = type(error).__name__
    if name in _KEYS:
        return _KEYS[name]
    named = _NAMED.fullmatch(name)
    if named is not None and named[1] in _HEADLINES:
        return (named[1].lower(),)
    for keys, parse in _parts(document):
        try:
            parse()
        except SURPRISES:
            return keys
    return ("detection",)


def _parts(document: Document) -> Iterator[tuple[tuple[str | int, ...], Callable[[], object]]]:
    """Each part of the detection, with something that raises what that part alone raises."""
    detection = document.data.get("detection")
    for name, part in detection.items() if isinstance(detection, dict) else ():
        if name == "condition":
            continue
        for key, value in part.items() if isinstance(part, dict) else ():
            yield ("detection", name, key), partial(SigmaDetectionItem.from_mapping, key, value)
        for index, item in enumerate(part) if isinstance(part, list) else ():
            yield ("detection", name, index), partial(SigmaDetection.from_definition, item)
