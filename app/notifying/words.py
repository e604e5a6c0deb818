"""Texts of rules and logs as messages show them: safe, and no longer than it takes."""

from store.text import safe

MOST_WIDTH = 240
"""Characters of a line of evidence, and of each value of a group."""
MOST_WORDS = 2_000
"""Characters of a paragraph of a rule."""


def paragraph(text: str | None) -> str:
    """Text of a rule, which may come from anywhere, on one line."""
    return cut(safe(" ".join((text or "").split())), MOST_WORDS)


def cut(text: str, most: int = MOST_WIDTH) -> str:
    """Text that is not longer than some characters."""
    return text if len(text) <= most else f"{text[: most - 1]}…"
