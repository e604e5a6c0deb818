"""Read `absence` and `baseline` under `blotter`: what a rule takes for usual."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from store.rules.expectations import Absence, Baseline, Direction
from store.rules.spans import SECOND, microseconds

_HOUR = 3600 * SECOND
_LONGEST = 900 * SECOND
_WEEK = 7 * 24 * _HOUR
_WEEKS = range(2, 27)
_OUT_OF = re.compile(r"([1-9]) of ([1-9])")


class MisplacedError(ValueError):
    """Something is wrong with one key of a mapping."""

    def __init__(self, key: str, message: str) -> None:
        """Say what is wrong, and where."""
        super().__init__(f"{key}: {message}")
        self.within = (key,)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A baseline as a rule says it, and what its counts are grouped by."""

    baseline: Baseline
    group_by: tuple[str, ...]
    """As the rule names fields."""


def absence(value: object) -> Absence | None:
    """What stands under `absence`: true, or how much has to be known first.

    Raises:
        ValueError: Something is wrong with it.
    """
    if isinstance(value, bool):
        return Absence() if value else None
    given = _mapping(value, {"warmup": microseconds, "rarely": _percent}, "true, or ")
    return Absence(**given)


def baseline(value: object) -> Wanted:
    """What stands under `baseline`; all of it has a default.

    Raises:
        ValueError: Something is wrong with it.
    """
    readers: Mapping[str, Callable[[object], object]] = {
        "bucket": _bucket,
        "group-by": field_names,
        "z": _deviations,
        "need": _need,
        "history": _history,
        "min-count": _count,
        "direction": _direction,
    }
    given = _mapping(value, readers, "")
    need, of = given.get("need", (2, 3))
    asked = Baseline(
        bucket=given.get("bucket", 300 * SECOND),
        z=given.get("z", 4),
        need=need,
        of=of,
        history=given.get("history", 4 * _WEEK),
        min_count=given.get("min-count", 20),
        direction=given.get("direction", Direction.BOTH),
    )
    return Wanted(asked, given.get("group-by", ()))


def _mapping(
    value: object, readers: Mapping[str, Callable[[object], object]], or_: str
) -> dict[str, Any]:
    """The values of a mapping, read."""
    if not isinstance(value, dict):
        raise ValueError(f"is {or_}a mapping of {', '.join(readers)}")  # noqa: TRY004
    found: dict[str, Any] = {}
    for key, each in value.items():
        reader = readers.get(key)
        if reader is None:
            raise MisplacedError(str(key), f"is none of {', '.join(readers)}")
        try:
            found[key] = reader(each)
        except ValueError as error:
            raise MisplacedError(key, str(error)) from error
    return found


def _bucket(value: object) -> int:
    width = microseconds(value)
    if not 60 * SECOND <= width <= _LONGEST or _HOUR % width:
        raise ValueError("is from 1m to 15m, so that an hour has a whole number of them")
    return width


def _history(value: object) -> int:
    span = microseconds(value)
    if span % _WEEK or span // _WEEK not in _WEEKS:
        raise ValueError("is a number of weeks, from 2w to 26w")
    return span


def _percent(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 100:
        raise ValueError("is a whole number of percent, from 0 to 100")
    return value


def _count(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise ValueError("is a whole number")
    return value


def _deviations(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 2 < value <= 100:
        raise ValueError("is a number above 2, which is how far usual buckets lie away")
    return value


def _need(value: object) -> tuple[int, int]:
    found = _OUT_OF.fullmatch(value) if isinstance(value, str) else None
    if found is None or int(found[1]) > int(found[2]):
        raise ValueError("is a text such as '2 of 3'")
    return int(found[1]), int(found[2])


def _direction(value: object) -> Direction:
    try:
        return Direction(str(value))
    except ValueError:
        raise ValueError(f"is {', '.join(Direction)}") from None


def field_names(value: object) -> tuple[str, ...]:
    """The fields that a list names, or a single text.

    Raises:
        ValueError: It is neither.
    """
    names = [value] if isinstance(value, str) else value
    if not isinstance(names, list) or not all(isinstance(name, str) and name for name in names):
        raise ValueError("is a list of field names")
    return tuple(names)
