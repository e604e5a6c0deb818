"""Every format that there is, and which of them a source is written in."""

import pkgutil
from collections.abc import Mapping
from functools import cache
from importlib import import_module

from store.formats import builtin
from store.formats.interface import Format

HEAD = 64 * 1024
"""Bytes of a source's beginning that decide its format."""

_ENOUGH = 0.2
"""The least score that counts: in a mixed file a fifth of the lines tell what it is."""


@cache
def formats() -> Mapping[str, Format]:
    """All formats by name, in the order of their names."""
    found: dict[str, Format] = {}
    for module in pkgutil.iter_modules(builtin.__path__):
        made: Format = import_module(f"{builtin.__name__}.{module.name}").FORMAT
        found[made.name] = made
    return dict(sorted(found.items()))


def detect(head: bytes) -> Format | None:
    """The format that fits a source's beginning best, or None where none fits.

    Args:
        head: Up to `HEAD` bytes; names play no part.
    """
    scored = [(each.score(head), each.name) for each in formats().values()]
    best, name = max(scored)
    return formats()[name] if best > _ENOUGH else None


def scores(head: bytes) -> dict[str, float]:
    """How well each format fits, best first."""
    found = {name: each.score(head) for name, each in formats().items()}
    return dict(sorted(found.items(), key=lambda item: -item[1]))
