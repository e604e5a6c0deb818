"""Which pages are written from the code."""

from collections.abc import Callable

from releasing.reference import commands, filters, keys

PAGES: dict[str, Callable[[], str]] = {
    "reference/commands.md": commands.page,
    "reference/filters.md": filters.page,
    "reference/keys.md": keys.page,
}
"""Pages below `docs`, and what writes them."""
