"""What alerts hits must make, straight from the definitions: every window is looked at by itself.

Nothing of the program is used here, and nothing is clever: for every hit all hits are looked at.
"""

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from itertools import product
from math import ceil, floor
from typing import Any, NamedTuple, TypeAlias


class Said(NamedTuple):
    """A record that counts for a slot of a rule."""

    ts: int
    slot: int
    event: int
    n: int
    since: int | None = None
    """Of what is itself a window: where it begins."""
    value: object = None


class Step(NamedTuple):
    """One step of an order."""

    time: int
    begins: int
    """Where the story with it begins: before its time if it is a window."""


class Window(NamedTuple):
    """A window in which a rule's condition holds."""

    first: int
    last: int
    peak: Any


class Episode(NamedTuple):
    """An alert."""

    first: int
    last: int
    peak: Any
    total: int
    evidence: int


class Story(NamedTuple):
    """What a rule makes of one group."""

    said: frozenset[Said]
    """Everything that it counts."""
    windows: frozenset[Window]


COMPARED: dict[str, Callable[[Any, Any], bool]] = {
    "gt": lambda number, limit: number > limit,
    "gte": lambda number, limit: number >= limit,
    "lt": lambda number, limit: number < limit,
    "lte": lambda number, limit: number <= limit,
    "eq": lambda number, limit: number == limit,
    "neq": lambda number, limit: number != limit,
}

Measure: TypeAlias = Callable[[list[Said]], object]
"""What is counted or measured in a window; None: nothing can be."""
Limits: TypeAlias = Sequence[tuple[str, float]]


def judged(
    said: Iterable[Said], timespan: int, measure: Measure, holds: Callable[[object], bool]
) -> Story:
    """An instant with a hit is hot if the condition holds for the window that ends there."""
    known = frozenset(said)
    windows = set()
    for hot in {each.ts for each in known}:
        inside = [each for each in known if hot - timespan <= each.ts <= hot]
        found = measure(inside)
        if found is not None and holds(found):
            begins = [each.ts if each.since is None else each.since for each in inside]
            windows.add(Window(min(begins), hot, found))
    return Story(known, frozenset(windows))


def kept(limits: Limits) -> Callable[[object], bool]:
    """Whether a number keeps all limits."""
    return lambda number: all(
        COMPARED[name](number, Fraction(str(limit))) for name, limit in limits
    )


def counted(said: Iterable[Said], timespan: int, at_least: int) -> Story:
    """An instant is hot if the window that ends there holds enough."""
    return judged(said, timespan, hits, kept([("gte", at_least)]))


def hits(inside: list[Said]) -> int:
    """How many there are."""
    return sum(each.n for each in inside)


def values(inside: list[Said]) -> int:
    """How many values there are."""
    return len({each.value for each in inside})


def slots(inside: list[Said]) -> int:
    """How many slots are hit."""
    return len({each.slot for each in inside})


def numbers(inside: list[Said]) -> list[Fraction]:
    """All numbers, in order."""
    return sorted(Fraction(str(each.value)) for each in inside for _ in range(each.n))


def total(inside: list[Said]) -> Fraction | None:
    """Their sum."""
    return sum(numbers(inside), Fraction(0)) if numbers(inside) else None


def mean(inside: list[Said]) -> Fraction | None:
    """What each would be if all were the same."""
    found = numbers(inside)
    return sum(found, Fraction(0)) / len(found) if found else None


def percentile(percent: int) -> Measure:
    """What lies at a place between the least, the 0th, and the greatest, the 100th."""

    def measure(inside: list[Said]) -> Fraction | None:
        found = numbers(inside)
        if not found:
            return None
        place = Fraction((len(found) - 1) * percent, 100)
        below, above = found[floor(place)], found[ceil(place)]
        return below + (place - floor(place)) * (above - below)

    return measure


def ordered(steps: Sequence[Story | Iterable[Said]], timespan: int) -> Story:
    """An instant is hot if the last step is taken there and the others before, in order.

    Args:
        steps: For every slot what is said there, or the rule whose windows are its steps.
        timespan: Of the window.
    """
    windows = in_order([_steps(slot, step) for slot, step in enumerate(steps)], timespan)
    said = [each for slot, step in enumerate(steps) for each in _evidence(slot, step)]
    return Story(frozenset(said), frozenset(windows))


def in_order(taken: Sequence[set[Step]], timespan: int) -> set[Window]:
    """The windows of steps that are taken one after the other."""
    windows = set()
    for end in {step.time for step in taken[-1]}:
        near = [
            {step.time for step in some if end - timespan <= step.time <= end} for some in taken
        ]
        if any(list(times) == sorted(times) for times in product(*near[:-1], [end])):
            begins = [step.begins for step in taken[0] if end - timespan <= step.time <= end]
            windows.add(Window(min(begins), end, 1))
    return windows


def episodes(story: Story, cooldown: int) -> set[Episode]:
    """Windows joined while no more than the cooldown lies between them."""
    joined: list[set[Window]] = []
    for window in story.windows:
        near = [some for some in joined if any(_close(window, each, cooldown) for each in some)]
        joined = [some for some in joined if some not in near]
        joined.append({window}.union(*near))
    return {_episode(story, some) for some in joined}


def _close(one: Window, other: Window, gap: int) -> bool:
    return one.first - other.last <= gap and other.first - one.last <= gap


def _episode(story: Story, windows: set[Window]) -> Episode:
    first, last = min(each.first for each in windows), max(each.last for each in windows)
    inside = [each for each in story.said if first <= each.ts <= last]
    return Episode(
        first,
        last,
        max(each.peak for each in windows),
        sum(each.n for each in inside),
        len({each.event for each in inside}),
    )


def _steps(slot: int, step: Story | Iterable[Said]) -> set[Step]:
    if isinstance(step, Story):
        return {Step(window.last, window.first) for window in step.windows}
    return {Step(each.ts, each.ts) for each in step if each.slot == slot}


def _evidence(slot: int, step: Story | Iterable[Said]) -> list[Said]:
    """What a slot counts: of a rule, everything that lies in one of its windows."""
    if not isinstance(step, Story):
        return [each for each in step if each.slot == slot]
    inside = [
        each
        for each in step.said
        if any(window.first <= each.ts <= window.last for window in step.windows)
    ]
    most = {
        key: max(each.n for each in inside if (each.ts, each.event) == key)
        for key in {(each.ts, each.event) for each in inside}
    }
    return [Said(ts, slot, event, n) for (ts, event), n in most.items()]


def moments(times: Iterable[int]) -> list[Fraction]:
    """Some times and what lies halfway between them."""
    return sorted(Fraction(2 * time + half, 2) for time in times for half in (0, 1))


def states(
    said: Iterable[Said], timespan: int, at_least: int, cooldown: int = 0
) -> list[tuple[int, ...]]:
    """Stretches of time in which the window that ends at any moment holds enough.

    Returns:
        First and last hit, peak, first and last moment of each.
    """
    known = list(said)
    latest = max((each.ts for each in known), default=0) + timespan + cooldown + 2
    counts = {
        moment: sum(each.n for each in known if moment - timespan <= each.ts <= moment)
        for moment in moments(range(latest))
    }
    gap = max(Fraction(cooldown), Fraction(1, 2))
    runs: list[list[Fraction]] = []
    for moment in sorted(moment for moment, count in counts.items() if count >= at_least):
        if runs and moment - runs[-1][-1] <= gap:
            runs[-1].append(moment)
        else:
            runs.append([moment])
    found: list[tuple[int, ...]] = []
    for run in runs:
        begins, ends = run[0], run[-1]
        inside = {each.ts for each in known if begins <= each.ts <= ends}
        last = max(ts for ts in inside if counts[Fraction(ts)] >= at_least)
        behind = found[-1][1] if found else -1
        first = min(each.ts for each in known if each.ts >= begins - timespan and each.ts > behind)
        peak = max(counts[moment] for moment in counts if begins <= moment <= ends)
        found.append((first, last, peak, int(begins), int(ends)))
    return found
