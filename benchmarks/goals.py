"""What the import, the rules and the app are to reach, and whether they do."""

from typing import NamedTuple

COLD_TO_GOACCESS = 2.5
COLD_TO_LNAV = 1.0
AUTH_RATE = 150_000
EVTX_RATE = 40_000
XML_RATE = 15_000
KNOWN_CPU = 0.15
APPENDED_WALL = 0.3
DATABASE_SHARE = 0.45
MEMORY = 250e6
RULES_RATE = 150_000
SIGMA_RATE = 60_000
LIVE_STEP = 5.0
"""Milliseconds."""
FIRST_PAINT = 0.5
KEY = 50.0
"""Milliseconds, as the others of the app up to the jump."""
SWITCH = 200.0
ENTITY = 200.0
FILTERED = 300.0
JUMP = 100.0
APP_MEMORY = 150e6
LAG = 1.0
"""Seconds from a line's way into its file to the screen."""
FLAT = 1.1
"""How many times the memory at the end may be that of the first quarter."""
SEARCH_RATE = 400
"""MB of log text in a second."""
LINEAR = 1.1
"""How many times the processor time of a line in a long log may be that in a shorter one."""


class Goal(NamedTuple):
    """Something to reach."""

    what: str
    bound: float
    measured: float | None
    """None: nothing to compare with is installed."""
    form: str
    """How its numbers are written, as `str.format` takes it."""
    at_least: bool = True
    """Whether more is better."""

    @property
    def ratio(self) -> float | None:
        """How far it is reached: 1, or more, is all of it."""
        if self.measured is None:
            return None
        one, other = (self.measured, self.bound) if self.at_least else (self.bound, self.measured)
        return one / other

    @property
    def reached(self) -> bool | None:
        """Whether it is; None: not measured."""
        return None if self.ratio is None else self.ratio >= 1

    @property
    def wanted(self) -> str:
        """The bound in words."""
        return f"{'>=' if self.at_least else '<='} {self.form.format(self.bound)}"

    @property
    def found(self) -> str:
        """What was measured, in words."""
        return "-" if self.measured is None else self.form.format(self.measured)


def times(what: str, bound: float, measured: float | None) -> Goal:
    """To be so many times as quick as another."""
    return Goal(what, bound, measured, "{:.2f} x")


def rate(what: str, bound: float, measured: float, unit: str) -> Goal:
    """To do so many a second."""
    return Goal(what, bound, measured, f"{{:,.0f}} {unit}/s")


def seconds(what: str, bound: float, measured: float) -> Goal:
    """To take no longer."""
    return Goal(what, bound, measured, "{:.3f} s", at_least=False)


def milliseconds(what: str, bound: float, measured: float) -> Goal:
    """To take no longer."""
    return Goal(what, bound, measured, "{:.2f} ms", at_least=False)


def share(what: str, bound: float, measured: float) -> Goal:
    """To be no larger than that part of something else."""
    return Goal(what, bound, measured, "{:.3f}", at_least=False)


def memory(what: str, measured: float, bound: float = MEMORY) -> Goal:
    """To need no more memory than at any other size."""
    return Goal(what, bound / 1e6, measured / 1e6, "{:.0f} MB", at_least=False)


def stored(what: str, measured: float) -> Goal:
    """To lose nothing."""
    return Goal(what, 1.0, measured, "{:.4f}")
