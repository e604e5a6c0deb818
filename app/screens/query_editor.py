"""Where a query is written: completion, and the queries of before under the arrow keys."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from textual import events
from textual.message import Message
from textual.widgets import TextArea

from app.keyboard.keys import Context, of
from app.keyboard.remapping import in_force
from app.query_history import QueryHistory
from store.sql.completing import Offers, offers


class QueryEditor(TextArea):
    """A few lines of SQL.

    Its keys are looked at where the text is, not before it as those of lists: what was typed
    before a key is there when the key is obeyed.
    """

    DEFAULT_CSS = """
    QueryEditor {
        height: auto; min-height: 2; max-height: 6; border: none; padding: 0 1; background: $panel;
        &:focus { border: none; }
    }
    """

    @dataclass
    class Run(Message):
        """The query is to be run."""

        query: str

    class Left(Message):
        """The analyst is done with writing."""

    @dataclass
    class Offered(Message):
        """What the word before the cursor may become."""

        texts: tuple[str, ...]
        taken: int
        """Which of them stands there; -1: none yet."""

    @dataclass
    class Paged(Message):
        """The analyst wants to see other views."""

        direction: int

    def __init__(self, text: str, history: QueryHistory) -> None:
        super().__init__(text, compact=True, highlight_cursor_line=False)
        self.cursor_blink = False
        self.views: Mapping[str, Sequence[str]] = {}
        """The columns of every view."""
        self._history = history
        self._recalled: int | None = None
        self._begun = ""
        self._offers = Offers(0, ())
        self._taken = -1

    def on_mount(self) -> None:
        """Write on behind what is there."""
        self.move_cursor(self.document.end)

    async def _on_key(self, event: events.Key) -> None:
        """Obey a key of ours; else take it as text."""
        if self.screen.focused is not self:  # it came at once with the key that ended the writing
            event.stop()
            event.prevent_default()
            self.app.post_message(events.Key(event.key, event.character))
            return
        commands = in_force(self.app, of(Context.QUERY))
        action = next((each.action for each in commands if event.key in each.all_keys), None)
        if action is not None and action.startswith("recall") and not self._at_edge(event.key):
            action = self._own(event.key)
        elif action is None:
            self._forget()
            action = self._own(event.key)
        if action is None:
            await super()._on_key(event)
            return
        event.stop()
        event.prevent_default()
        await self.run_action(action)

    def _own(self, key: str) -> str | None:
        """What the text itself does with a key; at once, so that text behind it comes behind it."""
        found = self._bindings.key_to_bindings.get(key, [])
        return found[0].action if found else None

    def _at_edge(self, key: str) -> bool:
        """Whether up or down would leave the text."""
        row = self.cursor_location[0]
        return row == 0 if key == "up" else row == self.document.line_count - 1

    @property
    def place(self) -> int:
        """Characters before the cursor."""
        row, column = self.cursor_location
        return sum(len(line) + 1 for line in self.document.lines[:row]) + column

    @property
    def written(self) -> str:
        """What is written, whatever line ends came with what was pasted."""
        return "\n".join(self.document.lines)

    def go_to(self, place: int) -> None:
        """Put the cursor behind so many characters."""
        self.move_cursor(self._location(place))

    def _location(self, place: int) -> tuple[int, int]:
        """Row and column behind so many characters."""
        before = self.written[:place].split("\n")
        return len(before) - 1, len(before[-1])

    def write(self, text: str) -> None:
        """Another query, with the cursor at its end."""
        self.text = text
        self.move_cursor(self.document.end)

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Say what the word may become now."""
        event.stop()
        if self._taken >= 0 or self._recalled is not None:
            return
        self.look_up()

    def look_up(self) -> None:
        """Look what the word before the cursor may become."""
        self._offers = offers(self.written, self.place, self.views)
        self._taken = -1
        self.post_message(self.Offered(self._offers.texts, -1))

    def _forget(self) -> None:
        """Something was typed: what was taken or recalled is text like any other."""
        self._taken, self._recalled = -1, None

    def action_run(self) -> None:
        """Ask that the query be run."""
        self._forget()
        if self.written.strip():
            self.screen.set_focus(None)  # at once: the next key is no part of the query
            self.post_message(self.Run(self.written))

    def action_leave(self) -> None:
        """Done with writing."""
        self.post_message(self.Left())

    def action_clear_all(self) -> None:
        """Begin another query; the text area's own undo brings this one back."""
        self._forget()
        self.replace("", (0, 0), self.document.end)

    def action_page_views(self, direction: int) -> None:
        """Ask for other views."""
        self.post_message(self.Paged(direction))

    def action_break_line(self) -> None:
        """A new line."""
        self.insert("\n")

    def action_complete(self) -> None:
        """Put the next offer in place of the word."""
        if self._taken < 0:  # what was typed just before is not looked up yet
            self.look_up()
        found = self._offers.texts
        if not found:
            return
        self._taken = (self._taken + 1) % len(found)
        start = self._location(self._offers.start)
        self.replace(found[self._taken], start, self.cursor_location)
        self.post_message(self.Offered(found, self._taken))

    def action_recall(self, by: int) -> None:
        """Write the query before or after that begins as this one did."""
        if self._recalled is None:
            self._begin_recall()
        known = self._history.queries
        at = len(known) if self._recalled is None else self._recalled
        look = self._history.earlier if by < 0 else self._history.later
        found = look(at, self._begun)
        if found is not None:
            self._recalled = found
            self.write(known[found])
        elif by > 0 and self._recalled is not None:
            self._recalled = None
            self.write(self._begun)

    def _begin_recall(self) -> None:
        """From a query of before one goes on to any; from text that was typed to what begins so."""
        known = self._history.queries
        if self.written in known:
            self._begun, self._recalled = "", known.index(self.written)
        else:
            self._begun = self.written
