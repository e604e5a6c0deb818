"""How one gets about: the shared filter, the places visited, and what a key does with a value.

Screens that a key opens are imported when it is pressed first: the first frame waits for none.
"""

import asyncio
import sqlite3
from abc import abstractmethod
from collections.abc import Hashable
from contextlib import suppress
from typing import TYPE_CHECKING

from textual import on
from textual.screen import Screen

from app.lanes import GivenUpError
from app.screens import filtering, offering
from app.screens.background import background
from app.screens.desk import Desk
from app.screens.filtering import How, Wish
from app.screens.full_screen import Answer, Go
from app.screens.pane import Pane, Question
from app.screens.place import Place, Tab, Trail
from store.errors import BlotterError, FilterError
from store.filters.grammar import Filter
from store.queries.order import Key
from widgets.filter_bar import FilterBar
from widgets.view_models import shown

if TYPE_CHECKING:
    from app.screens.query_screen import Memory

_PAUSE = 0.1
"""Seconds of rest after a key, before anything is looked up."""


class Exploring(Screen[None]):
    """What the workbench knows of filter and way."""

    def __init__(self, desk: Desk, filter_: Filter) -> None:
        super().__init__()
        self._desk = desk
        self._filter = filter_
        self._tab = Tab.ALERTS
        self._trail = Trail(Place(self._tab, filter_))
        self._asked: Memory | None = None

    @property
    @abstractmethod
    def pane(self) -> Pane:
        """The tab in view."""

    @abstractmethod
    def _go(self, place: Place) -> None:
        """Show a place."""

    @property
    def filter(self) -> Filter:
        """The filter in force."""
        return self._filter

    def _here(self) -> Place:
        return Place(self._tab, self._filter, self.pane.spot)

    def _visit(self, tab: Tab, filter_: Filter, spot: Hashable = None) -> None:
        """Go to a place, and keep the way back."""
        self._trail.stay(self._here())
        place = Place(tab, filter_, spot)
        self._trail.visit(place)
        self._go(place)

    def follow(self, answer: Answer) -> None:
        """Do what a screen was left for."""
        if isinstance(answer, Wish):
            self._grant(answer)
        elif isinstance(answer, Go):
            around = None if answer.around is None else Key(answer.around, 0)
            self._visit(answer.tab, answer.filter, around)
        elif answer is not None:
            self._go_to(answer)

    def _grant(self, wish: Wish) -> None:
        if wish.how is How.ENTITY:
            self._show_entity(wish.key, wish.value)
            return
        tab = Tab.EVENTS if self._tab is Tab.ALERTS and wish.key != "rule" else self._tab
        self._visit(tab, filtering.wished(self._filter, wish))

    def _show_entity(self, key: str, value: object) -> None:
        from app.screens.entity import EntityScreen, is_entity

        if is_entity(key):
            self.app.push_screen(EntityScreen(self._desk, key, str(value)), self.follow)
        else:
            self.notify(shown(f"{key} has no page of its own"), markup=False, timeout=3)

    def action_wish(self, how: str) -> None:
        """Include, exclude, only, or all about: the value under the cursor."""
        value = self.pane.value_here()
        spot = self.pane.spot
        if value is not None:
            self._grant(Wish(How(how), *value))
        elif self._tab is Tab.ALERTS and isinstance(spot, int):
            from app.screens.values import ValuesScreen

            self.app.push_screen(ValuesScreen(self._desk, spot), self.follow)
        else:
            self.notify("no value under the cursor", markup=False, timeout=3)

    def on_pane_asked(self, event: Pane.Asked) -> None:
        """Tell more of a record."""
        from app.screens.around import AroundScreen
        from app.screens.explain import ExplainScreen

        event.stop()
        if event.what is Question.AROUND:
            self.app.push_screen(AroundScreen(self._desk, event.event), self.follow)
        else:
            self.app.push_screen(ExplainScreen(self._desk, event.event), self.follow)

    def on_pane_timed(self, event: Pane.Timed) -> None:
        """Ask for the time."""
        event.stop()
        self.action_jump()

    @on(FilterBar.Typed)
    def _offer(self, event: FilterBar.Typed) -> None:
        """Look up what the text may become; Live is filtered by it at once."""
        event.stop()
        background(self, "offers", self._look_up, event.text)
        with suppress(FilterError):
            self.pane.preview(filtering.typed(event.text, self._filter))

    async def _look_up(self, text: str) -> None:
        await asyncio.sleep(_PAUSE)
        with suppress(GivenUpError, BlotterError, sqlite3.Error):
            found = await self._desk.lanes.details.run(offering.offers, text)
            self.query_one(FilterBar).offer(text, found)

    def action_forward(self) -> None:
        """Return to the place that one went back from."""
        self._trail.stay(self._here())
        place = self._trail.forward()
        if place is not None:
            self._go(place)

    def action_history(self) -> None:
        """Show all places that were visited."""
        from app.screens.history import HistoryScreen

        self._trail.stay(self._here())
        self.app.push_screen(HistoryScreen(self._trail.branches()), self.follow)

    def _go_to(self, number: int) -> None:
        place = self._trail.go(number)
        if place is not None:
            self._go(place)

    def action_jump(self) -> None:
        """Ask for a time and stand there."""
        from app.screens.jump import JumpScreen

        self.app.push_screen(JumpScreen(), self._jump)

    def _jump(self, time: int | None) -> None:
        if time is not None:
            self._visit(Tab.EVENTS, self._filter, Key(time, 0))

    def action_sql(self) -> None:
        """Ask in SQL; what was asked before is still there."""
        from app.screens.query_screen import memory
        from app.screens.sql_screen import SqlScreen
        from app.screens.writing import may_write

        if self._asked is None:
            self._asked = memory(keeps=may_write(self.app, self._desk))
        self.app.push_screen(SqlScreen(self._desk, self._filter, self._asked), self.follow)

    def action_silences(self) -> None:
        """Show what is silenced, why, and until when."""
        from app.screens.silences_screen import SilencesScreen

        self.app.push_screen(SilencesScreen(self._desk, self._filter), self.follow)
