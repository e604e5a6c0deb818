"""What predicates call that SQLite does not have: functions of one value or two.

A missing value is NULL and makes every one of them NULL or false, as SQL's own do.
"""

import re
from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from store.model import FieldValue
from store.rules.matching import patterns
from store.rules.reading.folding import folded

_INTEGERS = 2**63
_DATE = 10
"""Characters of a date; a time has more."""
_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d{1,5})?", re.ASCII | re.IGNORECASE)
_HEXADECIMAL = re.compile(r"0x[0-9a-f]{1,64}", re.ASCII | re.IGNORECASE)


def _regexp(pattern: str, value: FieldValue | None) -> bool:
    """`value REGEXP pattern`: whether the pattern is found; a missing value has none."""
    return value is not None and patterns.compiled(pattern).search(str(value)) is not None


def _in_network(value: FieldValue | None, network: str) -> bool:
    """Whether a value is an address of a network; a text that is no address is not.

    An IPv4 address in the clothes of IPv6 (`::ffff:192.0.2.1`, as Windows writes it) is of IPv4.
    """
    address = _address(str(value))
    wanted = _network(network)
    return address is not None and address.version == wanted.version and address in wanted


@lru_cache(maxsize=8192)
def _address(text: str) -> IPv4Address | IPv6Address | None:
    try:
        address = ip_address(text)
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address


@lru_cache(maxsize=2048)
def _network(text: str) -> IPv4Network | IPv6Network:
    return ip_network(text)


def _number(value: FieldValue | None) -> int | float | None:
    """The number that a text spells, also in hexadecimal; None if it spells none."""
    text = str(value).strip()
    if _HEXADECIMAL.fullmatch(text):
        number: int | float = int(text, 16)
    elif _NUMBER.fullmatch(text):
        number = float(text)
    else:
        return None
    return float(number) if abs(number) >= _INTEGERS else number


def _fold(value: FieldValue | None) -> str | None:
    return None if value is None else folded(str(value))


def _of_two(
    test: Callable[[str, str], bool],
) -> Callable[[FieldValue | None, FieldValue | None], bool | None]:
    """A function that asks something of two texts, whatever the case of their letters."""

    def asked(one: FieldValue | None, other: FieldValue | None) -> bool | None:
        if one is None or other is None:
            return None
        return test(folded(str(one)), folded(str(other)))

    return asked


def _contains(text: str, part: str) -> bool:
    return part in text


def _time_part(part: str, value: FieldValue | None) -> int | None:
    """A part of the time that a text spells in ISO 8601, on the text's own wall clock."""
    text = str(value).strip()
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    if part in ("minute", "hour") and len(text) <= _DATE:
        return None
    return moment.isocalendar().week if part == "week" else int(getattr(moment, part))


FUNCTIONS: dict[str, tuple[int, Callable[..., FieldValue | None]]] = {
    "regexp": (2, _regexp),
    "in_network": (2, _in_network),
    "number": (1, _number),
    "fold": (1, _fold),
    "begins": (2, _of_two(str.startswith)),
    "ends": (2, _of_two(str.endswith)),
    "holds": (2, _of_two(_contains)),
    "time_part": (2, _time_part),
}
"""By their names in SQL, with how many arguments each takes."""
