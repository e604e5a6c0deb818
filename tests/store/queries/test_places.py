"""What the user's own files say of an address."""

import sqlite3

import pytest

from store.database.connection import reader
from store.knowledge.files import Knowledge
from store.model import AddressClass
from store.queries.places import Place, place
from tests.store.importing.running import copied, run, template
from tests.store.importing.test_knowing import request
from tests.store.knowledge.making import ASN, COUNTRY, mmdb


@pytest.fixture(scope="module")
def connection(tmp_path_factory):
    """Two imports: a list that names an address in the first names it no more in the second."""
    folder = tmp_path_factory.mktemp("places")
    database = copied(template(folder), folder)
    log, drop, tor = folder / "a.log", folder / "drop.txt", folder / "tor.txt"
    log.write_bytes(request("203.0.113.7", 0) + request("198.51.100.2", 1))
    drop.write_text("203.0.113.0/24\n")
    tor.write_text("203.0.113.7\n")
    databases = (mmdb(folder / "c.mmdb", COUNTRY), mmdb(folder / "a.mmdb", ASN))
    known = Knowledge(databases, (("drop", drop), ("tor", tor)))
    run(database, log, knowledge=known)
    tor.write_text("192.0.2.1\n")
    with log.open("ab") as file:
        file.write(request("192.0.2.3", 2))
    known = Knowledge(databases, (("drop", drop), ("tor", tor)))
    run(database, log, knowledge=known)
    opened = reader(database)
    yield opened
    opened.close()


def _place(connection: sqlite3.Connection, address: str) -> Place:
    found = place(connection, address)
    assert found is not None
    return found


def test_where_it_is_and_whose_it_is(connection):
    found = _place(connection, "203.0.113.7")
    assert (found.country, found.city, found.asn, found.organization) == (
        "NL",
        "Delft",
        64500,
        "Example Transit",
    )


def test_which_list_names_it_by_which_entry(connection):
    found = _place(connection, "203.0.113.7").listings[0]
    assert (found.name, found.entry, found.until) == ("drop", "203.0.113.0/24", None)


def test_the_age_of_a_list_is_known(connection):
    found = _place(connection, "203.0.113.7").listings[0]
    assert found.written is not None
    assert 0 <= found.since - found.written < 3_600_000_000


def test_a_list_that_names_it_no_more_comes_last(connection):
    found = _place(connection, "203.0.113.7").listings[-1]
    assert found.name == "tor"
    assert found.until is not None


def test_an_address_that_no_file_knows_has_its_class(connection):
    found = _place(connection, "10.1.2.3")
    assert (found.address_class, found.country, found.listings) == (AddressClass.PRIVATE, None, ())


@pytest.mark.parametrize("text", ["www.example.com", "203.0.113.0/24", ""])
def test_what_is_no_address_has_no_place(connection, text):
    assert place(connection, text) is None
