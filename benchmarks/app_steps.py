"""What an analyst does in the app, each step with the time until its answer is painted."""

import statistics
import time
from typing import NamedTuple

from benchmarks.feed import Feed, highest
from benchmarks.terminal import Answer, Terminal

CURSOR = "▌"
"""What every list draws before the row under the cursor, and nothing else does."""
_TIMED = r"\d\d:\d\d:\d\d"
_REST = 0.03
"""Seconds between two keys: as fast as a keyboard repeats one."""


class Taken(NamedTuple):
    """How long something took, each time."""

    what: str
    answers: list[Answer]

    @property
    def median(self) -> float:
        """Milliseconds."""
        return 1e3 * statistics.median(each.wall for each in self.answers)

    @property
    def nearly_all(self) -> float:
        """Milliseconds within which 99 of 100 were done."""
        ranked = sorted(each.wall for each in self.answers)
        return 1e3 * ranked[-(-len(ranked) * 99 // 100) - 1]

    @property
    def longest(self) -> float:
        """Milliseconds."""
        return 1e3 * max(each.wall for each in self.answers)

    @property
    def cpu(self) -> float:
        """Milliseconds of processor time, the median."""
        return 1e3 * statistics.median(each.cpu for each in self.answers)


def moved(app: Terminal, keys: int) -> list[Taken]:
    """Down and up in the lists, a page at a time, and from cell to cell."""
    found = []
    for tab, name in (("1", "Alerts"), ("2", "Top"), ("4", "Events")):
        app.press(tab, CURSOR)
        app.rest(2)
        # a page first, so that new records do not move the list
        presses = [" ", *"kj" * (keys // 2)]
        found.append(Taken(f"a key in {name}", [_key(app, each) for each in presses][1:]))
    pages = [_key(app, each) for each in " " * max(2, keys // 4)]
    return [*found, Taken("a page in Events", pages)]


def _key(app: Terminal, key: str) -> Answer:
    took = app.press(key, CURSOR)
    app.rest(_REST)
    return took


def switched(app: Terminal, times: int) -> tuple[Taken, Taken]:
    """From tab to tab, until rows are painted: for the first time, and again."""
    first: list[Answer] = []
    again: list[Answer] = []
    for turn in range(times):
        for tab, painted in (("2", CURSOR), ("4", CURSOR), ("3", _TIMED), ("1", CURSOR)):
            (again if turn else first).append(app.press(tab, painted))
            app.rest(0.3)
    return Taken("a tab, the first time", first), Taken("a tab, again", again)


def entity(app: Terminal, times: int) -> Taken:
    """The pages of the addresses at the top, until it is said what is known of each."""
    known = []
    app.press("2", CURSOR)
    for _ in range(times):
        app.rest(0.5)
        known.append(app.press("i", "first seen"))
        app.rest(0.5)
        app.press("q", "Top")
        app.press("j", CURSOR)
    return Taken("entity page", known)


def filtered(app: Terminal, filters: tuple[str, ...]) -> list[Taken]:
    """The first page of filters, each from Enter to rows."""
    app.press("4", CURSOR)
    found = []
    for each in filters:
        app.press("c", ".")
        app.rest(1)
        app.press("/", ".")
        app.press(each, ".")
        app.rest(0.5)
        found.append(Taken(f"filter {each}", [app.press("\r", CURSOR)]))
    app.press("c", ".")
    app.rest(1)
    return found


def jumped(app: Terminal, moments: tuple[str, ...]) -> Taken:
    """To times all over the database."""
    found = []
    for each in moments:
        app.press("@", "Go to a time")
        app.press(each, ".")
        app.rest(0.3)
        found.append(app.press("\r", CURSOR))
        app.rest(0.5)
    return Taken("jump to a time", found)


class Lived(NamedTuple):
    """How Live kept up."""

    lags: list[float]
    """Seconds from the file to the screen, for each piece of the log."""
    growth: float
    """How many times the memory of the first quarter was held at the end."""
    memory: int
    """Bytes at the end."""


def lived(app: Terminal, feed: Feed, seconds: float) -> Lived:
    """Watch Live for so long; the lines have come since before."""
    app.press("3", _TIMED)
    seen: list[tuple[int, float]] = []
    held = [app.memory]
    began = time.perf_counter()
    while (now := time.perf_counter()) < began + seconds:
        app.fresh.clear()
        app.rest(0.02)
        if number := highest(app.text()):
            seen.append((number, time.perf_counter()))
        if now - began > len(held) * seconds / 20:
            held.append(app.memory)
    quarter = max(held[: len(held) // 4 + 1])
    return Lived(feed.lags(seen, began, now), app.memory / quarter, app.memory)
