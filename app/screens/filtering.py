"""The filter that all tabs share, and how a keystroke changes it."""

from collections.abc import Mapping

from store.filters import edits, grammar, keys
from store.filters.grammar import Filter

NOTHING = Filter()
"""No filter: everything is wanted."""

TOP_KEYS = {
    "ip": "source.ip",
    "user": "user.name",
    "path": "url.path",
    "agent": "user_agent.original",
    "host": "host.name",
}
"""The event field behind each kind of top list."""


def parsed(text: str) -> Filter:
    """The filter that was typed.

    Raises:
        FilterError: It cannot be understood.
    """
    return grammar.parse(text)


def of_alert(alert: int) -> Filter:
    """Exactly the evidence of an alert."""
    return Filter((edits.term_for("alert", alert),))


def narrowed(current: Filter, key: str, value: object, *, negated: bool = False) -> Filter:
    """The filter with the condition that a field has, or has not, this value."""
    term = edits.term_for(key, value if isinstance(value, int) else str(value), negated=negated)
    return edits.with_term(current, term)


def can_narrow(key: str, value: object, raw: str) -> bool:
    """Whether events can be told by a field: the language knows it, or the raw record says it."""
    return keys.named(key) is not None or str(value) in raw


def by_group(current: Filter, group: Mapping[str, object]) -> Filter:
    """The filter with an alert's group-by values as conditions."""
    for key, value in group.items():
        current = narrowed(current, key, value)
    return current


def arrived(current: Filter, first: int, last: int) -> Filter:
    """The filter, of the events that were imported with these numbers only."""
    return edits.with_term(current, edits.term_for("id", f"{first}-{last}"))
