"""The limits that a rule or the configuration gives for some hours of the week."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from store.rules.calendars.hours import hours

_KEYS = frozenset({"when", "gte", "gt"})


class Limit(NamedTuple):
    """From which count on a rule fires."""

    when: str | None
    """In which hours of the week; None: in all others."""
    least: int


def limit(value: object) -> Limit:
    """One limit: a number, or a mapping of `when` and `gte` or `gt`.

    Raises:
        ValueError: It cannot be understood.
    """
    if isinstance(value, int) and not isinstance(value, bool):
        return Limit(None, _count(value))
    if not isinstance(value, dict):
        raise ValueError("a limit is a number, or like {when: thu, gte: 50}")  # noqa: TRY004
    unknown = sorted(str(key) for key in value.keys() - _KEYS)
    if unknown:
        raise ValueError(f"a limit has no key {unknown[0]!r}; it has when, and gte or gt")
    if len({"gte", "gt"} & value.keys()) != 1:
        raise ValueError("a limit needs gte or gt: {when: thu, gte: 50}")
    when = value.get("when")
    if when is not None:
        if not isinstance(when, str):
            raise ValueError("when: are hours of the week, such as mon-fri 8-18")
        hours(when)
    least = _count(value["gte"]) if "gte" in value else _count(value["gt"]) + 1
    return Limit(when, least)


def limits(value: object) -> tuple[Limit, ...]:
    """Some limits, of which the first that fits counts.

    Raises:
        ValueError: They cannot be understood, or one of them never counts.
    """
    found = tuple(map(limit, value if isinstance(value, list) else [value]))
    if not found:
        raise ValueError("needs a limit")
    for each, left in _left(found):
        if not left:
            words = "without when" if each.when is None else f"for {each.when!r}"
            raise ValueError(f"the limit {words} never counts: those before it have all its hours")
    return found


def _left(some: Iterable[Limit]) -> Iterator[tuple[Limit, frozenset[int]]]:
    """Limits, with the hours that those before leave them."""
    left = hours("mon-sun")
    for each in some:
        own = left if each.when is None else hours(each.when) & left
        yield each, own
        left -= own


def _count(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise ValueError("the count is a whole number above zero")
    return value
