"""Every command of the screen, declared once: its keys, palette entry, key-line hint and help."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from app.keyboard import exploring_keys, triage_keys
from app.keyboard.key_names import PUNCTUATION
from app.keyboard.key_rows import (
    BACK,
    PAGE_DOWN,
    PAGE_UP,
    Declared,
    leaving,
    paging,
    scrolling,
    stepping,
)
from store.triage import REASONS

if TYPE_CHECKING:  # who only reads a configuration draws nothing
    from textual.binding import BindingType


class Context(StrEnum):
    """Where a command is at hand."""

    APP = "everywhere"
    WORKBENCH = "on every tab"
    LIST = "in lists"
    ALERTS = "on Alerts"
    TOP = "on Top"
    LIVE = "on Live"
    EVENTS = "on Events"
    CASES = "on Cases"
    HEALTH = "on Health"
    RECORD = "in a record"
    ENTITY = "on the page of an address, user, host, agent or path"
    AROUND = "around a record"
    EXPLAIN = "in an explanation"
    HISTORY = "among the places visited"
    QUERY = "in a query"
    SQL = "on the answer to a query"
    VALUES = "among an alert's values"
    REASONS = "when closing"
    CHOICE = "among choices"
    PROMPT = "in a line to type"
    SILENCE = "when silencing"
    SILENCES = "among silences"
    BRUSH = "on the timeline"
    PAGE = "on a hand-over"
    HELP = "in this help"


TOGETHER: dict[Context, tuple[Context, ...]] = {
    Context.ALERTS: (Context.ALERTS, Context.LIST, Context.WORKBENCH, Context.APP),
    Context.TOP: (Context.TOP, Context.LIST, Context.WORKBENCH, Context.APP),
    Context.LIVE: (Context.LIVE, Context.WORKBENCH, Context.APP),
    Context.EVENTS: (Context.EVENTS, Context.LIST, Context.WORKBENCH, Context.APP),
    Context.CASES: (Context.CASES, Context.LIST, Context.WORKBENCH, Context.APP),
    Context.HEALTH: (Context.HEALTH, Context.LIST, Context.WORKBENCH, Context.APP),
    Context.RECORD: (Context.RECORD, Context.APP),
    Context.ENTITY: (Context.ENTITY, Context.APP),
    Context.AROUND: (Context.AROUND, Context.APP),
    Context.EXPLAIN: (Context.EXPLAIN, Context.APP),
    Context.HISTORY: (Context.HISTORY, Context.APP),
    Context.QUERY: (Context.QUERY, Context.APP),
    Context.SQL: (Context.SQL, Context.APP),
    Context.VALUES: (Context.VALUES, Context.APP),
    Context.REASONS: (Context.REASONS, Context.APP),
    Context.CHOICE: (Context.CHOICE, Context.APP),
    Context.PROMPT: (Context.PROMPT, Context.APP),
    Context.SILENCE: (Context.SILENCE, Context.APP),
    Context.SILENCES: (Context.SILENCES, Context.APP),
    Context.BRUSH: (Context.BRUSH, Context.APP),
    Context.PAGE: (Context.PAGE, Context.APP),
    Context.HELP: (Context.HELP, Context.APP),
}
"""Which contexts are in force together: no key may mean two things within one of these."""


@dataclass(frozen=True, slots=True)
class Command:
    """Something the analyst can do."""

    context: Context
    id: str
    """Stable name, for remapping keys: `alerts.acknowledge`."""
    keys: str
    """Textual's key names, separated by commas; the first is the one that is shown."""
    action: str
    """The action method of the screen or pane that the context belongs to."""
    label: str
    """One or two words for the key line."""
    help: str
    """What it does, for the help and the palette."""
    hint: bool = False
    """Does it stand in the key line?"""

    @property
    def shown_key(self) -> str:
        """The first key as it is printed on a keyboard."""
        return printed(self.all_keys[0])

    @property
    def all_keys(self) -> tuple[str, ...]:
        """Every key that runs the command."""
        return tuple(self.keys.split(","))


_PRINTED = {
    "slash": "/",
    "question_mark": "?",
    "colon": ":",
    "enter": "⏎",
    "plus": "+",
    "exclamation_mark": "!",
    "asterisk": "*",
    "full_stop": ".",
    "less_than_sign": "<",
    "greater_than_sign": ">",
    "left": "←",
    "right": "→",
    "tab": "Tab",
    "shift+tab": "⇧Tab",
    "minus": "-",
    "equals_sign": "=",
    "at": "@",
    "pagedown": "PgDn",
    "pageup": "PgUp",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "escape": "esc",
    "up": "↑",
    "down": "↓",
}


def printed(key: str) -> str:
    """A key of Textual's naming as it is printed on a keyboard."""
    return _PRINTED.get(key) or PUNCTUATION.get(key) or key.replace("ctrl+", "^")


_C = Context


def _declared(context: Context, rows: Iterable[Declared]) -> Iterator[Command]:
    """The commands of rows, which leave out the context."""
    return (Command(context, *row) for row in rows)


_EVERYWHERE = (
    Command(_C.APP, "app.palette", "colon,ctrl+p", "command_palette", "commands", "All commands"),
    Command(_C.APP, "app.quit", "ctrl+q", "quit", "quit", "Quit at once"),
    Command(_C.APP, "app.theme", "ctrl+t", "next_theme", "theme", "Draw in the next theme"),
    Command(_C.APP, "app.zone", "ctrl+o", "zone", "zone", "In which zone times are drawn"),
    Command(_C.APP, "app.redraw", "ctrl+l", "redraw", "redraw", "Draw the screen again"),
)

_WORKBENCH = (
    Command(_C.WORKBENCH, "filter.edit", "slash", "edit_filter", "filter", "Edit the filter", True),
    Command(_C.WORKBENCH, "filter.clear", "c", "clear_filter", "clear", "Drop the filter"),
    Command(_C.WORKBENCH, "triage.undo", "u", "undo", "undo", "Take back your last decision", True),
    Command(_C.WORKBENCH, "app.help", "question_mark", "help", "help", "Help", True),
    Command(
        _C.WORKBENCH,
        "app.back",
        BACK,
        "back",
        "back",
        "Back to where you came from; on Alerts, at the beginning: quit",
        True,
    ),
    Command(_C.WORKBENCH, "tab.alerts", "1", "show_tab('alerts')", "alerts", "Tab Alerts"),
    Command(_C.WORKBENCH, "tab.top", "2", "show_tab('top')", "top", "Tab Top"),
    Command(_C.WORKBENCH, "tab.live", "3", "show_tab('live')", "live", "Tab Live"),
    Command(_C.WORKBENCH, "tab.events", "4", "show_tab('events')", "events", "Tab Events"),
    Command(_C.WORKBENCH, "view.refresh", "R", "reload", "reload", "Read everything again"),
)

_LIST = (
    *_declared(_C.LIST, stepping("list", "row")),
    *_declared(_C.LIST, paging("list")),
    Command(_C.LIST, "list.first", "g,home", "first", "first", "First row"),
    Command(_C.LIST, "list.last", "G,end", "last", "last", "Last row"),
)

_TOP = (
    Command(_C.TOP, "top.open", "enter,l", "open", "records", "Show what the number counted", True),
    Command(_C.TOP, "top.alerts", "A", "open_alerts", "alerts", "Show its alerts", True),
    Command(_C.TOP, "top.by", "b", "next_by", "by", "Count by the next field", True),
    Command(_C.TOP, "top.order", "s", "next_order", "sort", "Sort by the next number", True),
)

_LIVE = (
    Command(_C.LIVE, "live.pause", "space,f", "pause", "pause", "Follow or stand still", True),
    Command(_C.LIVE, "live.down", "j,down", "scroll(1)", "down", "Scroll down"),
    Command(_C.LIVE, "live.up", "k,up", "scroll(-1)", "up", "Scroll up", True),
    Command(_C.LIVE, "live.page_down", "pagedown,ctrl+d", "page(1)", "", "Next page"),
    Command(_C.LIVE, "live.page_up", "pageup,ctrl+u", "page(-1)", "", "Previous page"),
    Command(_C.LIVE, "live.last", "G,end", "follow", "newest", "Follow the newest", True),
)

_EVENTS = (
    Command(_C.EVENTS, "events.open", "enter,o,l", "open", "record", "Show the raw record", True),
    Command(_C.EVENTS, "events.order", "s", "next_order", "sort", "Newest or oldest first", True),
    Command(_C.EVENTS, "events.pivot", "p", "pivot", "its ip", "Filter by its address", True),
)

_RECORD = (
    *_declared(_C.RECORD, stepping("record", "field")),
    *_declared(_C.RECORD, paging("record")),
    Command(_C.RECORD, "record.next", "J,n", "step(1)", "next", "Next record", True),
    Command(_C.RECORD, "record.previous", "K,N", "step(-1)", "prev", "Previous record", True),
    Command(_C.RECORD, "record.copy", "y", "copy_value", "copy", "Copy the value", True),
    Command(_C.RECORD, "record.copy_raw", "Y", "copy_raw", "", "Copy the record, made safe"),
    Command(
        _C.RECORD, "record.raw", "o", "toggle_raw", "raw", "Raw record only, or fields too", True
    ),
    Command(_C.RECORD, "record.pin", "m", "pin", "pin", "Pin the record to a case", True),
    Command(_C.RECORD, "record.undo", "u", "undo", "undo", "Take back your last decision"),
    Command(_C.RECORD, "record.redo", "ctrl+r", "redo", "redo", "Make again what you took back"),
    *_declared(_C.RECORD, leaving("record")),
)

_REASONS = (
    *(
        Command(
            _C.REASONS,
            f"reason.{number}",
            str(number),
            f"choose({number - 1})",
            "",
            reason.replace("-", " ").capitalize(),
        )
        for number, reason in enumerate(REASONS, 1)
    ),
    *_declared(_C.REASONS, stepping("reason", "reason")),
    Command(_C.REASONS, "reason.take", "enter", "take", "take", "Take the reason", True),
    Command(_C.REASONS, "reason.back", BACK, "back", "back", "Keep it open", True),
)

_HELP = (
    *_declared(_C.HELP, scrolling("help")),
    Command(_C.HELP, "help.page_down", PAGE_DOWN, "page(1)", "down", "Next page", True),
    Command(_C.HELP, "help.page_up", PAGE_UP, "page(-1)", "", "Previous page", True),
    Command(
        _C.HELP, "help.back", "q,escape,question_mark,h,backspace", "back", "back", "Back", True
    ),
)

_TRIAGE = {
    _C.WORKBENCH: triage_keys.WORKBENCH,
    _C.ALERTS: triage_keys.ALERTS,
    _C.CASES: triage_keys.CASES,
    _C.HEALTH: triage_keys.HEALTH,
    _C.CHOICE: triage_keys.CHOICE,
    _C.PROMPT: triage_keys.PROMPT,
    _C.SILENCE: triage_keys.SILENCE,
    _C.SILENCES: triage_keys.SILENCES,
    _C.BRUSH: triage_keys.BRUSH,
    _C.PAGE: triage_keys.PAGE,
}

_EXPLORING = {
    _C.WORKBENCH: exploring_keys.WORKBENCH,
    _C.LIST: exploring_keys.LIST,
    _C.LIVE: exploring_keys.LIVE,
    _C.EVENTS: exploring_keys.EVENTS,
    _C.RECORD: exploring_keys.RECORD,
    _C.ENTITY: exploring_keys.ENTITY,
    _C.AROUND: exploring_keys.AROUND,
    _C.EXPLAIN: exploring_keys.EXPLAIN,
    _C.HISTORY: exploring_keys.HISTORY,
    _C.QUERY: exploring_keys.QUERY,
    _C.SQL: exploring_keys.SQL,
    _C.VALUES: exploring_keys.VALUES,
}

COMMANDS: tuple[Command, ...] = (
    *_WORKBENCH,
    *(each for context, rows in _TRIAGE.items() for each in _declared(context, rows)),
    *_TOP,
    *_LIVE,
    *_EVENTS,
    *_LIST,
    *_RECORD,
    *(each for context, rows in _EXPLORING.items() for each in _declared(context, rows)),
    *_REASONS,
    *_HELP,
    *_EVERYWHERE,
)
"""All commands, in the order of the help."""


def of(*contexts: Context) -> tuple[Command, ...]:
    """The commands of these contexts."""
    return tuple(command for command in COMMANDS if command.context in contexts)


def bindings(*contexts: Context) -> "list[BindingType]":
    """Textual's bindings for the commands of these contexts.

    They have priority: such a binding is carried out before the next key is looked at. Without
    that, keys that arrive together (a slow line) would go where the focus was before the first.
    """
    from textual.binding import Binding

    return [
        Binding(
            command.keys,
            command.action,
            command.label,
            show=False,
            priority=True,
            id=command.id,
        )
        for command in of(*contexts)
    ]


def hints(context: Context) -> Iterable[Command]:
    """The commands in the key line where `context` is in force, its own first."""
    for part in TOGETHER[context]:
        yield from (command for command in of(part) if command.hint)
