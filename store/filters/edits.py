"""Change a filter by a keystroke: pure functions from filter to filter."""

from dataclasses import replace

from store.filters import keys
from store.filters.grammar import Filter, Term
from store.filters.patterns import exactly

_SINGLE = frozenset({"since", "until"})
"""Keys of which only the latest term counts."""


def with_term(current: Filter, term: Term) -> Filter:
    """The filter with one more condition.

    A condition that is already there is not added twice; its opposite, and an earlier bound of the
    same side in time, make room for it.
    """
    opposite = replace(term, negated=not term.negated)
    kept = [
        each
        for each in current.terms
        if each not in (term, opposite) and not (each.key == term.key and term.key in _SINGLE)
    ]
    return Filter((*kept, term))


def only(current: Filter, term: Term) -> Filter:
    """The filter with this condition alone, but for the span of time."""
    kept = tuple(each for each in current.terms if each.key in _SINGLE)
    return with_term(Filter(kept), term)


def without(current: Filter, key: str) -> Filter:
    """The filter without any condition on a key."""
    return Filter(tuple(term for term in current.terms if term.key != key))


def term_for(ecs_key: str, value: str | int, *, negated: bool = False, cased: bool = False) -> Term:
    """The condition that an event has this very value.

    Args:
        ecs_key: The field, for example `source.ip`.
        value: Any value of the field, however hostile.
        negated: Select the events that do not have it.
        cased: Letter case counts, where the key knows it.

    Returns:
        A term on the field's key; where the filter language has none for the field, or the value is
        not of the key's shape, a search for the value in the raw record.
    """
    exact = exactly(str(value))
    key = keys.named(ecs_key)
    if key is None or keys.fault(key, exact):
        return Term(keys.TEXT, (exact,), negated)
    return Term(
        key.name, (exactly(str(value), cased=cased and key.shape is keys.Shape.TEXT),), negated
    )
