"""Lists of addresses that somebody warns of, as they are handed round.

Read are plain lists of addresses and networks with comments behind `#` or `;` (FireHOL's netsets,
lists of Tor's exits, the former text form of Spamhaus DROP), ranges (`192.0.2.1-192.0.2.9`), and
JSON lines with a `cidr` or an `ip` each, as Spamhaus DROP comes today.
"""

import json
from bisect import bisect_right
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from pathlib import Path
from typing import NamedTuple, TypeAlias

from store.errors import InputError, InputErrors, Location
from store.knowledge.classes import MAPPED

_Address: TypeAlias = IPv4Address | IPv6Address
_MOST_PROBLEMS = 20


class _Range(NamedTuple):
    """Addresses as numbers of 128 bits, IPv4 mapped into IPv6."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class AddressList:
    """A list that was read."""

    name: str
    """What the user calls it."""
    path: str
    modified: int
    """When the file was written, in nanoseconds since 1970 UTC: how old the list is."""
    entries: int
    """How many addresses, networks and ranges it names."""
    starts: Sequence[int]
    """Where stretches of addresses begin, in order; each goes on to the next one."""
    said: Sequence[str | None]
    """For each the narrowest entry that it falls under, as it is written in the list."""

    def entry_for(self, address: int) -> str | None:
        """The narrowest entry that an address falls under, as it is written in the list.

        Args:
            address: As a number of 128 bits, IPv4 mapped into IPv6.
        """
        at = bisect_right(self.starts, address)
        return self.said[at - 1] if at else None


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
        text = path.read_text("utf-8-sig", "replace")
    except OSError as error:
        raise InputError(error.strerror or "cannot be read", Location(str(path))) from error
    if not text.strip():  # a download that failed: nobody would be on the list any more
        raise InputError("empty", Location(str(path)))
    entries: dict[_Range, str] = {}
    problems: list[InputError] = []
    for number, line in enumerate(text.splitlines(), 1):
        try:
            written = _said(line)
            if written:
                entries[_range(written)] = written
        except ValueError as wrong:
            problems.append(InputError(str(wrong), Location(str(path), number, 1)))
    if problems:
        raise problems[0] if len(problems) == 1 else InputErrors(problems[:_MOST_PROBLEMS])
    return AddressList(name, str(path), modified, len(entries), *_flattened(entries))


def _flattened(entries: Mapping[_Range, str]) -> tuple[list[int], list[str | None]]:
    """Where the narrowest entry changes, and what it is from there on; nothing between entries.

    An entry is two borders, however it would fall apart into prefixes: lists of ranges cannot be
    made to need more room than that.
    """
    borders = sorted({border for first, last in entries for border in (first, last + 1)})
    waiting, begun = deque(sorted(entries)), list[tuple[int, int, str]]()
    starts: list[int] = []
    said: list[str | None] = []
    for border in borders:
        while waiting and waiting[0].first <= border:
            entry = waiting.popleft()
            heappush(begun, (entry.last - entry.first, entry.last, entries[entry]))
        while begun and begun[0][1] < border:
            heappop(begun)
        starts.append(border)
        said.append(begun[0][2] if begun else None)
    return starts, said


def _said(line: str) -> str:
    """What a line names, as it writes it; nothing where it is a remark.

    Raises:
        ValueError: It is no JSON, though it looks so.
    """
    said = line.split("#", 1)[0].split(";", 1)[0].strip()
    return _of_json(line.strip()) if said.startswith("{") else said


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


def _range(said: str) -> _Range:
    """The addresses that an entry names.

    Raises:
        ValueError: It is no address, network or range.
    """
    first, dash, last = said.partition("-")
    try:
        if dash:
            return _between(ip_address(first.strip()), ip_address(last.strip()))
        network = ip_network(said.split(maxsplit=1)[0], strict=False)
        return _between(network[0], network[-1])
    except ValueError as wrong:
        raise ValueError(f"{said[:60]!r} is no address, network or range") from wrong


def _between(first: _Address, last: _Address) -> _Range:
    if first.version != last.version or int(first) > int(last):
        raise ValueError(f"{last} does not come after {first}")
    base = MAPPED if first.version == 4 else 0
    return _Range(base + int(first), base + int(last))
