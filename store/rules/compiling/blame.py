"""Say where in a rule's document an error of pySigma lies: the library knows the file alone.

Only the child process of `store.rules.compiling.compiler` imports this.
"""

import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, TypeAlias

from sigma.exceptions import SigmaError
from sigma.rule import SigmaDetection

from store.errors import RuleError
from store.rules.compiling.dialect import POLICY
from store.rules.written.documents import Document

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
_HEADLINES = frozenset(
    {
        *("Author", "Date", "Description", "FalsePositives", "Fields", "Level", "License"),
        *("Logsource", "Modified", "Name", "References", "Related", "Scope", "Status", "Taxonomy"),
        "Title",
    }
)
"""Errors that are named for the key that they are about."""
_NO_PARTS = frozenset({"condition", "rules"})
"""Keys of a detection or a filter that are no selections."""
_CONVERTING = re.compile(r" \(while converting rule .*\)$", re.DOTALL)
_PLACEHOLDER = re.compile(r"Placeholder replacement variable '(.*)' doesn't exist")
_EXPECTED = re.compile(r"^Expected .*, found (.*?)\s+\(at char (\d+)\)", re.DOTALL)
_MODIFIER = re.compile(r"^Modifier Sigma(\w+?)Modifier incompatible to value type of")
_NAMED = re.compile(r"Sigma([A-Za-z]+)Error")

Attempt: TypeAlias = Callable[[SigmaDetection], object]
"""Raises what a part of a detection makes wrong."""


def _nothing(_detection: SigmaDetection) -> None:
    """Find nothing wrong with a part that could be parsed."""


def problem(error: Exception, document: Document, attempt: Attempt = _nothing) -> RuleError:
    """An error of the library as a problem with a place.

    Args:
        error: One of `SURPRISES`.
        document: What it was raised for.
        attempt: Does with a part of the detection what it was raised for, where parsing was not.
    """
    return document.error(sentence(error), *_keys(error, document, attempt))


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
        return f"the placeholder %{unknown[1]}% has no values: list them under [placeholders]"
    if isinstance(error, SigmaError):
        return _plain(text)
    return "cannot be understood as a Sigma rule: something in it is of another kind than Sigma has"


def _plain(text: str) -> str:
    """A sentence of the library without the words of its inside."""
    found = _EXPECTED.search(text)
    if found is not None:
        where = f"at character {int(found[2]) + 1}"
        return f"the condition is wrong {where}: {found[1]} is not what can stand there"
    text = _MODIFIER.sub(lambda found: f"the modifier {found[1].lower()} does not fit", text)
    return text.replace("must be a dict", "must be a mapping").replace("map or dict", "mapping")


def _keys(error: Exception, document: Document, attempt: Attempt) -> tuple[str | int, ...]:
    """Which part of the document an error is about."""
    name = type(error).__name__
    section = "filter" if "filter" in document.data else "detection"
    if name in _KEYS:
        return _KEYS[name] if name != "SigmaConditionError" else (section, "condition")
    named = _NAMED.fullmatch(name)
    if named is not None and named[1] in _HEADLINES:
        return (named[1].lower(),)
    for keys, parse in _parts(document.data.get(section)):
        try:
            attempt(parse())
        except SURPRISES:
            return (section, *keys)
    return (section,)


def _parts(
    detection: object,
) -> Iterator[tuple[tuple[str | int, ...], Callable[[], SigmaDetection]]]:
    """Each part of a detection, with what makes a detection of that part alone, or raises."""
    for name, part in detection.items() if isinstance(detection, dict) else ():
        if name in _NO_PARTS:
            continue
        for key, value in part.items() if isinstance(part, dict) else ():
            yield (name, key), partial(_parsed, {key: value})
        for index, item in enumerate(part) if isinstance(part, list) else ():
            yield (name, index), partial(_parsed, item)


def _parsed(part: Any) -> SigmaDetection:  # noqa: ANN401 - whatever YAML says
    return SigmaDetection.from_definition(part, policy=POLICY)
