"""A value of a filter: literal text with wildcards between its parts, and how it is written."""

import re
from dataclasses import dataclass

_BARE = re.compile(r'(?!=)[^\s"(),*]+')
"""What needs no quotes; an equals sign at the beginning does. Outside of quotes a backslash is an
ordinary character."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """Literal parts; between two of them anything may stand.

    `root` is `("root",)`, `/wp-*` is `("/wp-", "")`, `*` alone is `("", "")`.
    """

    parts: tuple[str, ...]
    """At least one. Only the first and the last may be empty."""
    cased: bool = False
    """Letter case counts: written with `=` before it."""

    @property
    def exact(self) -> bool:
        """Whether there is no wildcard in it."""
        return len(self.parts) == 1

    @property
    def anything(self) -> bool:
        """Whether every value matches, as long as there is one."""
        return not self.exact and not any(self.parts)

    @property
    def plain(self) -> str:
        """The parts with `*` between them, unquoted: for values whose shape leaves no doubt."""
        return "*".join(self.parts)

    def text(self, *, quoted: bool = False) -> str:
        """The pattern as it is written in a filter.

        Args:
            quoted: Put quotes around the parts even where they are not needed.
        """
        if self.exact:
            return "=" * self.cased + (_written(self.parts[0], quoted=quoted) or '""')
        return "*".join(_written(part, quoted=quoted) for part in self.parts)


ANYTHING = Pattern(("", ""))
"""Whatever there is."""


def exactly(text: str, *, cased: bool = False) -> Pattern:
    """The pattern that only this text matches; letter case aside, unless that counts."""
    return Pattern((text,), cased)


def pattern(parts: list[str]) -> Pattern:
    """A pattern of parts with a wildcard between each two; several wildcards in a row are one."""
    if len(parts) < 3:
        return Pattern(tuple(parts))
    return Pattern((parts[0], *filter(None, parts[1:-1]), parts[-1]))


def _written(part: str, *, quoted: bool) -> str:
    if not part or (not quoted and _BARE.fullmatch(part)):
        return part
    escaped = part.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
