"""What is known of addresses, asked for one after the other."""

from ipaddress import ip_network

import pytest

from store.knowledge import address_book
from store.knowledge.address_book import BLANK, Entry, Written, book_of, number_of, stamp
from store.knowledge.atlas import NOWHERE, Place
from store.knowledge.files import NO_KNOWLEDGE, Knowledge
from store.knowledge.lists import read_list
from tests.store.knowledge.making import ASN, COUNTRY, mmdb


@pytest.fixture
def files(tmp_path):
    """Two MMDB files and two lists."""
    (tmp_path / "drop.txt").write_text("203.0.113.0/24\n2001:db8::/32\n")
    (tmp_path / "tor.txt").write_text("203.0.113.7\n")
    countries, networks = mmdb(tmp_path / "c.mmdb", COUNTRY), mmdb(tmp_path / "a.mmdb", ASN)
    lists = ("tor", tmp_path / "tor.txt"), ("drop", tmp_path / "drop.txt")
    return Knowledge((countries, networks), lists)


def test_what_files_say(files):
    assert book_of(files).place("203.0.113.7") == Place("NL", "Delft", 64500, "Example Transit")


@pytest.mark.parametrize(
    ("address", "lists"),
    [
        ("203.0.113.7", ["drop", "tor"]),
        ("::ffff:203.0.113.8", ["drop"]),
        ("2001:db8::1", ["drop"]),
        ("192.0.2.1", []),
        ("host.example.com", []),
    ],
)
def test_which_lists_name_an_address(files, address, lists):
    assert list(book_of(files).lists(address)) == lists


def test_without_files_there_is_nothing_to_open():
    assert book_of(NO_KNOWLEDGE) is BLANK


def test_files_are_read_when_something_is_asked_and_once(files, monkeypatch):
    read: list[str] = []

    def noted(name, path):
        read.append(name)
        return read_list(name, path)

    monkeypatch.setattr(address_book, "read_list", noted)
    book = book_of(files)
    assert read == []
    for address in ("203.0.113.7", "192.0.2.1", "203.0.113.7"):
        book.lists(address)
    assert read == ["tor", "drop"]


def test_an_address_is_looked_up_once(files, monkeypatch):
    book = book_of(files)
    assert list(book.lists("203.0.113.7")) == ["drop", "tor"]
    monkeypatch.setattr(book, "_look_up", lambda _: pytest.fail("looked up again"))
    assert list(book.lists("203.0.113.7")) == ["drop", "tor"]


def test_a_file_that_is_broken_says_nothing_and_the_others_do(files, tmp_path):
    (tmp_path / "drop.txt").write_text("no address\n")
    (tmp_path / "c.mmdb").write_bytes(b"nonsense")
    book = book_of(files)
    assert list(book.lists("203.0.113.7")) == ["tor"]
    assert book.place("203.0.113.7") == Place(None, None, 64500, "Example Transit")


def test_the_stamp_changes_with_a_file(files, tmp_path):
    before = stamp(files)
    (tmp_path / "tor.txt").write_text("203.0.113.7\n203.0.113.8\n")
    assert before == stamp(files)[:2] + before[2:] != stamp(files)


def test_of_written_entries_the_narrowest_counts():
    wide = Entry(ip_network("203.0.113.0/24"), Place("NL"), ("b", "a"))
    book = Written([wide, Entry(ip_network("203.0.113.7/32"), Place("SE"))])
    assert (book.place("203.0.113.7").country, book.place("203.0.113.8").country) == ("SE", "NL")
    assert (list(book.lists("203.0.113.7")), list(book.lists("203.0.113.8"))) == ([], ["a", "b"])
    assert book.place("192.0.2.1") is NOWHERE
    assert book.place("nobody") is NOWHERE


@pytest.mark.parametrize("text", ["", "a", "203.0.113.256", "1.2.3"])
def test_what_is_no_address_has_no_number(text):
    assert number_of(text) is None


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("192.0.2.1", (0xFFFF << 32) + 0xC0000201),
        ("::ffff:192.0.2.1", (0xFFFF << 32) + 0xC0000201),
        ("2001:db8::1", 0x20010DB8 << 96 | 1),
        ("web1.example.com", None),
        ("192.0.2.1\0", None),
        ("\udcff", None),
        ("", None),
    ],
)
def test_addresses_are_numbers_of_one_size(text, number):
    assert number_of(text) == number
