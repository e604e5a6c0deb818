"""Places in the app, and the tree of those that were visited: back, forward, and to any of them."""

from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from store.filters.grammar import Filter

MOST_PLACES = 200
"""Places that are remembered."""


class Tab(StrEnum):
    """The tabs, in their order."""

    ALERTS = "alerts"
    TOP = "top"
    LIVE = "live"
    EVENTS = "events"
    CASES = "cases"
    HEALTH = "health"


@dataclass(frozen=True, slots=True)
class Place:
    """Where the analyst is: enough to return to the same row."""

    tab: Tab
    filter: Filter
    spot: Hashable = None
    """The row under the cursor, as its pane knows it."""


@dataclass(slots=True)
class _Node:
    """A place that was visited, and where the analyst went from there."""

    place: Place
    parent: "_Node | None" = None
    children: "list[_Node]" = field(default_factory=list)
    ahead: "_Node | None" = None
    """Of the children the one that forward leads to: where one was last."""


@dataclass(frozen=True, slots=True)
class Branch:
    """A place in the tree, as a list shows it."""

    number: int
    """To go there with."""
    depth: int
    """How many forks lead to it."""
    place: Place
    current: bool


class Trail:
    """The places that were visited. Who goes back and elsewhere opens a branch: none is lost."""

    def __init__(self, place: Place) -> None:
        self._root = self._here = _Node(place)
        self._size = 1

    def stay(self, place: Place) -> None:
        """The present place changed: another tab, another row."""
        self._here.place = place

    def visit(self, place: Place) -> None:
        """Go on to a new place."""
        node = _Node(place, self._here)
        self._here.children.append(node)
        self._here.ahead = self._here = node
        self._size += 1
        while self._size > MOST_PLACES:
            self._forget()

    def back(self) -> Place | None:
        """The place that one came from; None at the beginning."""
        if self._here.parent is None:
            return None
        self._here.parent.ahead = self._here
        self._here = self._here.parent
        return self._here.place

    def forward(self) -> Place | None:
        """The place that one went back from; None at the end."""
        if self._here.ahead is None:
            return None
        self._here = self._here.ahead
        return self._here.place

    def go(self, number: int) -> Place | None:
        """Any place, by its number among `branches`."""
        nodes = [node for node, _ in self._walk()]
        if not 0 <= number < len(nodes):
            return None
        self._here = node = nodes[number]
        while node.parent is not None:
            node.parent.ahead = node
            node = node.parent
        return self._here.place

    def branches(self) -> list[Branch]:
        """All places, each before those that were reached from it."""
        return [
            Branch(number, depth, node.place, node is self._here)
            for number, (node, depth) in enumerate(self._walk())
        ]

    def __len__(self) -> int:
        return self._size

    def _walk(self) -> Iterator[tuple[_Node, int]]:
        """Every node with its depth; a way without forks stays at one depth."""
        waiting = [(self._root, 0)]
        while waiting:
            node, depth = waiting.pop()
            yield node, depth
            deeper = depth + (len(node.children) > 1)
            waiting += [(child, deeper) for child in reversed(node.children)]

    def _forget(self) -> None:
        """Let the oldest place go that nothing hangs on: a branch's end, else the beginning."""
        kept = set()
        node: _Node | None = self._here
        while node is not None:
            kept.add(id(node))
            node = node.parent
        ends = [one for one, _ in self._walk() if not one.children and id(one) not in kept]
        if ends:
            self._cut(ends[0])
        elif len(self._root.children) == 1 and self._root is not self._here:
            self._root = self._root.children[0]
            self._root.parent = None
        self._size -= 1

    @staticmethod
    def _cut(end: _Node) -> None:
        parent = end.parent
        if parent is not None:
            parent.children.remove(end)
            if parent.ahead is end:
                parent.ahead = parent.children[-1] if parent.children else None
