"""The terminal app: theme, signals, the import beside it, and the last gate before the terminal."""

import asyncio
import gc
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import ClassVar, TextIO, cast

from rich.console import Console
from textual.binding import BindingType
from textual.filter import LineFilter, NoColor
from textual.widgets import Input, TextArea

from app.actor import who
from app.configuration.configured import AppWishes
from app.importing.import_child import ImportChild
from app.keyboard.keys import Context, bindings
from app.keyboard.keys_in_turn import KeysInTurn
from app.lanes import Lanes
from app.palette import Commands
from app.screens import filtering, presenting, zone_choice
from app.screens.asking import ChoiceScreen, PromptScreen
from app.screens.background import background
from app.screens.desk import Desk
from app.screens.full_screen import FullScreen
from app.screens.key_words import KeyWords
from app.screens.pane import Pane
from app.screens.timed import Timed
from app.screens.watch import Watch
from app.screens.workbench import Workbench
from app.themes import THEMES, first_theme, next_theme
from store.queries.overview import Overview
from widgets import zones
from widgets.drawing import Drawn
from widgets.line_filter import CleanStream, TerminalSafe
from widgets.view_models import Line, Shown, Tone, shown
from widgets.zones import Zone

_TERMINATED = 128 + signal.SIGTERM
_HUNG_UP = 128 + signal.SIGHUP
_TERMINAL_CHECK = 2.0


class BlotterApp(KeysInTurn):
    """Opens at once; everything that takes time happens beside it."""

    TITLE = "Blotter"
    ENABLE_COMMAND_PALETTE = True
    COMMANDS = {Commands}  # noqa: RUF012
    BINDINGS: ClassVar[list[BindingType]] = bindings(Context.APP)
    # Messages lie on the line of keys: they hide no data
    CSS = """
    ToastRack { margin-bottom: 0; }
    Toast { width: auto; max-width: 100%; padding: 0 1; margin: 0; }
    """

    def __init__(
        self,
        database: Path,
        *,
        import_command: Sequence[str] | None = None,
        live_paths: Sequence[Path] = (),
        may_decide: bool = True,
        wishes: AppWishes | None = None,
    ) -> None:
        """Make the app.

        Args:
            database: The database; it may still be missing while `import_command` makes it.
            import_command: Program and arguments that bring the database up to date, import, and
                report progress; None: nobody does, or somebody else.
            live_paths: The sources, as the analyst named them.
            may_decide: Whether alerts can be decided about.
            wishes: What the configuration says of the app; None: nothing.
        """
        super().__init__()
        self._wishes = wishes or AppWishes()
        self._terminal_safe = TerminalSafe()
        self.error_console = Console(
            file=cast("TextIO", CleanStream(sys.stderr)), markup=False, highlight=False
        )
        words = KeyWords(self.own_keys)
        self._desk = Desk(
            database,
            Lanes(database),
            who(),
            tuple(live_paths),
            may_decide,
            words,
            imports=import_command is not None,
        )
        self._import = import_command
        self._child: ImportChild | None = None
        self._overview: Overview | None = None
        self._importing = Shown("")
        zones.draw_in(zone_choice.named(self._wishes.tz))
        self.animation_level = "none"
        self.set_keymap({command: ",".join(keys) for command, keys in self.own_keys.items()})

    @property
    def own_keys(self) -> Mapping[str, tuple[str, ...]]:
        """The keys that the user gave to commands, by the command's id."""
        return self._wishes.keys

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Every line that is drawn anywhere passes the last gate."""
        plain = [NoColor()] if self.no_color else []
        return [*super().get_line_filters(), *plain, self._terminal_safe]

    def on_mount(self) -> None:
        """Draw first; start what takes time afterwards."""
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = first_theme(self._wishes.theme, os.environ, no_colour=self.no_color)
        self._listen()
        self.push_screen(Workbench(self._desk, filtering.NOTHING))
        self.call_after_refresh(self._begin)

    def _begin(self) -> None:
        """The first frame is drawn: do what would have kept it waiting."""
        _collect()
        if self._import is not None:
            background(self, "import", self._follow, self._import)

    def _listen(self) -> None:
        """Leave in good order when told to, or when the terminal is gone."""
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGTERM, lambda: self.exit(_TERMINATED))
        loop.add_signal_handler(signal.SIGHUP, lambda: os._exit(_HUNG_UP))
        if sys.__stdin__ is not None and sys.__stdin__.isatty():
            self.set_interval(_TERMINAL_CHECK, _leave_without_terminal)

    @property
    def is_settled(self) -> bool:
        """Whether the rows in view are those that were asked for last."""
        return all(pane.is_settled for pane in self._panes())

    async def settled(self) -> None:
        """Let a key find the rows that the one before it asked for."""
        for pane in self._panes():
            await pane.settled()

    def _panes(self) -> list[Pane]:
        """The tab that takes the keys, if one does."""
        screen = self.screen if self.screen_stack else None
        found = screen.query(Pane) if isinstance(screen, Workbench) else ()
        return [pane for pane in found if pane.display]

    async def _follow(self, command: Sequence[str]) -> None:
        follows = bool(self._desk.sources)
        self._child = ImportChild(command, self._tell, follows=follows)
        await self._child.follow()

    def _tell(self, importing: Shown) -> None:
        self._importing = importing
        self._show_status()

    def on_watch_changed(self, event: Watch.Changed) -> None:
        """The data changed: draw what is in view anew."""
        self._overview = event.overview
        self._show_status()
        for screen in self.screen_stack:
            if isinstance(screen, Workbench):
                screen.freshen()

    def on_watch_unread(self) -> None:
        """Say so, instead of that it is being opened."""
        self._show_status()

    def _show_status(self) -> None:
        zone = presenting.zone_parts()
        exists = self._desk.database.exists()
        first, *rest = presenting.status(self._overview, exists=exists)
        parts = [first, *zone, *rest]
        filter_ = filtering.NOTHING
        for screen in self.screen_stack:
            if isinstance(screen, Workbench) and screen.is_attached:
                screen.show_status(parts, Line(self._importing, Tone.MEDIUM))
                filter_ = screen.filter
            elif isinstance(screen, FullScreen) and screen.is_attached:
                told = presenting.filter_parts(filter_, applied=screen.FILTERED)
                screen.show_status([parts[0], *zone, *told])

    def on_full_screen_opened(self, event: FullScreen.Opened) -> None:
        """What was read, and the filter, stand on every screen."""
        event.stop()
        self._show_status()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While something is typed, a colon is text."""
        if action == "command_palette" and isinstance(self.focused, Input | TextArea):
            return False
        return super().check_action(action, parameters)

    def on_notify(self) -> None:
        """Of messages that warn of nothing show the last: more of them would lie on data."""
        self.call_after_refresh(self._hide_all_but_last)

    def _hide_all_but_last(self) -> None:
        for message in list(self.screen.query("Toast.-information"))[:-1]:
            message.display = False

    def action_next_theme(self) -> None:
        """Draw in the next theme, and say which that is."""
        following = next_theme(self.theme)
        if following == self.theme:
            self.notify("NO_COLOR is set: no colours", markup=False, timeout=4)
            return
        self.theme = following
        self.notify(f"theme = {following}", markup=False, timeout=4)

    def action_zone(self) -> None:
        """Ask for the zone that times are drawn in."""
        if not isinstance(self.screen, ChoiceScreen | PromptScreen):
            zone_choice.ask(self, self._wishes.tz, self._draw_in)

    def _draw_in(self, zone: Zone) -> None:
        zones.draw_in(zone)
        self._show_status()
        for screen in self.screen_stack:
            for widget in screen.query(Drawn):
                widget.refresh()
            if isinstance(screen, Timed):
                screen.retime()
        self.notify(shown(f"times are in {zone.name} now"), markup=False, timeout=4)

    def action_redraw(self) -> None:
        """Draw everything again."""
        self.refresh(layout=True, repaint=True)

    async def on_unmount(self) -> None:
        """Finish what was decided, end the import, and let the database go."""
        if self._child is not None:
            await self._child.stop()
        self._desk.close()


def _collect() -> None:
    """Collect garbage from now on, but never look through what was there at the start.

    That is nearly all there is, and stays: to walk it takes as long as several keys.
    """
    gc.freeze()
    gc.enable()


def _leave_without_terminal() -> None:
    """End where the terminal is gone and SIGHUP was kept from us: nothing can be drawn any more."""
    try:
        os.get_terminal_size(0)
    except OSError:
        os._exit(_HUNG_UP)
