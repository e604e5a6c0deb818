"""Orders in which the events of logs come."""

from collections.abc import Sequence
from enum import StrEnum
from operator import itemgetter
from random import Random
from typing import TypeVar

E = TypeVar("E", bound=tuple[object, ...])


class Order(StrEnum):
    """How the times of events follow each other."""

    ANY = "any"
    OLDEST_FIRST = "oldest first"
    NEWEST_FIRST = "newest first"
    """As most programs export Windows logs."""
    NEARLY_NEWEST_FIRST = "nearly newest first"


def arranged(events: Sequence[E], order: Order, chance: Random) -> list[E]:
    """Events, their time first, in some order."""
    arriving = list(events)
    chance.shuffle(arriving)
    if order is not Order.ANY:
        arriving.sort(key=itemgetter(0), reverse=order is not Order.OLDEST_FIRST)
    if order is Order.NEARLY_NEWEST_FIRST:
        for at in range(1, len(arriving)):
            if not chance.randrange(4):
                arriving[at - 1], arriving[at] = arriving[at], arriving[at - 1]
    return arriving
