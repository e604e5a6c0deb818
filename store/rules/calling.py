"""What a rule is called: its id, its name, and its title as one word."""

import re
from typing import Protocol

_APART = re.compile(r"[^a-z0-9]+")


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


def slug(title: str) -> str:
    """A title as one word: `Log4Shell, by number` is `log4shell-by-number`."""
    return _APART.sub("-", title.lower()).strip("-")


def short(rule: Titled) -> str:
    """The shortest that a rule is called by people."""
    return rule.name or slug(rule.title) or rule.uuid


def called(rule: Titled) -> tuple[str, ...]:
    """All that a rule is called, in lower case."""
    names = (rule.uuid, rule.name, slug(rule.title))
    return tuple(each.lower() for each in names if each)
