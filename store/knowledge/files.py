"""Which files about addresses the user has."""

from pathlib import Path
from typing import NamedTuple


class Knowledge(NamedTuple):
    """The user's files about addresses."""

    databases: tuple[Path, ...] = ()
    """MMDB files."""
    lists: tuple[tuple[str, Path], ...] = ()
    """Names and files of lists of addresses."""


NO_KNOWLEDGE = Knowledge()
