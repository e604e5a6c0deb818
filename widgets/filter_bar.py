"""The filter that every tab shares: always in sight, edited in place, its mistakes pointed at."""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Input

from widgets.columns import fit
from widgets.lines import StatusLine
from widgets.view_models import Line, Shown, Tone, shown

_INDENT = 2
"""Cells left of the text in the input."""
_AROUND = 7
"""Cells of mark and gaps beside filter and matches."""


def _pointed(message: Shown, left: int, room: int) -> Shown:
    """A caret after `left` cells, and the message on the side that has room for it."""
    if left + 2 + cell_len(message) <= room or left < room // 2:
        return Shown(f"{' ' * left}^ {message}")
    return Shown(f"{fit(message, min(cell_len(message), left - 1)):>{left - 1}} ^")


@dataclass(frozen=True, slots=True)
class Offer:
    """What a text may become."""

    label: Shown
    text: str
    """All of it."""


class FilterBar(Vertical):
    """Shows the filter; `edit` puts an input in its place until Enter or Escape."""

    DEFAULT_CSS = """
    FilterBar {
        height: auto;
        & > Input { border: none; background: $panel; }
        & > Input.-textual-compact { height: 1; padding: 0 2; }
        & > #filter-error { display: none; }
        &.-wrong > #filter-error { display: block; }
        & > #filter-offers { display: none; }
        &.-offering > #filter-offers { display: block; }
    }
    """

    class Submitted(Message):
        """A filter was typed."""

        def __init__(self, text: str) -> None:
            self.text = text
            super().__init__()

    class Typed(Message):
        """The text changed while it is edited."""

        def __init__(self, text: str) -> None:
            self.text = text
            super().__init__()

    class Cancelled(Message):
        """Editing ended without a new filter."""

    def __init__(self, key: Shown) -> None:
        """Make the bar; `key` edits the filter."""
        super().__init__()
        self._key = key
        self._shows = "", "", ""
        self._offers: tuple[Offer, ...] = ()
        self._taken = -1
        self._offered_for = ""
        # Held, not looked up: offers arrive also while the app is being left.
        self._line = StatusLine(id="filter-shown")
        self._input = Input(id="filter-input", compact=True, select_on_focus=False)
        self._input.display = False
        self._error = StatusLine(id="filter-error")
        self._offering = StatusLine(id="filter-offers")

    def on_resize(self, _event: events.Resize) -> None:
        """Fit the new size."""
        self.show(*self._shows)

    def compose(self) -> ComposeResult:
        """The line, the input that takes its place, and the line for what is wrong."""
        yield self._line
        yield self._input
        yield self._error
        yield self._offering

    def on_mount(self) -> None:
        """Start without a filter."""
        self._input.cursor_blink = False
        self._swap(editing=False)
        self.show("", "")

    def show(self, text: str, matches: str, unapplied: str = "") -> None:
        """Draw the filter in force and how much it matches; a long filter is cut before that.

        Args:
            text: The filter; empty: none.
            matches: How much there is.
            unapplied: What is said instead of a filter that has no say in what is shown.
        """
        self._shows = text, matches, unapplied
        room = self.size.width - cell_len(matches) - _AROUND
        short = fit(shown(text), room) if 0 < room < cell_len(shown(text)) else text
        parts = [
            Line(Shown("/"), Tone.STRONG),
            Line(shown(short), Tone.MEDIUM),
            Line(shown(matches), Tone.FAINT),
        ]
        if not text:
            parts[1] = Line(Shown("no filter"), Tone.FAINT)
            parts.append(Line(shown(f"{self._key} to filter"), Tone.FAINT))
        elif unapplied:
            parts[1] = Line(shown(unapplied), Tone.FAINT)
        self._line.show(parts)

    def edit(self, text: str) -> None:
        """Begin to edit, with this text in the input."""
        self.remove_class("-wrong")
        self._swap(editing=True)
        self._input.value = text
        self._input.cursor_position = len(text)
        self.screen.set_focus(
            self._input
        )  # at once: the next key is part of the filter, no command

    def offer(self, text: str, offers: Sequence[Offer]) -> None:
        """Show what a text may become; while it stands there, Tab takes one after the other."""
        self._offers, self._taken, self._offered_for = tuple(offers), -1, text
        self.set_class(self.editing and bool(offers), "-offering")
        self._draw_offers()

    def _draw_offers(self) -> None:
        parts = [Line(Shown("Tab"), Tone.STRONG)]
        parts += [
            Line(one.label, Tone.STRONG if at == self._taken else Tone.FAINT)
            for at, one in enumerate(self._offers)
        ]
        self._offering.show(parts)

    def _take_offer(self) -> None:
        """Put the next offer in place of what was typed."""
        if self._taken < 0 or self._input.value != self._offers[self._taken].text:
            self._offers, self._taken = self._fitting(), -1
        if not self._offers:
            return
        self._taken = (self._taken + 1) % len(self._offers)
        line = self._input
        with line.prevent(Input.Changed):
            line.value = self._offers[self._taken].text
        line.cursor_position = len(line.value)
        self._draw_offers()

    def _fitting(self) -> tuple[Offer, ...]:
        """Of the offers, which may be for what stood there a moment ago, those that fit now."""
        text = self._input.value
        if text == self._offered_for:
            return self._offers
        return tuple(one for one in self._offers if one.text.startswith(text))

    def refuse(self, message: str, column: int) -> None:
        """Point at what is wrong and keep editing."""
        line = self._input
        line.cursor_position = min(column, len(line.value))
        room = self.size.width - 1
        left = max(0, min(column - round(line.scroll_x) + _INDENT - 1, room - 1))
        pointed = Line(_pointed(shown(message), left, room), Tone.BAD)
        self._error.show([pointed])
        self.add_class("-wrong")

    def close(self) -> None:
        """Stop editing."""
        self.remove_class("-wrong", "-offering")
        self._swap(editing=False)

    @property
    def editing(self) -> bool:
        """Is a filter being typed?"""
        return bool(self._input.display)

    def _swap(self, *, editing: bool) -> None:
        """The input in place of the line, or the line."""
        self._input.display = editing
        self._line.display = not editing

    @on(Input.Submitted)
    def _submit(self, event: Input.Submitted) -> None:
        event.stop()
        self.post_message(self.Submitted(event.value))

    @on(Input.Changed)
    def _forgive(self, event: Input.Changed) -> None:
        event.stop()
        self.remove_class("-wrong")
        if self.editing:
            self.post_message(self.Typed(event.value))

    def on_key(self, event: events.Key) -> None:
        """Escape ends editing; Tab takes what is offered."""
        if event.key == "tab" and self.editing:
            event.stop()
            event.prevent_default()
            self._take_offer()
        if event.key == "escape" and self.editing:
            event.stop()
            event.prevent_default()
            self.close()
            self.post_message(self.Cancelled())
