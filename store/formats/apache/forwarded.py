"""Find the client behind proxies, believing no more than those who are trusted say.

Sources: `X-Forwarded-For` as proxies append to it (each adds whom it was asked by at the right),
`Forwarded` (RFC 7239 4) and nginx's `X-Real-IP`.
"""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from ipaddress import ip_address

from store.formats.addresses import source_of
from store.model import Fields, Network

PEER = "apache.access.peer.ip"
"""The field that keeps who really connected, where a proxy's word gave the source."""
MOST_HOPS = 64
"""Hops that are looked at, from the right."""

_OF_PEER = frozenset({"source.ip", "source.port", "source.domain"})
_FOR = re.compile(r'(?:^|[;,\s])for="?([^";,\s]{1,64})', re.IGNORECASE)
_UNKNOWN = "unknown"
_PORTED = re.compile(r"([\d.]{7,15}|\[[^\]]{2,60}\]):\d{1,5}")


def believed(fields: Fields, hops: Sequence[str], proxies: tuple[Network, ...]) -> Fields:
    """Fields with the client as source, if the peer is a trusted proxy.

    Args:
        fields: Of a record; its `source.ip` is who connected. Not changed.
        hops: Addresses as the header has them, the client's own word first.
        proxies: Who is trusted.

    Returns:
        The fields; where a hop is taken as `source.ip`, the peer is in `PEER` and its port gone.
    """
    peer = fields.get("source.ip")
    if not isinstance(peer, str):
        return fields
    client = _client(peer, hops, proxies)
    if client == peer:
        return fields
    rest = {key: value for key, value in fields.items() if key not in _OF_PEER}
    return {**rest, "source.ip": client, PEER: peer}


def told(fields: Fields, hops: Sequence[str], proxies: tuple[Network, ...]) -> Fields:
    """Fields with the client as source, in a log that does not say who connected.

    Args:
        fields: Of a record. Not changed.
        hops: Addresses as the header has them; the last was written by the proxy that connected.
        proxies: Who is trusted.

    Returns:
        The fields; as they were where the last hop is no address.
    """
    last = address_of(hops[-1]) if hops else None
    if last is None:
        return fields
    return {**fields, "source.ip": _client(last, hops[:-1], proxies)}


def _client(peer: str, hops: Sequence[str], proxies: tuple[Network, ...]) -> str:
    """The last address that is no trusted proxy; a hop that is no address ends the search.

    Each proxy appends at the right whom it was asked by, so what stands left of an address that is
    not trusted is that client's own word, valid or not.
    """
    client = peer
    for hop in reversed(hops[-MOST_HOPS:]):
        address = address_of(hop)
        if address is None or not is_trusted(client, proxies):
            break
        client = address
    return client


@lru_cache(maxsize=16_384)
def is_trusted(address: str, proxies: tuple[Network, ...]) -> bool:
    """Whether an address is one of the proxies."""
    known = ip_address(address)
    return any(known in network for network in proxies)


def address_of(hop: str) -> str | None:
    """The address of a hop, without its port; None for anything else (`unknown`, `_hidden`)."""
    if len(hop) > 80:
        return None
    ported = _PORTED.fullmatch(hop.strip())
    source = source_of(ported[1] if ported else hop)
    return source[1] if source and source[0] == "source.ip" else None


def hops_of(values: Iterable[str]) -> list[str]:
    """The hops in values of `X-Forwarded-For` and `X-Real-IP`, valid or not; no empty ones."""
    hops = (hop.strip() for value in values for hop in value.split(","))
    return [hop for hop in hops if hop]


def hops_of_forwarded(value: str) -> list[str]:
    """The hops in a value of `Forwarded` (RFC 7239 4: `for=192.0.2.60;proto=http`).

    An element that names nobody is an unknown hop, so that none before it is taken in its place.
    """
    named = ((_FOR.search(element), element) for element in value.split(","))
    return [found[1] if found else _UNKNOWN for found, element in named if found or element.strip()]
