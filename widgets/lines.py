"""The one-line bars of the screen: parts in tones beside each other."""

from collections.abc import Sequence

from rich.cells import cell_len
from rich.segment import Segment
from textual import events
from textual.message import Message
from textual.strip import Strip

from widgets.columns import fit
from widgets.drawing import Drawn
from widgets.view_models import Hint, Line, Shown, Tone


class StatusLine(Drawn):
    """One line of parts: what has been read, what is open, what is going on."""

    DEFAULT_CSS = "StatusLine { height: 1; width: 1fr; background: $surface; }"

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._parts: tuple[Line, ...] = ()

    @property
    def text(self) -> str:
        """What the line says."""
        return "  ".join(part.text for part in self._parts)

    def show(self, parts: Sequence[Line]) -> None:
        """Draw these parts; nothing happens where they are the same as before."""
        if tuple(parts) != self._parts:
            self._parts = tuple(parts)
            self.refresh()

    def render_line(self, y: int) -> Strip:  # noqa: ARG002
        """Draw the parts from the left, as far as there is room."""
        segments, room = [Segment(" ")], self.size.width - 1
        for part in self._parts:
            if room <= 0:
                break
            text = fit(part.text, min(room, cell_len(part.text)))
            segments += [Segment(text, self.tone(part.tone)), Segment("  ")]
            room -= cell_len(part.text) + len("  ")
        return self.strip(segments)


class TabLine(Drawn):
    """The tabs, with the key that leads to each."""

    DEFAULT_CSS = "TabLine { height: 1; width: 1fr; background: $surface; }"

    class Chosen(Message):
        """A tab was chosen with the mouse."""

        def __init__(self, index: int) -> None:
            self.index = index
            super().__init__()

    def __init__(self, labels: Sequence[Shown], *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._labels = [f"{number} {label}" for number, label in enumerate(labels, 1)]
        self._active = 0
        self._note = Line(Shown(""))

    def note(self, note: Line) -> None:
        """Say something on the right."""
        if note != self._note:
            self._note = note
            self.refresh()

    def activate(self, index: int) -> None:
        """Mark a tab."""
        self._active = index
        self.refresh()

    def render_line(self, y: int) -> Strip:  # noqa: ARG002
        """Draw the tabs; the active one stands in brackets."""
        segments = [Segment("" if self._active == 0 else " ")]
        for index, label in enumerate(self._labels):
            active = index == self._active
            text = f"[{label}]" if active else label
            segments.append(Segment(text, self.tone(Tone.STRONG if active else Tone.FAINT)))
            segments.append(Segment(" "))
        room = self.size.width - sum(len(segment.text) for segment in segments)
        if room > 0:
            note = fit(fit(self._note.text, min(room, cell_len(self._note.text))), room, right=True)
            segments.append(Segment(note, self.tone(self._note.tone)))
        return self.strip(segments)

    def on_click(self, event: events.Click) -> None:
        """Take the click."""
        left = 1
        for index, label in enumerate(self._labels):
            left += len(label) + 1 + (index == self._active)
            if event.x < left:
                self.post_message(self.Chosen(index))
                return


class KeyLine(Drawn):
    """The keys that do something here."""

    DEFAULT_CSS = "KeyLine { height: 1; width: 1fr; background: $surface; }"

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._hints: tuple[Hint, ...] = ()

    def show(self, hints: Sequence[Hint]) -> None:
        """Draw these keys."""
        self._hints = tuple(hints)
        self.refresh()

    def render_line(self, y: int) -> Strip:  # noqa: ARG002
        """Draw as many hints as have room as a whole, those that are kept in any case."""
        segments = [Segment(" ")]
        room = self.size.width + 1  # the gap behind the last one may be cut
        room -= sum(hint.width for hint in self._hints if hint.kept)
        full = False
        for hint in self._hints:
            full = full or (not hint.kept and hint.width > room)
            if full and not hint.kept:
                continue
            room -= 0 if hint.kept else hint.width
            segments.append(Segment(f"{hint.key} ", self.tone(Tone.STRONG)))
            segments.append(Segment(f"{hint.label}  ", self.tone(Tone.FAINT)))
        return self.strip(segments)
