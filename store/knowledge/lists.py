"""Lists of addresses that somebody warns of, as they are handed round.

Read are plain lists of addresses and networks with comments behind `#` or `;` (FireHOL's netsets,
lists of Tor's exits, the former text form of Spamhaus DROP), ranges (`192.0.2.1-192.0.2.9`), and
JSON lines with a `cidr` or an `ip` each, as Spamhaus DROP comes today.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
    summarize_address_range,
)
from pathlib import Path
from typing import TypeAlias

from store.errors import InputError, InputErrors, Location
from store.knowledge.classes import MAPPED

_Network: TypeAlias = IPv4Network | IPv6Network
_MOST_PROBLEMS = 20
_BITS = 128


@dataclass(frozen=True, slots=True)
class AddressList:
    """A list that was read."""

    name: str
    """What the user calls it."""
    path: str
    modified: int
    """When the file was written, in nanoseconds since 1970 UTC: how old the list is."""
    entries: int
    """How many addresses and networks it names."""
    by_size: dict[int, dict[int, str]]
    """By length of the prefix in bits, the entries by the prefix."""

    def entry_for(self, address: int) -> str | None:
        """The narrowest entry that an address falls under, as it is written in the list.

        Args:
            address: As a number of 128 bits, IPv4 mapped into IPv6.
        """
        for bits in sorted(self.by_size, reverse=True):
            entry = self.by_size[bits].get(address >> (_BITS - bits))
            if entry is not None:
                return entry
        return None


def read_list(name: str, path: Path) -> AddressList:
    """Read a list.

    Args:
        name: What the user calls it.
        path: The file.

    Raises:
        InputError, InputErrors: It cannot be read, or lines of it are no addresses; each with its
            place. A list that is half understood would let through whom the other half names.
    """
    if path.exists() and not path.is_file():
        raise InputError("not a file", Location(str(path)))
    try:
        modified = path.stat().st_mtime_ns
        text = path.read_text("utf-8", "replace")
    except OSError as error:
        raise InputError(error.strerror or "cannot be read", Location(str(path))) from error
    by_size: dict[int, dict[int, str]] = {}
    problems: list[InputError] = []
    for number, line in enumerate(text.splitlines(), 1):
        try:
            for written, network in _networks(line):
                bits, prefix = _prefix(network)
                by_size.setdefault(bits, {})[prefix] = written
        except ValueError as wrong:
            problems.append(InputError(str(wrong), Location(str(path), number, 1)))
    if problems:
        raise problems[0] if len(problems) == 1 else InputErrors(problems[:_MOST_PROBLEMS])
    entries = sum(map(len, by_size.values()))
    return AddressList(name, str(path), modified, entries, by_size)


def _networks(line: str) -> Iterator[tuple[str, _Network]]:
    """The networks that a line names, with how it writes them.

    Raises:
        ValueError: It says something else.
    """
    said = line.split("#", 1)[0].split(";", 1)[0].strip()
    if said.startswith("{"):
        said = _of_json(line.strip())
    if said:
        for network in _network(said):
            yield said, network


def _of_json(line: str) -> str:
    """The network that a JSON line names; none where it tells of the list itself."""
    try:
        found = json.loads(line)
    except (ValueError, RecursionError) as wrong:
        raise ValueError("this line is no JSON") from wrong
    if "type" in found and "cidr" not in found and "ip" not in found:
        return ""
    named = found.get("cidr") or found.get("ip")
    if not isinstance(named, str):
        raise ValueError("this line names neither cidr nor ip")  # noqa: TRY004 - a wrong value
    return named


def _network(said: str) -> Iterable[_Network]:
    first, dash, last = said.partition("-")
    try:
        if dash:
            return summarize_address_range(_address(first), _address(last))
        return [ip_network(said.split(maxsplit=1)[0], strict=False)]
    except (ValueError, TypeError) as wrong:
        raise ValueError(f"{said[:60]!r} is no address, network or range") from wrong


def _address(text: str) -> IPv4Address | IPv6Address:
    return ip_address(text.strip())


def _prefix(network: _Network) -> tuple[int, int]:
    """The length of a network's prefix, of 128 bits, and the prefix."""
    if isinstance(network, IPv4Network):
        bits, base = network.prefixlen + _BITS - 32, MAPPED
    else:
        bits, base = network.prefixlen, 0
    return bits, (base + int(network.network_address)) >> (_BITS - bits)
