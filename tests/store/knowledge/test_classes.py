"""The class of an address."""

from ipaddress import ip_address

import pytest

from store.database.dimensions import packed
from store.knowledge.classes import address_class
from store.model import AddressClass


def class_of(text: str) -> AddressClass:
    """Of an address as it is written."""
    return address_class(int.from_bytes(packed(text) or b""))


@pytest.mark.parametrize(
    ("address", "class_"),
    [
        ("8.8.8.8", "public"),
        ("2a00::1", "public"),
        ("172.15.255.255", "public"),
        ("172.16.0.0", "private"),
        ("172.31.255.255", "private"),
        ("172.32.0.0", "public"),
        ("fd00::1", "private"),
        ("100.64.0.1", "cgnat"),
        ("100.128.0.0", "public"),
        ("127.0.0.1", "loopback"),
        ("::1", "loopback"),
        ("169.254.1.1", "link-local"),
        ("fe80::1", "link-local"),
        ("203.0.113.7", "documentation"),
        ("2001:db8::1", "documentation"),
        ("224.0.0.1", "multicast"),
        ("ff02::1", "multicast"),
        ("0.0.0.0", "bogon"),  # noqa: S104 - nothing is bound
        ("::", "bogon"),
        ("255.255.255.255", "bogon"),
    ],
)
def test_a_class(address, class_):
    assert class_of(address) == class_


@pytest.mark.parametrize("text", ["10.1.2.3", "192.168.255.1", "fc12::", "127.9.9.9", "fe90::1"])
def test_nothing_special_is_public_for_python_either(text):
    assert not ip_address(text).is_global
    assert class_of(text) != AddressClass.PUBLIC
