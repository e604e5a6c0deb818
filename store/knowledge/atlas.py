"""The user's own MMDB files: which country and which network (AS) an address belongs to.

Any file in MaxMind's DB format 2.0 is taken; the names of its records are those of MaxMind, of
DB-IP, or of IPinfo. A file is never part of this program: its licence is its user's.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from store.errors import InputError, Location

if TYPE_CHECKING:
    from maxminddb import Reader

_MOST = 50_000


@dataclass(frozen=True, slots=True)
class Place:
    """What the files say of an address; None: nothing."""

    country: str | None = None
    """ISO 3166-1 alpha-2."""
    city: str | None = None
    asn: int | None = None
    """Number of the autonomous system."""
    organization: str | None = None
    """Who runs that."""


NOWHERE = Place()


@dataclass(frozen=True, slots=True)
class Sheet:
    """One of the files."""

    path: str
    kind: str
    """What it calls itself: `GeoLite2-ASN`."""
    built: datetime
    """UTC."""

    def age(self, now: datetime) -> int:
        """How many days ago it was built."""
        return (now - self.built).days


class Atlas:
    """Looks addresses up in files, and remembers what it found for a network."""

    def __init__(self, paths: Iterable[Path]) -> None:
        """Open the files.

        Raises:
            InputError: One cannot be opened or is no such file, or what reads them is missing.
        """
        self._readers = [(str(path), _opened(path)) for path in paths]
        self._sheets = [_sheet(path, reader) for path, reader in self._readers]
        self._known: dict[str, Place] = {}

    @property
    def sheets(self) -> Sequence[Sheet]:
        """The files, with their age."""
        return self._sheets

    def place(self, address: str) -> Place:
        """What the files say of an address.

        Raises:
            InputError: A file is damaged.
        """
        found = self._known.get(address)
        if found is None:
            if len(self._known) > _MOST:
                self._known.clear()
            found = self._known[address] = self._look_up(address)
        return found

    def _look_up(self, address: str) -> Place:
        said: dict[str, Any] = {}
        for path, reader in self._readers:
            try:
                record = reader.get(address)
            except Exception as wrong:  # a damaged file makes it raise nearly anything
                raise InputError(f"damaged: {wrong}", Location(path)) from wrong
            if isinstance(record, dict):
                said |= {name: value for name, value in _read(record) if value is not None}
        return Place(**said) if said else NOWHERE


_LAST_AS = (1 << 32) - 1
"""RFC 6793. A file may hold numbers of 128 bits, which no database takes."""


def _opened(path: Path) -> "Reader":
    try:
        import maxminddb  # noqa: PLC0415 - an extra
    except ImportError as missing:
        reason = "to read it, install the extra `geo` (the package maxminddb)"
        raise InputError(reason, Location(str(path))) from missing
    try:
        return maxminddb.open_database(path)
    except OSError as error:
        raise InputError(error.strerror or "cannot be read", Location(str(path))) from error
    except (maxminddb.InvalidDatabaseError, ValueError) as wrong:
        raise InputError(f"no MMDB file: {wrong}", Location(str(path))) from wrong


def _sheet(path: str, reader: "Reader") -> Sheet:
    """What a file says of itself.

    Raises:
        InputError: It says nothing that makes sense.
    """
    try:
        said = reader.metadata()
        return Sheet(path, said.database_type, datetime.fromtimestamp(said.build_epoch, UTC))
    except Exception as wrong:  # a damaged file makes it raise nearly anything
        raise InputError(f"damaged: {wrong}", Location(path)) from wrong


def _read(record: Mapping[str, Any]) -> Iterable[tuple[str, Any]]:
    """What a record says, by the names of `Place`."""
    for name, (ways, is_right) in _WAYS.items():
        for way in ways:
            value: Any = record
            for step in way:
                value = value.get(step) if isinstance(value, dict) else None
            if value is not None and (read := is_right(value)) is not None:
                yield name, read
                break


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def _number(value: object) -> int | None:
    """An AS number, as a number or as IPinfo writes it: `AS64500`."""
    if isinstance(value, str):
        value = value.removeprefix("AS")
        value = int(value) if value.isdecimal() and len(value) <= 10 else None
    return value if isinstance(value, int) and 0 <= value <= _LAST_AS else None


_WAYS: Mapping[str, tuple[Sequence[Sequence[str]], Callable[[object], Any]]] = {
    "country": ((("country", "iso_code"), ("country_code",), ("country",)), _text),
    "city": ((("city", "names", "en"), ("city",)), _text),
    "asn": ((("autonomous_system_number",), ("asn",)), _number),
    "organization": ((("autonomous_system_organization",), ("as_name",), ("name",)), _text),
}
"""Where the value may stand, and what makes sense of it."""
