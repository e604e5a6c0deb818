"""Texts of rules and logs as messages show them: safe, and no longer than it takes."""

import re

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


_SCHEME = re.compile(r"\b([A-Za-z][A-Za-z0-9+.-]{1,20})://")
_WEB = re.compile(r"\b(www)\.(?=\w)", re.IGNORECASE)


def unlinked(text: str) -> str:
    """Text of a log in which programs find no URL to make a link of, or to fetch for a preview."""
    return _WEB.sub(r"\1[.]", _SCHEME.sub(r"\1[:]//", text))
