"""Windows in which several rules are hit one after the other."""

from collections.abc import Iterator, Sequence

from store.rules.windows.hits import Hit, Span
from store.rules.windows.meeting import Way
from store.rules.windows.sliding import Beginnings


def ordered(hits: Sequence[Hit], timespan: int, slots: int) -> Iterator[Span]:
    """Windows in which every slot is hit, one after the other (Sigma's `temporal_ordered`).

    Args:
        hits: In the order of time and slot.
        timespan: Microseconds from the first slot's hit to the last slot's.
        slots: Number of slots.

    Yields:
        For every hit of the last slot that completes the order: the window from the earliest hit of
        the first slot that is near enough. The peak is 1.
    """
    latest: list[int | None] = [None] * slots
    beginnings = Beginnings()
    for hit in hits:
        if hit.slot == 0:
            beginnings.add(hit)
            latest[0] = hit.ts
        else:
            _advance(latest, hit)
        begun = latest[-1]
        if hit.slot == slots - 1 and begun is not None and begun >= hit.ts - timespan:
            yield Span(beginnings.earliest(hit.ts - timespan), hit.ts, 1)


def in_order(hits: Sequence[Hit], timespan: int, ways: Sequence[Way]) -> Iterator[Span]:
    """Windows in which the slots of one of the ways are hit, one after the other; as `ordered`."""
    for way in ways:
        yield from ordered(_renumbered(hits, way.hit), timespan, len(way.hit))


def _renumbered(hits: Sequence[Hit], slots: Sequence[int]) -> Sequence[Hit]:
    """The hits of some slots, which become 0, 1, and so on."""
    place = {slot: at for at, slot in enumerate(slots)}
    if all(slot == at for slot, at in place.items()):
        return [hit for hit in hits if hit.slot in place]
    steps = [hit._replace(slot=place[hit.slot]) for hit in hits if hit.slot in place]
    return sorted(steps, key=lambda hit: hit[:3])


def _advance(latest: list[int | None], hit: Hit) -> None:
    """Carry the latest possible beginning from the slot before to the hit's slot."""
    before, here = latest[hit.slot - 1], latest[hit.slot]
    if before is not None and (here is None or before > here):
        latest[hit.slot] = before
