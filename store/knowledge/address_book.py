"""What is known of addresses, to be asked for one after the other; each is looked up once.

Nothing is opened before something is asked. A file that cannot be read says nothing here: whoever
imports is told so at every run by what notes addresses.
"""

from collections.abc import Sequence
from contextlib import suppress
from functools import cached_property
from ipaddress import IPv4Network, IPv6Network, ip_address
from pathlib import Path
from socket import AF_INET, AF_INET6, inet_pton
from typing import NamedTuple, Protocol, TypeAlias

from store.errors import InputError, InputErrors
from store.knowledge.atlas import NOWHERE, Atlas, Place
from store.knowledge.classes import MAPPED
from store.knowledge.files import Knowledge
from store.knowledge.lists import AddressList, read_list

_MOST = 50_000
"""Addresses that are remembered; when there are more, all are forgotten."""

Stamp: TypeAlias = tuple[tuple[int, int] | None, ...]


class AddressBook(Protocol):
    """Says what is known of an address."""

    def place(self, address: str) -> Place:
        """Where it belongs."""

    def lists(self, address: str) -> Sequence[str]:
        """The names of the lists that it is on, in order."""


class Blank:
    """A book in which nothing stands."""

    def place(self, _address: str) -> Place:
        """Nowhere."""
        return NOWHERE

    def lists(self, _address: str) -> Sequence[str]:
        """None."""
        return ()


BLANK = Blank()


class Entry(NamedTuple):
    """What a book says of a network."""

    network: IPv4Network | IPv6Network
    place: Place
    lists: tuple[str, ...] = ()


class Written:
    """A book of a few entries; of those that hold an address, the narrowest counts."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        """Take the entries."""
        self._entries = sorted(entries, key=lambda each: -each.network.prefixlen)

    def place(self, address: str) -> Place:
        """Where it belongs."""
        found = self._entry(address)
        return found.place if found else NOWHERE

    def lists(self, address: str) -> Sequence[str]:
        """The names of the lists that it is on."""
        found = self._entry(address)
        return sorted(found.lists) if found else ()

    def _entry(self, address: str) -> Entry | None:
        try:
            asked = ip_address(address)
        except ValueError:
            return None
        asked = getattr(asked, "ipv4_mapped", None) or asked
        return next((each for each in self._entries if asked in each.network), None)


class OfFiles:
    """What the user's files say."""

    def __init__(self, knowledge: Knowledge) -> None:
        """Take the files; none is opened yet."""
        self._knowledge = knowledge
        self._listed: dict[str, Sequence[str]] = {}

    def place(self, address: str) -> Place:
        """Where it belongs; nowhere where a file is damaged there."""
        try:
            return self._atlas.place(address)
        except InputError:
            return NOWHERE

    def lists(self, address: str) -> Sequence[str]:
        """The names of the lists that it is on now."""
        found = self._listed.get(address)
        if found is None:
            if len(self._listed) > _MOST:
                self._listed.clear()
            found = self._listed[address] = self._look_up(address)
        return found

    def _look_up(self, address: str) -> Sequence[str]:
        number = number_of(address)
        if number is None:
            return ()
        return sorted(each.name for each in self._lists if each.entry_for(number) is not None)

    @cached_property
    def _atlas(self) -> Atlas:
        return Atlas([path for path in self._knowledge.databases if _opens(path)])

    @cached_property
    def _lists(self) -> Sequence[AddressList]:
        found = []
        for name, path in self._knowledge.lists:
            with suppress(InputError, InputErrors):
                found.append(read_list(name, path))
        return found


def book_of(knowledge: Knowledge) -> AddressBook:
    """The book of the user's files; a blank one where there are none."""
    return OfFiles(knowledge) if any(knowledge) else BLANK


def stamp(knowledge: Knowledge) -> Stamp:
    """What changes when one of the files does: a book that was opened before is old then."""
    paths = [*knowledge.databases, *(path for _, path in knowledge.lists)]
    return tuple(map(_state, paths))


def number_of(address: str) -> int | None:
    """An address as a number of 128 bits, IPv4 mapped into IPv6; None for what is no address."""
    try:
        if ":" in address:
            return int.from_bytes(inet_pton(AF_INET6, address))
        return MAPPED + int.from_bytes(inet_pton(AF_INET, address))
    except (OSError, ValueError):
        return None


def _opens(path: Path) -> bool:
    try:
        Atlas([path])
    except InputError:
        return False
    return True


def _state(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size
