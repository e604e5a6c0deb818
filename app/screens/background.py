"""Work beside the screen: in place of its like, or once more after it."""

from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any, ParamSpec, TypeAlias

from textual.dom import DOMNode
from textual.worker import Worker

P = ParamSpec("P")
Work: TypeAlias = Callable[[], Coroutine[Any, Any, None]]


def background(
    node: DOMNode,
    group: str,
    work: Callable[P, Coroutine[Any, Any, None]],
    *args: P.args,
    **kwargs: P.kwargs,
) -> None:
    """Run a coroutine function as a worker of a node, in place of the one of its group.

    The coroutine is made when it runs: one that was replaced before never comes to be.
    """
    _: Worker[None] = node.run_worker(partial(work, *args, **kwargs), group=group, exclusive=True)


class Repeated:
    """Work that may be asked for more often than it can be done.

    Asked for while it runs, it runs once more afterwards: what takes longer than the time between
    two changes of the database would otherwise be begun for ever and never done.
    """

    def __init__(self, node: DOMNode, group: str, work: Work) -> None:
        self._node = node
        self._group = group
        self._work = work
        self._again = False

    def ask(self) -> None:
        """Do it, or once more after what is being done."""
        self._again = True
        if not self._is_running:
            background(self._node, self._group, self._run)

    def restart(self) -> None:
        """Do it now; what is being done is given up."""
        self._again = True
        background(self._node, self._group, self._run)

    @property
    def _is_running(self) -> bool:
        return any(
            worker.group == self._group and worker.node is self._node and not worker.is_finished
            for worker in self._node.workers
        )

    async def _run(self) -> None:
        while self._again:
            self._again = False
            await self._work()
