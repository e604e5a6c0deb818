"""What the tabs have in common: they load for a filter, keep a cursor, and say what went wrong."""

import asyncio
from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import StrEnum
from time import monotonic
from typing import ClassVar, TypeAlias

from textual.containers import Container
from textual.message import Message

from app.keyboard.keys import Context
from app.screens.background import Repeated
from app.screens.database_words import told
from app.screens.desk import Desk
from app.screens.moving import ListMoves
from app.screens.place import Tab
from store.filters.grammar import Filter
from store.queries.order import Key
from widgets.record_list import RecordList
from widgets.view_models import Column, Shown, shown

Step: TypeAlias = Callable[[int, int], int | None]
"""The number of the event so many places on from an event; None where there is none."""


_PATIENCE = 0.3
"""Seconds for which a key waits for the rows that the one before it asked for."""


class Question(StrEnum):
    """What one may want to know of a record."""

    AROUND = "around"
    EXPLAIN = "explain"


class Pane(Container):
    """One tab."""

    NOTHING_TO_PIN: ClassVar[Shown] = Shown("Pinning is for records: Events and Live show them.")
    TAB: ClassVar[Tab]
    CONTEXT: ClassVar[Context]
    FILTERED: ClassVar[bool] = True
    """Whether it shows what the filter leaves; else all."""

    @dataclass
    class Drilled(Message):
        """The analyst goes to another place; the way back is kept."""

        tab: Tab
        filter: Filter
        spot: Hashable = None
        """The row to stand on there."""

    @dataclass
    class Counted(Message):
        """How much the filter matches in this pane."""

        text: Shown

    @dataclass
    class Decided(Message):
        """A decision was written."""

        text: Shown

    @dataclass
    class Reading(Message):
        """The analyst reads a record."""

        event: int
        step: Step
        """Leads to the records beside it."""

    class Rehinted(Message):
        """What a key does here has another name now."""

    class Timed(Message):
        """The analyst wants to stand at another time."""

    @dataclass
    class Asked(Message):
        """The analyst wants to know more of a record."""

        what: Question
        event: int

    @dataclass
    class Failed(Message):
        """Something could not be done."""

        text: Shown

    def __init__(self, desk: Desk, filter_: Filter) -> None:
        super().__init__(id=f"pane-{self.TAB.value}")
        self.desk = desk
        self.filter = filter_
        self.counted = Shown("")
        self._loaded: Filter | None = None
        self._stale = True
        self._generation = 0
        self._target: Hashable = None
        self._loading = Repeated(self, "load", self._fill)
        self._shown = asyncio.Event()
        """Set while the rows are those of the filter."""
        self._shown.set()
        self._asked_at = 0.0

    def enter(self, filter_: Filter, spot: Hashable = None) -> None:
        """Come into view with a filter; `spot`: the row to stand on."""
        self.filter = filter_
        self.screen.set_focus(self.query_one("#focus"))
        if spot is not None or self._loaded != filter_:
            self._target = spot
            self.load()
        elif self._stale:
            self.load()
        else:  # what was counted still holds
            self.count(self.counted)

    def freshen(self) -> None:
        """The data changed: load again and stay on the same row; out of view, later."""
        if self.display:
            self.renew()
        else:
            self._stale = True

    def retime(self) -> None:
        """Draw all times anew; out of view, when it comes into view."""
        self._stale = True
        if self.display:
            self._target = self.spot
            self.load()

    def load(self) -> None:
        """Read everything for the filter."""
        self._generation += 1
        self._stale = False
        self._loaded = self.filter
        self._shown.clear()
        self._asked_at = monotonic()
        self._loading.restart()

    def renew(self) -> None:
        """Read everything once more, as soon as what is being read is there."""
        self._stale = False
        self._loading.ask()

    @property
    def is_settled(self) -> bool:
        """Whether the rows are those of the filter, or take too long for keys to wait for them."""
        return self._shown.is_set() or self._left_to_wait <= 0

    async def settled(self) -> None:
        """Wait until that is so."""
        if not self.is_settled:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._shown.wait(), self._left_to_wait)

    @property
    def _left_to_wait(self) -> float:
        return self._asked_at + _PATIENCE - monotonic()

    async def _fill(self) -> None:
        generation = self._generation
        await self._load()
        if generation == self._generation:
            self._shown.set()

    async def _load(self) -> None:
        """Read and show; each pane its own way."""
        raise NotImplementedError

    def land(self) -> Hashable:
        """The row to stand on once rows are there: where one returns to, else where one stands.

        Asked when the rows are shown, not when they are asked for: keys are pressed meanwhile.
        """
        target, self._target = self._target, None
        return self.spot if target is None else target

    @property
    def spot(self) -> Hashable:
        """The row under the cursor, to return to."""
        return None

    @property
    def event_here(self) -> int | None:
        """The number of the record under the cursor; None: none is."""
        spot = self.spot
        return spot.id if isinstance(spot, Key) else None

    def value_here(self) -> tuple[str, object] | None:
        """Field and value under the cursor; None where the pane knows of none."""
        return None

    def labels(self) -> Mapping[str, str]:
        """What commands, by their ids, do now, where they are not called so; empty: nothing."""
        return {}

    def preview(self, filter_: Filter) -> None:
        """A filter is being typed: most panes wait until it is done."""

    def count(self, text: str) -> None:
        """Say how much the filter matches."""
        self.counted = shown(text)
        self.post_message(self.Counted(self.counted))

    @contextmanager
    def reporting(self, say: Callable[[Shown], object] | None = None) -> Iterator[None]:
        """Turn the store's errors into a sentence on the screen.

        Args:
            say: Where the sentence goes; None: a passing message.
        """

        def fail(text: Shown) -> None:
            self._stale = True
            (say or self._complain)(text)

        with told(fail, self.desk):
            yield

    def _complain(self, text: Shown) -> None:
        self.post_message(self.Failed(text))


class ListPane(ListMoves, Pane):
    """A tab around a list."""

    COLUMNS: ClassVar[tuple[Column, ...]]
    CELL: ClassVar[str] = ""
    """Key of the column that the cursor stands on at first."""

    def __init__(self, desk: Desk, filter_: Filter) -> None:
        super().__init__(desk, filter_)
        # Held, not looked up: what was asked for arrives also before and after they are on screen.
        self.list = RecordList(self.COLUMNS, cell=self.CELL, id="focus")
        self.list.say(Shown("reading …"))

    @property
    def spot(self) -> Hashable:
        """The row under the cursor."""
        return self.list.cursor_key

    def action_first(self) -> None:
        """Go to the first row."""
        self.list.first()

    def action_last(self) -> None:
        """Go to the last row."""
        self.list.last()

    def action_open(self) -> None:
        """Go into the row under the cursor; each pane its own way."""
        raise NotImplementedError

    @contextmanager
    def filling(self) -> Iterator[None]:
        """Like `reporting`, for rows: where they cannot be read, none of before may stay."""
        with self.reporting(say=self._empty):
            yield

    def _empty(self, text: Shown) -> None:
        self.list.say(text)
        self.list.replace([])
        self.count("")
