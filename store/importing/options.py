"""What the user said: about the logs to be read, and about the rules that they are judged by."""

from dataclasses import dataclass
from datetime import tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from store.rules.files.placeholders import NO_PLACEHOLDERS, Placeholders

if TYPE_CHECKING:  # most runs read nothing
    from store.formats.interface import Format
    from store.model import Network
    from store.rules.files.switches import Switches


@dataclass(frozen=True, slots=True)
class Options:
    """What the user said about the logs."""

    zone: tzinfo | None = None
    """Zone of timestamps that carry none; None: the machine's."""
    reference: int | None = None
    """Instant (µs UTC) that year-less timestamps are resolved against; None: each file's mtime."""
    host: str | None = None
    """`host.name` for logs that carry none."""
    format: "Format | None" = None
    """Skip detection."""
    proxies: "tuple[Network, ...]" = ()
    """Addresses whose word on `X-Forwarded-For` is believed."""
    encoding: str | None = None
    """Code page of text that is neither UTF-8 nor UTF-16."""
    format_folders: tuple[Path, ...] = ()
    """Where the user's own formats lie."""


class Rules(NamedTuple):
    """The rules that an import judges by, beside the built-in pack."""

    folders: tuple[Path, ...]
    """Files of rules, or folders with such files."""
    zone: tzinfo | None
    """Where days begin; None: where the machine's do."""
    placeholders: Placeholders = NO_PLACEHOLDERS
    """What stands for `%name%` in a rule, beside what is built in."""
    switches: "Switches" = ()
    """What is switched on and off."""
