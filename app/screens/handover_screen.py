"""What the next shift has to know, as a page; a key hands it over."""

import asyncio

from textual.app import ComposeResult

from app.keyboard.keys import Context, bindings, hints
from app.output.written import write_new
from app.screens import presenting
from app.screens.asking import PromptScreen, if_given, not_empty
from app.screens.background import background
from app.screens.commanded import CommandedScreen
from app.screens.desk import Desk
from app.screens.help import HelpScreen
from app.screens.moving import TextMoves
from app.screens.writing import REFUSED, may_write
from store.errors import BlotterError
from widgets.lines import KeyLine
from widgets.text_pane import TextPane
from widgets.view_models import Line, Shown, Tone, shown


class HandoverScreen(TextMoves, CommandedScreen[bool]):
    """Returns whether it was handed over."""

    CONTEXT = Context.PAGE
    BINDINGS = bindings(Context.PAGE)
    DEFAULT_CSS = """
    HandoverScreen { background: $background; & TextPane { background: $background; } }
    """

    def __init__(self, desk: Desk, lines: list[str]) -> None:
        super().__init__()
        self._desk = desk
        self._lines = lines
        self.text = TextPane(wrap=True)

    def compose(self) -> ComposeResult:
        """The page, and what can be done with it."""
        yield self.text
        yield KeyLine()

    def on_mount(self) -> None:
        """Fill in."""
        self.text.show([_line(text) for text in self._lines])
        self.query_one(KeyLine).show(presenting.key_hints(self.app, hints(Context.PAGE)))

    def action_take(self) -> None:
        """Hand over."""
        self.dismiss(True)

    def action_write(self) -> None:
        """Ask for a file, and write the page into it."""
        if not may_write(self.app, self._desk):
            self.app.notify(REFUSED, severity="warning", markup=False, timeout=4)
            return
        screen = PromptScreen(
            Shown("Write the page into which new file?"),
            value="handover.md",
            check=not_empty(self._desk.words),
        )
        self.app.push_screen(
            screen, if_given(lambda text: background(self, "write", self._write, text))
        )

    async def _write(self, name: str) -> None:
        try:
            path = await asyncio.to_thread(write_new, name, self._lines)
        except (BlotterError, OSError) as error:
            self.app.notify(shown(error), severity="warning", markup=False, timeout=4)
        else:
            self.app.notify(shown(f"written: {path}"), markup=False, timeout=4)

    def action_help(self) -> None:
        """Show all keys."""
        self.app.push_screen(HelpScreen(self.here))

    def action_back(self) -> None:
        """Hand nothing over."""
        self.dismiss(False)


def _line(text: str) -> Line:
    return Line(shown(text), Tone.STRONG if text.startswith("#") else Tone.PLAIN)
