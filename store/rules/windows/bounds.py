"""The numbers that a condition asks for."""

import operator
from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from fractions import Fraction

Number: TypeAlias = "int | Fraction"
"""An exact number: sums must not depend on the order in which they are made."""

_TESTS: Mapping[str, Callable[[Number, Number], bool]] = {
    "gt": operator.lt,
    "gte": operator.le,
    "lt": operator.gt,
    "lte": operator.ge,
    "eq": operator.eq,
    "neq": operator.ne,
}
"""By operator: whether it holds for a limit and a number, in this order."""
_RISING = frozenset({"gt", "gte"})


def exact(value: float) -> Number:
    """A number as it is written in decimal."""
    if isinstance(value, int):
        return value
    return int(value) if value.is_integer() else _fraction(str(value))


def ratio(one: Number, other: int) -> Number:
    """An exact number divided by a whole one, which is not 0."""
    return _fraction(one) / other


def _fraction(value: "Number | str") -> "Fraction":
    from fractions import Fraction  # noqa: PLC0415 - few rules need any

    return Fraction(value)


def shown(number: Number) -> int | float:
    """An exact number as people read it, with six decimals at most."""
    return int(number) if number.denominator == 1 else round(float(number), 6)


class Bounds(NamedTuple):
    """Limits that a number has to keep, all of them."""

    limits: tuple[tuple[str, int | float], ...]
    """Operators of Sigma (`gt`, `gte`, `lt`, `lte`, `eq`, `neq`) with their numbers."""

    @classmethod
    def at_least(cls, number: int) -> "Bounds":
        """The lower limit alone."""
        return cls((("gte", number),))

    @property
    def rising(self) -> bool:
        """Whether a number that keeps the limits keeps them however much it grows."""
        return all(name in _RISING for name, _ in self.limits)

    @property
    def least(self) -> int:
        """A whole number below which none keeps the limits."""
        low = [limit + (name == "gt") for name, limit in self.limits if name in _RISING]
        return max((int(limit) for limit in low), default=0)

    def test(self) -> Callable[[Number], bool]:
        """What says whether a number keeps the limits."""
        tests = [partial(_TESTS[name], exact(limit)) for name, limit in self.limits]
        if len(tests) == 1:
            return tests[0]
        return lambda number: all(test(number) for test in tests)


UNBOUNDED = Bounds(())
"""No limits at all."""
