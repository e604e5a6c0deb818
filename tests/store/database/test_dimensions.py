"""From text to number: one row for each text, whoever asks."""

from ipaddress import IPv4Address, IPv6Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.database import dimensions
from store.database.coding import Key
from store.database.connection import Writer, create
from store.database.dimensions import Accounts, Addresses, Dimension, packed


def numbers(writer: Writer, dimension: Dimension, *keys: Key | None) -> list[int | None]:
    """The numbers of these keys."""
    with writer.transaction() as connection:
        return dimension.numbers(connection, keys)


def texts(writer: Writer, table: str) -> dict[int, str]:
    return dict(writer.connection.execute(f"SELECT id, text FROM {table}"))


def test_every_text_has_a_number_of_its_own(writer):
    one, two = numbers(writer, Dimension("paths"), "/a", "/b")
    assert texts(writer, "paths") == {one: "/a", two: "/b"}


def test_a_known_text_keeps_its_number(writer):
    paths = Dimension("paths")
    (before,) = numbers(writer, paths, "/a")
    assert numbers(writer, paths, "/b", "/a")[1] == before


def test_another_run_finds_the_same_number(writer):
    before = numbers(writer, Dimension("paths"), "/a", "/b")
    assert numbers(writer, Dimension("paths"), "/b", "/a", "/c")[:2] == before[::-1]


def test_what_is_forgotten_is_looked_up(writer, monkeypatch):
    monkeypatch.setattr(dimensions, "_MOST_KNOWN", 3)
    paths = Dimension("paths")
    before = [numbers(writer, paths, f"/{number}")[0] for number in range(10)]
    assert [numbers(writer, paths, f"/{number}")[0] for number in range(10)] == before
    assert len(texts(writer, "paths")) == 10


def test_many_texts_at_once(writer):
    keys = [f"/{number}" for number in range(1200)]
    before = numbers(writer, Dimension("paths"), *keys)
    assert len(set(before)) == 1200
    assert numbers(writer, Dimension("paths"), *keys) == before


def test_nothing_has_no_number(writer):
    assert numbers(writer, Dimension("paths"), None, "/a")[0] is None
    assert list(texts(writer, "paths").values()) == ["/a"]


@pytest.mark.parametrize("text", ["", "a\0b", "\u00e9", "'; DROP TABLE paths; --", "x" * 100_000])
def test_any_text_is_kept_as_it_is(writer, text):
    (number,) = numbers(writer, Dimension("paths"), text)
    assert texts(writer, "paths") == {number: text}


def test_texts_that_differ_in_case_are_two(writer):
    assert len(set(numbers(writer, Dimension("agents"), "Curl", "curl"))) == 2


def test_accounts_of_two_domains_are_two(writer):
    numbers(writer, Accounts(), ("a", "CORP"), ("a", None), ("a", "LAB"))
    rows = writer.connection.execute("SELECT text, domain FROM accounts").fetchall()
    assert sorted(rows, key=str) == [("a", "CORP"), ("a", "LAB"), ("a", None)]


def test_name_and_domain_do_not_run_together(writer):
    keys = [("a", "b"), ("a\0=b", None), ("a", ""), ("", "ab")]
    assert len(set(numbers(writer, Accounts(), *keys))) == 4


def test_an_address_is_kept_with_its_packed_form(writer):
    numbers(writer, Addresses(), "192.0.2.1")
    row = writer.connection.execute("SELECT text, packed FROM addresses").fetchone()
    assert row == ("192.0.2.1", bytes(10) + b"\xff\xff\xc0\x00\x02\x01")


def test_a_name_that_looks_like_an_address_is_none(writer):
    numbers(writer, Addresses(), ("192.0.2.1", None), "192.0.2.1")
    rows = writer.connection.execute("SELECT packed IS NULL FROM addresses").fetchall()
    assert sorted(rows) == [(0,), (1,)]


@given(st.integers(0, (1 << 32) - 1).map(IPv4Address))
def test_ipv4_is_packed_as_mapped_into_ipv6(address):
    assert packed(str(address)) == IPv6Address(f"::ffff:{address}").packed


@given(st.integers(0, (1 << 128) - 1).map(IPv6Address))
def test_ipv6_is_packed_as_it_is(address):
    assert packed(str(address)) == address.packed


@pytest.mark.parametrize(
    "text", ["example.com", "", "192.0.2", "192.0.2.7.5", "::1%eth0", "::\0", "192.0.2.7\0"]
)
def test_what_is_no_address_is_not_packed(text):
    assert packed(text) is None


def test_every_database_has_its_own_hashes(writer, tmp_path):
    create(tmp_path / "other.db")
    numbers(writer, Dimension("paths"), "/a")
    with Writer(tmp_path / "other.db") as other:
        numbers(other, Dimension("paths"), "/a")
        theirs = other.connection.execute("SELECT hash FROM paths").fetchone()
    assert writer.connection.execute("SELECT hash FROM paths").fetchone() != theirs
