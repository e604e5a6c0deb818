"""Which servers say in the Windows event log, in words of their own, who logs in."""

from collections.abc import Callable
from functools import lru_cache
from typing import TypeAlias

from store.formats.windows.events import openssh, sql_server
from store.formats.windows.events.event import Event
from store.model import Record

Teller: TypeAlias = Callable[[Record, Event], Record]
"""Adds what an event means to the record of it."""


@lru_cache(maxsize=1024)
def teller_of(provider: str) -> Teller | None:
    """Who understands the words of a provider (`System/Provider/@Name`); None if nobody need."""
    if provider == openssh.PROVIDER:
        return openssh.told
    return sql_server.told if sql_server.speaks(provider) else None
