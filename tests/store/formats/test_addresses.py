"""Telling addresses from names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.formats.addresses import NOBODY, source_of


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("192.0.2.1", "192.0.2.1"),
        (" 192.0.2.1 ", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:DB8:0:0::1", "2001:db8::1"),
        ("2001:db8::1%enp3s0", "2001:db8::1"),
        ("[2001:db8::1]", "2001:db8::1"),
        ("[2001:db8::1]:51548", "2001:db8::1"),
    ],
)
def test_an_address_has_one_spelling(text, address):
    assert source_of(text) == ("source.ip", address)


@pytest.mark.parametrize("text", ["host.example.com", "192.0.2.256", "192.0.2", "192.0.2.010"])
def test_what_is_no_address_is_a_name(text):
    assert source_of(text) == ("source.domain", text)


@pytest.mark.parametrize("text", sorted(NOBODY))
def test_placeholders_name_nobody(text):
    assert source_of(text) is None


@given(st.ip_addresses())
def test_every_address_is_known(address):
    key, _ = source_of(str(address)) or ("", "")
    assert key == "source.ip"


@given(st.text())
def test_any_text_is_taken(text):
    found = source_of(text)
    assert found is None or found[0] in ("source.ip", "source.domain")
