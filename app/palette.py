"""The command palette: everything that can be done where the analyst is."""

from collections.abc import Iterator
from functools import partial

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.dom import DOMNode
from textual.markup import escape

from app.keyboard import keys
from app.keyboard.keys import Command, Context
from app.keyboard.remapping import in_force
from app.screens.commanded import Commanded
from widgets.view_models import shown


class Commands(Provider):
    """Offers the commands of the contexts that are in force."""

    async def discover(self) -> Hits:
        """Everything, before anything is typed."""
        for command, target in self._at_hand():
            yield DiscoveryHit(_title(command), partial(self._run, command, target))

    async def search(self, query: str) -> Hits:
        """What matches the words."""
        matcher = self.matcher(query)
        for command, target in self._at_hand():
            score = matcher.match(command.help)
            if score > 0:
                yield Hit(score, _title(command), partial(self._run, command, target))

    def _at_hand(self) -> Iterator[tuple[Command, DOMNode]]:
        """The commands in force, each with the node that carries it out."""
        screen = self.screen
        if not isinstance(screen, Commanded):
            return
        for part in keys.TOGETHER[screen.here]:
            target = self.app if part is Context.APP else screen.target(part)
            commands = in_force(self.app, keys.of(part))
            yield from ((command, target) for command in commands)

    async def _run(self, command: Command, target: DOMNode) -> None:
        await self.app.run_action(command.action, target)


def _title(command: Command) -> str:
    return escape(shown(f"{command.help}  ({command.shown_key})"))
