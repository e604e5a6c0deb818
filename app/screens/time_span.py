"""The stretch of time that the shared filter leaves, and how keys change it."""

from datetime import UTC

from store.filters import edits, times
from store.filters.grammar import Filter
from store.queries.timeline import SHORTEST, Span
from store.times import clock
from widgets.view_models import Shown, shown

_SECOND = 1_000_000
_UNITS = (("d", 86_400), ("h", 3_600), ("m", 60), ("s", 1))


def bounds(filter_: Filter, now: int) -> tuple[int | None, int | None]:
    """From when and until when the filter's alerts are (µs UTC); None where it does not say."""
    found: dict[str, int] = {}
    for term in filter_.terms:
        if term.key in ("since", "until") and not term.negated:
            text = term.values[0].plain
            found[term.key] = times.read(text, now, UTC, end=term.key == "until")
    return found.get("since"), found.get("until")


def span_of(filter_: Filter, extent: Span, now: int) -> Span:
    """What the filter says, and the extent of its alerts where it says nothing."""
    since, until = bounds(filter_, now)
    first = extent.first if since is None else since
    end = extent.end if until is None else until
    return Span(first, max(end, first + _SECOND))


def within(filter_: Filter, span: Span) -> Filter:
    """The filter, from the beginning to the end of a span, in whole seconds."""
    first = span.first // _SECOND * _SECOND
    end = -(-span.end // _SECOND) * _SECOND
    for key, moment in (("since", first), ("until", max(end, first + _SECOND))):
        text = f"{clock(moment)}Z".replace(" ", "T")
        filter_ = edits.with_term(filter_, edits.term_for(key, text))
    return filter_


def without(filter_: Filter) -> Filter:
    """The filter without its bounds in time."""
    return edits.without(edits.without(filter_, "since"), "until")


def closer(span: Span, around: int) -> Span:
    """Half the span, around a time as far as that lies in it."""
    half = max(SHORTEST, span.length // 2)
    first = min(max(span.first, around - half // 2), max(span.first, span.end - half))
    return Span(first, first + half)


def wider(span: Span) -> Span:
    """Twice the span, around the same middle."""
    return Span(span.first - span.length // 2, span.end + span.length // 2)


def moved(span: Span, direction: int) -> Span:
    """The span, half its length earlier (-1) or later (1)."""
    by = direction * max(_SECOND, span.length // 2)
    return Span(span.first + by, span.end + by)


def in_words(length: int) -> Shown:
    """How long a span is (µs), in at most five characters."""
    seconds = max(1, round(length / _SECOND))
    for unit, size in _UNITS:
        if seconds >= 2 * size or size == 1:
            return shown(f"{min(9999, round(seconds / size))}{unit}")
    return Shown("")
