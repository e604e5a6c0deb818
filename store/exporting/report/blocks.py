"""What a document is made of; its texts are safe to draw, and marked up by nobody yet."""

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Heading:
    """A title."""

    level: int
    """1 for the whole document, up to 4."""
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text."""

    text: str


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table."""

    titles: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines of logs, as they stand."""

    texts: tuple[str, ...]


Block: TypeAlias = Heading | Paragraph | Items | Grid | Lines
