"""How an address may be written otherwise, for those who look for all that tells of it.

What any reader takes for an address is found without this; here are the spellings that are one only
for who knows the address: as a number, with dashes, backwards.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import NamedTuple


class Spellings(NamedTuple):
    """All spellings of some addresses."""

    pattern: re.Pattern[str]
    """Any of them."""
    addresses: tuple[tuple[str, str], ...]
    """Each spelling, in lower case, with its address."""

    def occur(self, text: str) -> bool:
        """Whether one may stand in a text: quicker than the expression, and nearly always not."""
        lowered = text.lower()
        return any(spelling in lowered for spelling, _ in self.addresses)

    def address(self, spelling: str) -> str:
        """The address that was found."""
        return dict(self.addresses)[spelling.lower()]


@lru_cache(maxsize=1 << 14)
def spellings(addresses: Sequence[str]) -> Spellings | None:
    """The spellings of addresses; None where none is an address.

    Args:
        addresses: As a tuple: what was asked for is remembered.
    """
    known = {spelling.lower(): text for text in addresses for spelling in _of(text)}
    if not known:
        return None
    longest_first = sorted(known, key=len, reverse=True)
    return Spellings(
        re.compile("|".join(map(_alone, longest_first)), re.IGNORECASE), tuple(known.items())
    )


def _of(text: str) -> Iterator[str]:
    try:
        address = ip_address(text)
    except ValueError:
        return
    yield text
    if isinstance(address, IPv6Address):
        yield from _of_six(address)
    else:
        yield from _of_four(address)


def _of_four(address: IPv4Address) -> Iterator[str]:
    octets = list(address.packed)
    yield from (sign.join(map(str, octets)) for sign in "-_")
    yield from (sign.join(map(str, octets[::-1])) for sign in ".-_")
    yield from (sign.join(f"{octet:03}" for octet in octets) for sign in (".", "-", ""))
    yield ".".join(f"0{octet:o}" for octet in octets)
    yield ".".join(f"{octet:04o}" for octet in octets)
    yield ".".join(f"{octet:#x}" for octet in octets)
    yield str(int(address))
    yield f"{int(address):08x}"


def _of_six(address: IPv6Address) -> Iterator[str]:
    for written in (address.compressed, address.exploded):
        yield from (written.replace(":", sign) for sign in "-_.")
    digits = f"{int(address):032x}"
    yield digits
    yield ".".join(reversed(digits))


_BRACKETED = re.compile(r"[\[({]([.:])[\])}]")
_BRACKETS = re.compile(r"[\[\](){}]")
_RUN = re.compile(r"[0-9A-Fa-f.:\[\](){}]{7,100}", re.ASCII)
"""Where an address may stand some of whose signs are in brackets."""


def with_plain_addresses(text: str) -> str:
    """A text whose addresses no longer have signs in brackets, as in 192[.]0[.]2[.]1.

    So analysts write them, lest a program make links of them.
    """
    return _RUN.sub(_plain, text) if _BRACKETED.search(text) else text


def _plain(run: re.Match[str]) -> str:
    bare = _BRACKETED.sub(r"\1", run[0])
    pieces = _BRACKETS.split(bare) if bare != run[0] else ()
    return bare if any(_is_address(piece.strip(".")) for piece in pieces) else run[0]


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def _alone(spelling: str) -> str:
    """The expression of a spelling: one without any sign in it stands by itself."""
    if spelling.isalnum():
        return rf"(?<![0-9A-Fa-f]){spelling}(?![0-9A-Fa-f])"
    return re.escape(spelling)
