"""What a rule is called: its id, its name, and its title as one word."""

from typing import Protocol

from store.text import slug


class Titled(Protocol):
    """A rule, as far as this is concerned with it."""

    @property
    def uuid(self) -> str:
        """Its own id."""

    @property
    def name(self) -> str | None:
        """What correlations may call it."""

    @property
    def title(self) -> str:
        """Its title."""


def short(rule: Titled) -> str:
    """The shortest that a rule is called by people."""
    return rule.name or slug(rule.title) or rule.uuid


def called(rule: Titled) -> tuple[str, ...]:
    """All that a rule is called, in lower case."""
    names = (rule.uuid, rule.name, slug(rule.title))
    return tuple(each.lower() for each in names if each)
