"""Addresses as logs write them, brought to one spelling."""

from functools import lru_cache
from ipaddress import IPv6Address, ip_address

NOBODY = frozenset({"", "-", "?", "LOCAL", "UNKNOWN", "unknown", "(null)", "localhost:0"})
"""What writers put where they know no address."""


@lru_cache(maxsize=65_536)
def source_of(text: str) -> tuple[str, str] | None:
    """Tell an address from a name.

    Args:
        text: An address or host name as logged: perhaps in brackets, with a zone id, a port after
            brackets, or mapped into IPv6.

    Returns:
        `("source.ip", address)`, `("source.domain", name)`, or None where the text names nobody.
    """
    bare = text.strip().removeprefix("[").split("]", 1)[0].split("%", 1)[0]
    if bare in NOBODY:
        return None
    try:
        address = ip_address(bare)
    except ValueError:
        return ("source.domain", text.strip())
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        return ("source.ip", str(address.ipv4_mapped))
    return ("source.ip", str(address))
