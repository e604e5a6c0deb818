"""What the command palette needs to know of a screen: which commands are in force, and on whom."""

from typing import ClassVar, Protocol, runtime_checkable

from textual.dom import DOMNode
from textual.screen import ModalScreen, ScreenResultType

from app.keyboard.keys import Context


@runtime_checkable
class Commanded(Protocol):
    """A screen with commands."""

    @property
    def here(self) -> Context:
        """Which commands are in force."""
        ...

    def target(self, part: Context) -> DOMNode:
        """Who carries out the commands of a context."""
        ...


class CommandedScreen(ModalScreen[ScreenResultType]):
    """A modal screen with one context of its own."""

    CONTEXT: ClassVar[Context]

    @property
    def here(self) -> Context:
        """Which commands are in force."""
        return self.CONTEXT

    def target(self, part: Context) -> DOMNode:  # noqa: ARG002
        """The screen carries all of them out."""
        return self
