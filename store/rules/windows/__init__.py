"""Exact sliding windows over the hits of one group.

All functions are pure and depend only on the set of hits, never on the order or the pieces in
which they came. A window is [t - timespan, t], both ends included, and is judged at every instant t
at which there is a hit; all hits of an instant are judged together, for logs have whole seconds.
"""

from store.rules.windows.bounds import UNBOUNDED, Bounds, Number
from store.rules.windows.counting import (
    counted,
    differing,
    enough,
    episodes,
    varied,
    varied_episodes,
)
from store.rules.windows.hits import EVER, NEVER, Hit, Row, Span, Value
from store.rules.windows.joining import merged
from store.rules.windows.lasting import State, lasting
from store.rules.windows.measuring import averaged, ranked, summed
from store.rules.windows.meeting import Way, met, together
from store.rules.windows.ordering import in_order, ordered

__all__ = [
    "EVER",
    "NEVER",
    "UNBOUNDED",
    "Bounds",
    "Hit",
    "Number",
    "Row",
    "Span",
    "State",
    "Value",
    "Way",
    "averaged",
    "counted",
    "differing",
    "enough",
    "episodes",
    "in_order",
    "lasting",
    "merged",
    "met",
    "ordered",
    "ranked",
    "summed",
    "together",
    "varied",
    "varied_episodes",
]
