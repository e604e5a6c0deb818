"""Small questions: one of a few choices, or a line of text."""

from collections.abc import Callable, Sequence

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input

from app.keyboard.keys import Context, bindings, hints
from app.screens import presenting
from app.screens.commanded import CommandedScreen
from app.screens.key_words import KeyWords
from widgets.lines import KeyLine
from widgets.record_list import RecordList
from widgets.text_pane import TextPane
from widgets.view_models import Column, Line, Row, Shown, Tone, shown

_COLUMNS = (Column("", 3), Column("", 0))
_BOX = """
    {name} {{
        align: center middle;
        & > Vertical {{
            width: 70; max-width: 100%; height: auto; border: round $primary; background: $surface;
        }}
        & TextPane {{ height: auto; background: $surface; }}
        & RecordList {{ background: $surface; }}
        & Input {{ border: none; background: $panel; height: 1; padding: 0 1; }}
        & KeyLine {{ height: 1; }}
    }}
"""
_NOTHING = Shown("")
MOST_CHOICES = 9
"""Choices that have a digit of their own."""

Check = Callable[[str], str | None]
"""What is wrong with a text that was typed; None: nothing."""


class ChoiceScreen(CommandedScreen[int | None]):
    """Returns which of the choices was taken, from 0; None where none was."""

    CONTEXT = Context.CHOICE
    BINDINGS = bindings(Context.CHOICE)
    DEFAULT_CSS = _BOX.format(name="ChoiceScreen")

    def __init__(self, title: Shown, choices: Sequence[Shown]) -> None:
        super().__init__()
        self._about = title
        self._choices = choices
        self._list = RecordList(_COLUMNS, id="focus")

    def compose(self) -> ComposeResult:
        """What is asked, and the choices."""
        with Vertical():
            yield TextPane(wrap=False)
            yield self._list
            yield KeyLine()

    def on_mount(self) -> None:
        """Fill in."""
        title = self.query_one(TextPane)
        title.styles.height = 1
        title.show([Line(self._about, Tone.STRONG)])
        self._list.styles.height = min(12, len(self._choices)) + 1
        self._list.replace(
            [
                Row(number, (shown(number + 1 if number < MOST_CHOICES else ""), choice))
                for number, choice in enumerate(self._choices)
            ]
        )
        self._list.focus()
        self.query_one(KeyLine).show(presenting.key_hints(self.app, hints(self.CONTEXT)))

    def action_choose(self, number: int) -> None:
        """Take a choice by its number."""
        if number < len(self._choices):
            self.dismiss(number)

    @on(RecordList.Opened)
    def action_take(self) -> None:
        """Take the choice under the cursor."""
        if self._choices:
            self.dismiss(self._list.cursor)

    def action_move(self, by: int) -> None:
        """Move the cursor."""
        self._list.move(by)

    def action_back(self) -> None:
        """Take none."""
        self.dismiss(None)


class PromptScreen(CommandedScreen[str | None]):
    """Returns the text that was typed; None where none was."""

    CONTEXT = Context.PROMPT
    BINDINGS = bindings(Context.PROMPT)
    DEFAULT_CSS = _BOX.format(name="PromptScreen")

    def __init__(
        self,
        title: Shown,
        *,
        value: str = "",
        explanation: Shown = _NOTHING,
        check: Check = lambda _text: None,
    ) -> None:
        super().__init__()
        self._about = title
        self._value = value
        self._explanation = explanation
        self._check = check
        self._text = TextPane(wrap=False)

    def compose(self) -> ComposeResult:
        """What is asked, and the line to type."""
        with Vertical():
            yield self._text
            yield Input(self._value, compact=True, select_on_focus=False)
            yield KeyLine()

    def on_mount(self) -> None:
        """Fill in."""
        self._text.styles.height = 2
        self._say(Line(self._explanation, Tone.FAINT))
        line = self.query_one(Input)
        line.cursor_blink = False
        line.cursor_position = len(self._value)
        line.focus()
        self.query_one(KeyLine).show(presenting.key_hints(self.app, hints(Context.PROMPT)))

    def action_take(self) -> None:
        """Take the text, unless something is wrong with it."""
        text = self.query_one(Input).value
        wrong = self._check(text)
        if wrong is None:
            self.dismiss(text)
        else:
            self._say(Line(shown(wrong), Tone.BAD))

    def action_back(self) -> None:
        """Take none."""
        self.dismiss(None)

    def _say(self, line: Line) -> None:
        self._text.show([Line(self._about, Tone.STRONG), line])


def not_empty(words: KeyWords) -> Check:
    """A check: something has to be typed."""
    missing = words("Type something, or leave with {prompt.back}.")
    return lambda text: None if text.strip() else missing


def if_given(then: Callable[[str], object]) -> Callable[[str | None], None]:
    """What to do with the answer of a prompt, where there is one."""

    def take(text: str | None) -> None:
        if text is not None:
            then(text.strip())

    return take
