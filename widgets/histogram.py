"""Counts over time as text: eighth blocks, shades, a time axis."""

from collections.abc import Sequence

from widgets import zones

_BLOCKS = " ▁▂▃▄▅▆▇█"
_SHADES = " ░▒▓█"
_DAY = 86_400_000_000
_MINUTE = 60_000_000


def bars(counts: Sequence[int], height: int) -> list[str]:
    """Columns of eighth blocks, `height` lines from the top; any count shows at least an eighth."""
    most = max(counts, default=0)
    levels = [-(-count * height * 8 // most) if most else 0 for count in counts]
    return [
        "".join(_BLOCKS[max(0, min(8, level - 8 * line))] for level in levels)
        for line in reversed(range(height))
    ]


def shades(counts: Sequence[int]) -> str:
    """One line of shades; any count shows at least the lightest."""
    most = max(counts, default=0)
    return "".join(_SHADES[-(-count * 4 // most) if most else 0] for count in counts)


def axis(first: int, step: int, buckets: int) -> str:
    """Times in the zone of the screen under the buckets where they begin, as many as have room."""
    gap = 16 if step * buckets > _DAY else 10
    pattern = "%m-%d %H:%M" if step * buckets > _DAY else "%H:%M"
    if step * gap < _MINUTE:
        pattern = "%H:%M:%S"
    line = ""
    for bucket in range(0, max(0, buckets - gap + 5), gap):
        moment = zones.current().local(first + bucket * step)
        line += moment.strftime("╵" + pattern).ljust(gap)
    return line[:buckets].ljust(buckets)
