"""What alerts there must be about absences and baselines, straight from the definitions.

Nothing of the program is used here, and nothing is clever: every instant and every bucket is looked
at by itself, and for each of them all events are.
"""

import math
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from statistics import median
from typing import NamedTuple


class Said(NamedTuple):
    """An event; one of no group only shows that the log is read."""

    ts: int
    group: str | None
    n: int = 1


class Episode(NamedTuple):
    """An alert."""

    first: int
    last: int
    count: int  # type: ignore[assignment]  # no tuple is counted in here
    peak: int
    recovered: int | None


class Quiet(NamedTuple):
    """What an absence asks for."""

    timespan: int
    enough: int
    cooldown: int
    warmup: int
    rarely: int


class Usual(NamedTuple):
    """What a baseline asks for."""

    bucket: int
    z: float
    need: int
    of: int
    weeks: int
    min_count: int
    direction: str


def read(events: Sequence[Said], hole: int) -> list[tuple[int, int]]:
    """When the log was read: no record further from the next than a hole."""
    times = sorted({event.ts for event in events})
    found: list[tuple[int, int]] = []
    for ts in times:
        if found and ts - found[-1][1] < hole:
            found[-1] = (found[-1][0], ts)
        else:
            found.append((ts, ts))
    return found


def absences(events: Sequence[Said], group: str, asked: Quiet, hole: int) -> set[Episode]:
    """The alerts of a group about too few events."""
    own = [event for event in events if event.group == group and event.n]
    if not own:
        return set()
    since, until = min(event.ts for event in own), max(event.ts for event in events)
    seen: list[int] = []
    low: dict[int, int] = {}
    for first, last in read(events, hole):
        for t in range(max(first, since) + asked.timespan, last + 1):
            seen.append(t)
            held = sum(event.n for event in own if t - asked.timespan <= event.ts <= t)
            if held < asked.enough:
                low[t] = held
    told = [run for run in _runs(low) if _is_told(run[0], seen, low, since, asked)]
    joined: list[tuple[int, int]] = []
    for first, last in told:
        if joined and first - joined[-1][1] <= asked.cooldown:
            joined[-1] = (joined[-1][0], last)
        else:
            joined.append((first, last))
    return {_quiet(run, told, own, low, asked, until) for run in joined}


def _runs(low: Iterable[int]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for t in sorted(low):
        if found and found[-1][1] == t - 1:
            found[-1] = (found[-1][0], t)
        else:
            found.append((t, t))
    return found


def _is_told(begin: int, seen: Iterable[int], low: Iterable[int], since: int, asked: Quiet) -> bool:
    before = {t for t in seen if begin - asked.warmup <= t < begin}
    if since > begin - asked.warmup and asked.warmup:
        return False
    return 2 * len(before) >= asked.warmup and (
        100 * len(before & set(low)) <= asked.rarely * len(before)
    )


def _quiet(
    run: tuple[int, int],
    told: Iterable[tuple[int, int]],
    own: Iterable[Said],
    low: dict[int, int],
    asked: Quiet,
    until: int,
) -> Episode:
    first, last = run
    begin = first - asked.timespan
    inside = [run for run in told if first <= run[0] and run[1] <= last]
    count = sum(
        event.n for event in own if any(a - asked.timespan <= event.ts <= b for a, b in inside)
    )
    most = max(low[t] for a, b in inside for t in range(a, b + 1))
    return Episode(begin, last, count, most, last + 1 if last < until else None)


class _Bucket(NamedTuple):
    number: int
    n: int
    z: float | None
    unusual: str


def baselines(events: Sequence[Said], group: str, asked: Usual, hole: int) -> list[Episode]:
    """The alerts of a group about unusual buckets."""
    own = [event for event in events if event.group == group and event.n]
    if not own:
        return []
    width = asked.bucket
    begin = min(event.ts for event in own) // width
    whole = [
        number
        for first, last in read(events, hole)
        for number in range(first // width, last // width + 1)
        if number >= begin and first <= number * width and (number + 1) * width <= last
    ]
    counts = {
        number: sum(event.n for event in own if event.ts // width == number) for number in whole
    }
    return _episodes([_judged(number, counts, asked) for number in whole], counts, asked)


def _hour(number: int, asked: Usual) -> datetime:
    return datetime.fromtimestamp(number * asked.bucket // 1_000_000, UTC)


def _judged(number: int, counts: dict[int, int], asked: Usual) -> _Bucket:
    day = 86_400_000_000 // asked.bucket
    an_hour = 3_600_000_000 // asked.bucket
    now = _hour(number, asked)
    before = [other for other in counts if other < number]
    same = [
        counts[other]
        for other in before
        if other >= number - asked.weeks * 7 * day
        and (_hour(other, asked).weekday(), _hour(other, asked).hour) == (now.weekday(), now.hour)
    ]
    limit = asked.z
    if len(same) < 2 * an_hour:
        limit = max(asked.z, 6)
        same = [
            counts[other]
            for other in before
            if other >= number - 14 * day
            and _hour(other, asked).hour == now.hour
            and (_hour(other, asked).weekday() > 4) == (now.weekday() > 4)
        ]
        if len(same) < 3 * an_hour:
            return _Bucket(number, counts[number], None, "")
    y = [2 * math.sqrt(each + 3 / 8) for each in same]
    middle = median(y)
    spread = max(1.4826 * median([abs(each - middle) for each in y]), 1)
    z = (2 * math.sqrt(counts[number] + 3 / 8) - middle) / spread
    unusual = ""
    if z >= limit and asked.direction != "low" and counts[number] >= asked.min_count:
        unusual = "high"
    if z <= -limit and asked.direction != "high":
        unusual = "low"
    return _Bucket(number, counts[number], z, unusual)


def _episodes(row: Sequence[_Bucket], counts: dict[int, int], asked: Usual) -> list[Episode]:
    found: list[Episode] = []
    at = 0
    free = 0  # buckets before this one belong to another episode, or lie beyond a hole
    while at < len(row):
        if at and row[at].number != row[at - 1].number + 1:
            free = at
        recent = row[max(free, at - asked.of + 1) : at + 1]
        hot = [each for each in recent if each.unusual and each.unusual == row[at].unusual]
        if len(hot) < asked.need:
            at += 1
            continue
        end, over = _end(row, at)
        inside = hot + [each for each in row[at + 1 : end] if each.unusual]
        first, last = inside[0].number, inside[-1].number
        held = [n for number, n in counts.items() if first <= number <= last]
        width = asked.bucket
        found.append(
            Episode(
                first * width,
                (last + 1) * width - 1,
                sum(held),
                max(held),
                None if over is None else (over + 1) * width,
            )
        )
        at = free = end
    return found


def _end(row: Sequence[_Bucket], at: int) -> tuple[int, int | None]:
    """Where an episode is over: behind two usual buckets in a row, or at a hole."""
    for end in range(at + 1, len(row) + 1):
        if end == len(row):
            return end, None
        if row[end].number != row[end - 1].number + 1:
            return end, row[end - 1].number
        both = row[end - 1], row[end]
        calm = all(each.z is not None and abs(each.z) < 2 for each in both)
        if calm and end - 1 > at and not row[end].unusual:
            return end + 1, row[end].number
    return len(row), None
