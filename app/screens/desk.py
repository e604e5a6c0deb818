"""What every pane works with: the database's lanes, who decides, and the hand that writes."""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import ParamSpec, TypeVar

from app.lanes import Lanes
from app.screens.key_words import KeyWords
from store.errors import ActionError
from store.triage import Actor

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Desk:
    """The analyst's desk."""

    database: Path
    lanes: Lanes
    actor: Actor
    """Whose decisions are written down."""
    sources: Sequence[Path] = ()
    """The files that are followed."""
    may_decide: bool = True
    """Whether anything can be decided here: not where the app is only looked at."""
    words: KeyWords = field(default_factory=KeyWords)
    """What the keys are called here."""
    imports: bool = False
    """Whether an import runs beside the app; it brings an older database up to date first."""
    _writer: ThreadPoolExecutor = field(
        default_factory=lambda: ThreadPoolExecutor(1, thread_name_prefix="decisions")
    )

    def decide(
        self, action: Callable[P, T], *args: P.args, **kwargs: P.kwargs
    ) -> "asyncio.Future[T]":
        """Carry out an action that writes, after those before it.

        It is on its way when this returns, and is finished also where the app is left meanwhile.
        Where nothing can be decided, the future fails with an `ActionError`.
        """
        if not self.may_decide:
            refused: asyncio.Future[T] = asyncio.get_running_loop().create_future()
            refused.set_exception(ActionError("this window only shows; nothing is decided in it"))
            return refused
        call = asyncio.get_running_loop().run_in_executor(
            self._writer, lambda: action(*args, **kwargs)
        )
        return asyncio.shield(call)

    async def written(self) -> None:
        """Wait until the decisions that were made so far are written."""
        await asyncio.get_running_loop().run_in_executor(self._writer, lambda: None)

    def close(self) -> None:
        """Finish the decisions that were made, and let the lanes go."""
        self.lanes.close()
        self._writer.shutdown(wait=True)
