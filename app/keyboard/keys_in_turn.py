"""Keys in turn: each finds what the one before it has brought about.

Textual carries a key out by messages from widget to widget. Keys that arrive together (a slow line,
a paste, a script) would overtake these: typed into a field that Enter has left, taken for commands
of a tab that is no longer in view. So a key waits until nothing of the one before is on its way.
"""

import asyncio
from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from typing import TypeAlias

from textual import events
from textual.app import App
from textual.dom import DOMNode
from textual.message_pump import MessagePump

Typed: TypeAlias = events.Key | events.Paste

_USE = (events.Key, events.Paste, events.MouseDown, events.MouseScrollDown, events.MouseScrollUp)
_LEAST, _MOST = 2, 6
"""Ways from the focus up to the app that messages are followed: a key that bubbles to the app may
come back as an action of a widget, whose message goes up again."""
_STUCK = 1.0
"""Seconds after which a widget that does not answer is waited for no longer."""


class KeysInTurn(App[int]):
    """An app that looks at a key when the one before has been carried out."""

    def __init__(self) -> None:
        super().__init__()
        self._typed: deque[Typed] = deque()
        self._settling: asyncio.Task[None] | None = None
        self.was_used = False
        """Whether anybody pressed a key or a button, or turned the wheel."""

    async def on_event(self, event: events.Event) -> None:
        """Take events as they come, but keys one after the other."""
        self.was_used = self.was_used or isinstance(event, _USE)
        if not isinstance(event, Typed) or event.is_forwarded:
            await super().on_event(event)
        elif self._left:
            event.stop()
        elif self._settling is None and self.is_settled:
            await self._carry_out(event)
        else:
            self._typed.append(event)
            if self._settling is None:
                self._settling = asyncio.create_task(self._rest())

    @property
    def _left(self) -> bool:
        """Whether the app is being left: it takes no more keys."""
        return self._exit or not self.screen_stack

    async def _carry_out(self, event: Typed) -> None:
        before = self.focused or self.screen
        await super().on_event(event)
        self._settling = asyncio.create_task(self._settle(before))

    async def _settle(self, before: DOMNode) -> None:
        """Wait until all that a key sent on its way has arrived; then the next has its turn."""
        try:
            await _follow(before)
            for turn in range(_MOST):
                now = self.focused or self.screen
                if turn >= _LEAST and now is before:
                    break
                await _follow(now)
                before = now
        finally:
            await self._rest()

    async def _rest(self) -> None:
        """Wait for what was asked for; then the next key has its turn."""
        try:
            await self.settled()
        finally:
            self.call_next(self._next)

    @property
    def is_settled(self) -> bool:
        """Whether what was asked for last is there, or takes too long to be waited for."""
        return True

    async def settled(self) -> None:
        """Wait until that is so; who reads nothing waits for nothing."""

    async def _next(self) -> None:
        self._settling = None
        if self._typed and not self._left:
            await self._carry_out(self._typed.popleft())


async def _follow(node: DOMNode) -> None:
    """Wait for the messages of a node, and those that they send upwards."""
    for pump in _way_up(node):
        await _answered(pump)


def _way_up(node: DOMNode) -> Iterator[MessagePump]:
    """A node, what it lies in, and the app."""
    yield from node.ancestors_with_self


async def _answered(pump: MessagePump) -> None:
    """Wait until a node has looked at all that lies before it."""
    answer = asyncio.Event()
    if pump.call_later(answer.set):
        with suppress(TimeoutError):
            await asyncio.wait_for(answer.wait(), _STUCK)
