"""The class of an address: which addresses are nobody's on the internet.

After IANA's registries of special-purpose addresses (RFC 6890 and what updates it), of IPv4 and of
IPv6, and of multicast addresses. What they do not name is `public`.
"""

from bisect import bisect_right
from collections.abc import Iterable
from ipaddress import ip_network

from store.model import AddressClass

MAPPED = 0xFFFF << 32
"""Before an IPv4 address as one of IPv6 (RFC 4291, 2.5.5.2)."""


_NETWORKS = {
    AddressClass.PRIVATE: "10.0.0.0/8 172.16.0.0/12 192.168.0.0/16 fc00::/7",
    AddressClass.CGNAT: "100.64.0.0/10",
    AddressClass.LOOPBACK: "127.0.0.0/8 ::1/128",
    AddressClass.LINK_LOCAL: "169.254.0.0/16 fe80::/10",
    AddressClass.DOCUMENTATION: (
        "192.0.2.0/24 198.51.100.0/24 203.0.113.0/24 2001:db8::/32 3fff::/20"
    ),
    AddressClass.MULTICAST: "224.0.0.0/4 ff00::/8",
    AddressClass.BOGON: (
        "0.0.0.0/8 192.0.0.0/24 198.18.0.0/15 240.0.0.0/4 ::/128 64:ff9b:1::/48 100::/64 "
        "2001:2::/48 5f00::/16 fec0::/10"
    ),
}


def address_class(address: int) -> AddressClass:
    """The class of an address.

    Args:
        address: As a number of 128 bits, IPv4 mapped into IPv6.
    """
    at = bisect_right(_BEGINNINGS, address) - 1
    if at >= 0 and address <= _RANGES[at][1]:
        return _RANGES[at][2]
    return AddressClass.PUBLIC


def _ranges(class_: AddressClass, networks: str) -> Iterable[tuple[int, int, AddressClass]]:
    """First and last address of each network of a class."""
    for word in networks.split():
        network = ip_network(word)
        base = MAPPED if network.version == 4 else 0
        first = base + int(network.network_address)
        yield first, first + network.num_addresses - 1, class_


_RANGES = tuple(sorted(each for item in _NETWORKS.items() for each in _ranges(*item)))
_BEGINNINGS = tuple(first for first, _, _ in _RANGES)
