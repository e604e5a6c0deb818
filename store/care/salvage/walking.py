"""Find the rows of every table, also below pages that cannot be read."""

import struct
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import NamedTuple

from store.care.salvage.pages import Pages
from store.care.salvage.records import (
    INDEX_INNER,
    INDEX_LEAF,
    TABLE_INNER,
    TABLE_LEAF,
    Tree,
    Value,
    beginning,
    rows,
    tree,
)
from store.care.salvage.shapes import Shape


class Damage(NamedTuple):
    """A page that could not be read, or not whole."""

    page: int
    owner: str
    """The table or index that it belongs to."""
    is_index: bool
    lost: int | None
    """How many of its rows cannot be read; None: nobody knows."""
    was_inner: bool = False
    """Whether it may have told of other pages: it was the first of its table."""


class Found(NamedTuple):
    """A row, and its table."""

    shape: Shape
    values: tuple[Value, ...]
    sure: bool
    """Whether its table's pages lead to it; else it is known by what it looks like."""


@dataclass
class Walk:
    """A walk through all pages of a database."""

    pages: Pages
    shapes: list[Shape]
    damages: list[Damage] = field(default_factory=list)
    """What was met that cannot be read."""
    leaves: Counter[str] = field(default_factory=Counter)
    """How many pages with rows each table has."""
    torn: list[tuple[Value, ...]] = field(default_factory=list)
    """The first columns of blocks of which the rest cannot be read."""
    stray: int = 0
    """Pages with rows of which nobody can say what table they belong to."""

    def __post_init__(self) -> None:
        self._seen: set[int] = {1}

    def rows(self) -> Iterator[Found]:
        """Every row that can be read, each once."""
        for shape in self.shapes:
            yield from self._below(shape)
        yield from self._strays()

    def _below(self, shape: Shape) -> Iterator[Found]:
        """The rows that a table's pages lead to."""
        kinds = (INDEX_INNER, INDEX_LEAF) if shape.without_rowid else (TABLE_INNER, TABLE_LEAF)
        waiting = [shape.root]
        while waiting:
            number = waiting.pop()
            if number in self._seen:
                continue
            try:
                page = tree(self.pages, number)
                if page.kind not in kinds:
                    raise ValueError(number)  # noqa: TRY301 - another's page is no page of it
            except ValueError:
                self._note(number, shape)
                continue
            self._seen.add(number)
            if page.is_inner:
                waiting += list(page.children())[::-1]
            if shape.columns:
                yield from self._of(shape, page, sure=True)

    def _note(self, number: int, shape: Shape) -> None:
        """Note a page that cannot be read at all."""
        self._seen.add(number)
        self.damages.append(Damage(number, shape.name, not shape.columns, None, was_inner=True))

    def _of(self, shape: Shape, page: Tree, *, sure: bool) -> Iterator[Found]:
        """The rows of a page that are rows of a table."""
        if page.kind == TABLE_INNER:
            return
        lost = 0
        self.leaves[shape.name] += 1
        for at, row in zip(page.cells, rows(self.pages, page), strict=True):
            values = None if row is None else shape.fitted(row)
            if values is None:
                lost += 1
                if shape.name == "blocks":
                    self._tear(page, at)
            else:
                yield Found(shape, values, sure)
        if lost:
            self.damages.append(Damage(page.number, shape.name, is_index=False, lost=lost))

    def _tear(self, page: Tree, at: int) -> None:
        """Keep what can be read of a block: it may be enough to find its bytes in the log."""
        with suppress(ValueError, IndexError, struct.error):
            row = beginning(self.pages, page, at)
            self.torn.append((row.rowid, *row.values[1:]))

    def _strays(self) -> Iterator[Found]:
        """The rows of pages that nothing leads to, where a page is damaged that may have done."""
        wanting = {each.owner for each in self.damages if each.was_inner and not each.is_index}
        candidates = [shape for shape in self.shapes if shape.name in wanting]
        if not candidates:
            return
        self._seen.update(self.pages.free())
        for number in range(2, self.pages.count + 1):
            if number in self._seen:
                continue
            try:
                page = tree(self.pages, number)
            except ValueError:
                continue
            yield from self._stray(page, candidates)

    def _stray(self, page: Tree, candidates: list[Shape]) -> Iterator[Found]:
        """The rows of one page, if there is but one table that they fit."""
        if page.kind == TABLE_INNER or not page.cells:
            return
        found = [row for row in rows(self.pages, page) if row is not None]
        fitting = [
            shape
            for shape in candidates
            if found
            and all(
                len(row.values) == len(shape.columns) and shape.fitted(row) is not None
                for row in found
            )
        ]
        if len(fitting) == 1:
            yield from self._of(fitting[0], page, sure=False)
        elif fitting:
            self.stray += 1
