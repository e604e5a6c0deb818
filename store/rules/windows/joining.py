"""Windows that belong to one alert."""

from collections.abc import Iterable

from store.rules.windows.hits import Span


def merged(spans: Iterable[Span], gap: int) -> list[Span]:
    """Join windows that overlap or lie at most `gap` microseconds apart into episodes."""
    episodes: list[Span] = []
    for span in sorted(spans):
        if episodes and span.first - episodes[-1].last <= gap:
            before = episodes[-1]
            episodes[-1] = Span(
                before.first, max(before.last, span.last), max(before.peak, span.peak)
            )
        else:
            episodes.append(span)
    return episodes
