"""Turn top lists into the values that widgets draw; every text is made safe here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from store.queries.tops import TopRow
from widgets.view_models import Column, Fit, Row, Shown, Tone, clock, shown

TITLES = {"ip": "address", "agent": "user agent", "net": "network", "asn": "AS"}
ORDERS = {"first_seen": "the newest", "alerts": "most alerts"}
SPARK = 14
"""Cells of a little picture."""
_LEVELS = "▁▂▃▄▅▆▇█"
_UNITS = ((10**12, "T"), (10**9, "G"), (10**6, "M"), (10**3, "k"))


@dataclass(frozen=True, slots=True)
class Drawn:
    """What was counted for the picture of a value."""

    counts: tuple[int | None, ...]
    """For each span; None: not counted yet."""
    bytes: int

    @property
    def is_whole(self) -> bool:
        """Whether everything was counted."""
        return None not in self.counts


def columns(by: str) -> tuple[Column, ...]:
    """The columns of a top list."""
    return (
        Column(TITLES.get(by, by), 0, key="value"),
        Column("events", 9, right=True, key="events"),
        Column("failures", 8, right=True, tinted=True, key="failures"),
        Column("alerts", 6, right=True, tinted=True, key="alerts"),
        Column("bytes", 6, right=True, fit=Fit.WIDE, key="bytes"),
        Column("over time", SPARK),
        Column("first seen", 19, timed=True, fit=Fit.WIDE, key="first_seen"),
        Column("last seen", 14, timed=True, fit=Fit.NARROW, key="last_seen"),
        Column("last seen", 19, timed=True, fit=Fit.WIDE, key="last_seen"),
    )


def row(top: TopRow, drawn: Drawn | None) -> Row:
    """A value with its counts, and its picture as far as that is known."""
    return Row(
        top.value,
        (
            shown(top.value),
            shown(f"{top.events:,}"),
            shown(f"{top.failures:,}"),
            shown(top.alerts or ""),
            shown(size(drawn.bytes) if drawn is not None and drawn.is_whole else ""),
            spark(drawn.counts) if drawn is not None else Shown(""),
            clock(top.first_seen),
            clock(top.last_seen, long=False),
            clock(top.last_seen),
        ),
        Tone.BAD if top.failures else Tone.PLAIN,
        tones=((5, Tone.LOW),),
    )


def rows(tops: Sequence[TopRow], drawn: Mapping[str, Drawn]) -> list[Row]:
    """All values."""
    return [row(top, drawn.get(top.value)) for top in tops]


def spark(counts: Sequence[int | None]) -> Shown:
    """A little picture: nothing is a dot, any count shows, what is not counted yet is blank."""
    most = max((count for count in counts if count), default=0)
    return Shown("".join(_mark(count, most) for count in counts))


def _mark(count: int | None, most: int) -> str:
    if count is None:
        return " "
    return "·" if not count else _LEVELS[-(-count * len(_LEVELS) // most) - 1]


def size(number: int) -> str:
    """Bytes in four characters or so: `1.9G`."""
    for unit, name in _UNITS:
        if number >= unit:
            whole = number / unit
            return f"{whole:.1f}{name}" if whole < 10 else f"{whole:.0f}{name}"
    return str(number)
