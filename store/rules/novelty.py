"""What a rule asks for that wants something to be new."""

from typing import NamedTuple

from store.rules.spans import microseconds

_KEYS = frozenset({"fields", "of", "learning", "forget"})


class NewTerms(NamedTuple):
    """What has to be new, as the engine knows it."""

    of: int
    """How many of the rule's value keys, the first ones, say in whose history."""
    learning: int
    """Microseconds from the first hit of a history on, in which everything is known."""
    forget: int | None
    """Microseconds after which what was not met meanwhile is new again; None: never."""


class Wanted(NamedTuple):
    """The same as a rule says it."""

    fields: tuple[str, ...]
    """Whose values together are the term."""
    of: tuple[str, ...]
    """Whose values together have a history of their own; none: there is one history."""
    learning: int
    forget: int | None


def read(value: object) -> Wanted:
    """What stands under `new-terms`.

    Raises:
        ValueError: It cannot be understood.
    """
    if not isinstance(value, dict):
        raise ValueError("is a mapping of fields, of, learning and forget")  # noqa: TRY004
    unknown = sorted(str(key) for key in value.keys() - _KEYS)
    if unknown:
        raise ValueError(f"has no key {unknown[0]!r}")
    if "fields" not in value or "learning" not in value:
        raise ValueError("needs fields, and how long it is learning: {fields: c-ip, learning: 7d}")
    fields, of = _names("fields", value["fields"]), _names("of", value.get("of", []))
    if not fields:
        raise ValueError("fields: is a field name, or a list of them")
    if set(fields) & set(of) or len({*fields, *of}) < len(fields) + len(of):
        raise ValueError("names a field twice")
    forget = microseconds(value["forget"]) if "forget" in value else None
    if forget == 0:
        raise ValueError("forget: what is forgotten at once is always new")
    return Wanted(fields, of, microseconds(value["learning"]), forget)


def _names(key: str, value: object) -> tuple[str, ...]:
    names = [value] if isinstance(value, str) else value
    if not isinstance(names, list) or not all(isinstance(name, str) and name for name in names):
        raise ValueError(f"{key}: is a field name, or a list of them")
    return tuple(names)
