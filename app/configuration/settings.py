"""What can be said about logs, in the configuration and on the command line, and what it means."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import datetime, tzinfo
from ipaddress import ip_network
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # most runs have none to read
    from store.model import Network

_ASCII = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz \\"


@dataclass(frozen=True, slots=True)
class Settings:
    """What was said about some logs; None: nothing."""

    tz: str | None = None
    """IANA name of the zone of timestamps that carry none."""
    host: str | None = None
    """Host name for logs that carry none."""
    host_from_path: str | None = None
    """Template of paths with `{host}` in it: where the host's name stands."""
    format: str | None = None
    """Name of a format, or an Apache LogFormat string; None: detect it."""
    trusted_proxies: tuple[str, ...] | None = None
    """Addresses and networks whose word on `X-Forwarded-For` is believed."""
    encoding: str | None = None
    """Code page of text that is neither UTF-8 nor UTF-16."""
    reference_time: str | None = None
    """ISO 8601: the instant that year-less timestamps are resolved against."""


def over(first: Settings, second: Settings) -> Settings:
    """What was said first, and for the rest what was said second.

    A host that was named first also wins over a template that was named second.
    """
    said = {each.name: getattr(first, each.name) for each in fields(Settings)}
    base = {each.name: getattr(second, each.name) for each in fields(Settings)}
    if first.host is not None:
        base["host_from_path"] = None
    return Settings(**{name: base[name] if said[name] is None else said[name] for name in said})


def zone(name: str) -> tzinfo:
    """A zone by its IANA name.

    Raises:
        ValueError: There is none.
    """
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as wrong:
        raise ValueError(f"no zone {name!r}{_nearest_zone(name)}") from wrong


def _nearest_zone(name: str) -> str:
    """Which zone was meant, if that can be seen."""
    import difflib
    from zoneinfo import available_timezones

    near = difflib.get_close_matches(name[:64], available_timezones(), 1)
    return f"; did you mean {near[0]!r}?" if near else ""


def instant(text: str, where: tzinfo) -> int:
    """An instant in ISO 8601 as microseconds UTC.

    Args:
        text: The instant.
        where: Its zone, if it carries none.

    Raises:
        ValueError: It is none.
    """
    from dateutil.parser import isoparse

    try:
        moment: datetime = isoparse(text)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=where)
        return round(moment.timestamp() * 1_000_000)
    except (ValueError, OverflowError) as wrong:
        example = "2026-03-10T06:25:00Z"
        raise ValueError(f"{text!r} is no instant in ISO 8601, such as {example}") from wrong


def host_name(text: str) -> str:
    """A host's name.

    Raises:
        ValueError: It is empty, as what comes of an unset variable.
    """
    if not text.strip():
        raise ValueError("a host needs a name")
    return text


def named_paths(words: Iterable[str]) -> tuple[str, ...]:
    """Paths of files and folders.

    Raises:
        ValueError: One is empty, and would be taken for the present folder.
    """
    found = tuple(words)
    if not all(found):
        raise ValueError("a path is empty")
    return found


def networks(words: Iterable[str]) -> "tuple[Network, ...]":
    """Addresses and networks (`192.0.2.1`, `2001:db8::/32`); bits behind the prefix do not matter.

    Raises:
        ValueError: A word is neither.
    """
    found: list[Network] = []
    for word in words:
        try:
            found.append(ip_network(word, strict=False))
        except ValueError as wrong:
            raise ValueError(f"{word!r} is no address and no network") from wrong
    return tuple(found)


def code_page(name: str) -> str:
    """The name of a code page.

    Raises:
        ValueError: Python knows none of that name, or it is not one that extends ASCII.
    """
    try:
        extends = _ASCII.encode("ascii").decode(name) == _ASCII
    except (LookupError, UnicodeError, ValueError) as wrong:
        raise ValueError(f"no code page {name!r}") from wrong
    if not extends:
        raise ValueError(f"{name!r} is no code page that extends ASCII")
    return name
