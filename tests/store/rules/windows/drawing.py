"""Hits for the tests of this folder."""

from collections.abc import Iterable
from typing import Any

from hypothesis import strategies as st

from store.rules.windows import Bounds, Hit, Span
from tests.store.rules.oracle import Said, Window

TIMES = st.integers(0, 14)
SPANS = st.integers(0, 8)
LIMITS = st.lists(
    st.tuples(
        st.sampled_from(["gt", "gte", "lt", "lte", "eq", "neq"]),
        st.integers(0, 9) | st.sampled_from([0.5, 2.25, 3.1]),
    ),
    min_size=1,
    max_size=2,
)
NUMBERS = st.integers(-2, 6) | st.sampled_from([0.1, 0.2, 2.25])
NOTHING = st.none()


@st.composite
def hits(draw: st.DrawFn, slots: int = 1, values: st.SearchStrategy[Any] = NOTHING) -> list[Hit]:
    """Hits in the order of the ledger; some stand for windows that began before."""
    drawn = draw(
        st.lists(
            st.tuples(
                TIMES,
                st.integers(0, slots - 1),
                st.integers(0, 5),
                st.integers(0, 6),
                values,
            ),
            max_size=14,
        )
    )
    found = [
        Hit(1, ts, slot, event, n, ts - back if back else None, value)
        for event, (ts, slot, n, back, value) in enumerate(drawn)
    ]
    return sorted(found, key=lambda hit: hit[:4])


def said(some: Iterable[Hit]) -> list[Said]:
    """The same for the oracle."""
    return [Said(*hit[1:]) for hit in some]


def bounds(limits: Iterable[tuple[str, float]]) -> Bounds:
    """Limits as the program has them."""
    return Bounds(tuple(limits))


def windows(spans: Iterable[Span]) -> list[Window]:
    """Windows as the oracle has them, in order."""
    return sorted(Window(*span) for span in spans)


def of(*rows: tuple[int, int]) -> list[Hit]:
    """Hits of slot 0 from time and weight."""
    return [Hit(1, ts, 0, event, n) for event, (ts, n) in enumerate(rows)]


def steps(*rows: tuple[int, int]) -> list[Hit]:
    """Hits from time and slot."""
    return [Hit(1, ts, slot, event, 1) for event, (ts, slot) in enumerate(rows)]


def valued(*rows: tuple[int, Any]) -> list[Hit]:
    """Hits of slot 0 from time and value."""
    return [Hit(1, ts, 0, event, 1, None, value) for event, (ts, value) in enumerate(rows)]
