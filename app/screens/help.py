"""The help: every key, from the same declarations that the keys come from."""

from textual.app import ComposeResult

from app.keyboard.keys import COMMANDS, Context, bindings, hints
from app.keyboard.remapping import in_force
from app.screens import presenting
from app.screens.commanded import CommandedScreen
from app.screens.moving import TextMoves
from widgets.lines import KeyLine
from widgets.text_pane import TextPane
from widgets.view_models import Line, Shown, Tone, shown

_FILTER = (
    "ip:203.0.113.7  ip:198.51.100.0/24  user:root  status:4xx  action:logged-on",
    "outcome:failure  host:web1  path:/wp-*  dataset:apache.access  since:2h  until:now",
    'rule:ID  alert:ID  "some text"  -path:/health   (a minus excludes)',
)


def help_lines(here: Context, app: object = None) -> list[Line]:
    """All commands by context, the present one first, under the keys that they have in an app."""
    contexts = [here, *(context for context in Context if context is not here)]
    lines: list[Line] = []
    for context in contexts:
        lines.append(Line(Shown(f"Keys {context.value}"), Tone.STRONG))
        lines += [
            Line(shown(f"  {presenting.keys_of(command):<22} {command.help}"))
            for command in in_force(app, COMMANDS)
            if command.context is context
        ]
        lines.append(Line(Shown("")))
    lines.append(Line(Shown("Filter"), Tone.STRONG))
    return [*lines, *(Line(Shown(f"  {text}")) for text in _FILTER)]


class HelpScreen(TextMoves, CommandedScreen[None]):
    """Shows the keys until a key takes it away."""

    CONTEXT = Context.HELP
    BINDINGS = bindings(Context.HELP)
    DEFAULT_CSS = """
    HelpScreen { align: center middle; background: $background;
        & TextPane { background: $background; }
    }
    """

    def __init__(self, here: Context) -> None:
        super().__init__()
        self._here = here
        self.text = TextPane(wrap=False)

    def compose(self) -> ComposeResult:
        """The text and the keys to move in it."""
        yield self.text
        yield KeyLine()

    def on_mount(self) -> None:
        """Fill in."""
        self.text.show(help_lines(self._here, self.app))
        self.query_one(KeyLine).show(presenting.key_hints(self.app, hints(Context.HELP)))

    def action_back(self) -> None:
        """Go away."""
        self.dismiss(None)
