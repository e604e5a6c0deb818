"""What to look at next, as filters: an analyst's questions with the alert's own values in them."""

import re
from collections.abc import Mapping
from datetime import UTC
from typing import TypeAlias

from store.errors import FilterError
from store.filters import times
from store.filters.grammar import parse
from store.filters.patterns import exactly
from store.model import FieldValue
from store.times import clock, now

Questions: TypeAlias = tuple[tuple[str, str], ...]
"""A title and a filter each; in the filter `{key}` stands for a value of the alert's group."""

_PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_.-]*)\}")
_SPANS = re.compile(
    r'"(?:[^"\\]|\\.)*"|(?<![^\s(-])(?P<key>since|until):(?P<span>[0-9]{1,6}[smhdw])(?![^\s)])',
    re.IGNORECASE,
)
_SAMPLES = {"source.ip": "192.0.2.1", "source.as.number": "64500", "date": "2026-03-05"}
_ANY_VALUE = 'a "b"'
"""What a placeholder is tried with: any value has to fit where it stands."""


def keys_in(text: str) -> tuple[str, ...]:
    """The keys of a filter's placeholders, each once."""
    return tuple(dict.fromkeys(_PLACEHOLDER.findall(text)))


def filled(text: str, group: Mapping[str, FieldValue], first_seen: int) -> str | None:
    """A question's filter about one alert.

    Args:
        text: The filter with its placeholders.
        group: The alert's group: keys and values.
        first_seen: When the alert began (µs since 1970 UTC): spans count back from then, since
            by the clock they would find nothing around an alert from an old log.

    Returns:
        A filter as it is written; None if the alert lacks a value that it asks about.
    """
    if any(key not in group for key in keys_in(text)):
        return None

    def value(found: re.Match[str]) -> str:
        behind_key = text[: found.start()].endswith(":")
        return exactly(str(group[found[1]])).text(quoted=not behind_key)

    return _PLACEHOLDER.sub(value, _SPANS.sub(lambda found: _placed(found, first_seen), text))


def _placed(found: re.Match[str], first_seen: int) -> str:
    """A span as the time that it leads back to; a text in quotes as it is."""
    if found["key"] is None:
        return found[0]
    moment = times.read(found["span"], first_seen, UTC)
    return f"{found['key']}:{clock(moment).replace(' ', 'T')}Z"


def read(value: object) -> Questions:
    """The questions of a rule, as it lists them.

    Raises:
        ValueError: They are no such list, or a filter cannot be understood.
    """
    if not isinstance(value, list) or not all(map(_is_question, value)):
        raise ValueError("is a list of mappings, each of a title and a filter")
    for each in value:
        _try(each["filter"])
    return tuple((each["title"], each["filter"]) for each in value)


def _is_question(value: object) -> bool:
    return (
        isinstance(value, dict)
        and value.keys() == {"title", "filter"}
        and all(isinstance(text, str) and text.strip() for text in value.values())
    )


def _try(text: str) -> None:
    """Fill a filter's placeholders and read it."""
    sample = {key: _SAMPLES.get(key, _ANY_VALUE) for key in keys_in(text)}
    try:
        parse(filled(text, sample, now()) or "")
    except FilterError as error:
        raise ValueError(f"the filter {text!r}: {error.message}") from None
