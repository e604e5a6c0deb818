"""What the user's files say of addresses is noted once, and stays."""

import os

import pytest

from store.importing.progress import Cause
from store.knowledge.files import Knowledge
from tests.store.importing.running import append, rows, run
from tests.store.knowledge.making import ASN, COUNTRY, mmdb

PLACES = (
    "SELECT text, country, asn FROM address_places p JOIN addresses a ON a.id = p.address "
    "ORDER BY text"
)
LISTINGS = (
    "SELECT a.text, l.name, n.entry, n.until IS NULL FROM listings n "
    "JOIN addresses a ON a.id = n.address JOIN lists l ON l.id = n.list ORDER BY 1, n.since"
)


def request(address: str, second: int = 0) -> bytes:
    """A line of an access log."""
    when = f"10/Mar/2025:00:00:{second:02d} +0000"
    return f'{address} - - [{when}] "GET / HTTP/1.1" 200 5\n'.encode()


@pytest.fixture
def log(logs):
    """Two addresses that are known, and one that is not."""
    path = logs / "a.log"
    path.write_bytes(b"".join(map(request, ["203.0.113.7", "198.51.100.2", "192.0.2.3"])))
    return path


@pytest.fixture
def countries(tmp_path):
    """An MMDB file."""
    return mmdb(tmp_path / "countries.mmdb", COUNTRY)


@pytest.fixture
def drop(tmp_path):
    """A list."""
    path = tmp_path / "drop.txt"
    path.write_text("203.0.113.0/24\n")
    return path


def test_where_addresses_belong(database, log, countries):
    run(database, log, knowledge=Knowledge((countries,)))
    assert rows(database, PLACES) == [("198.51.100.2", "SE", None), ("203.0.113.7", "NL", None)]


def test_new_addresses_are_looked_up_when_they_come(database, log, countries):
    run(database, log, knowledge=Knowledge((countries,)))
    append(log, request("203.0.113.8", 1))
    run(database, log, knowledge=Knowledge((countries,)))
    assert rows(database, PLACES)[1:] == [("203.0.113.7", "NL", None), ("203.0.113.8", "NL", None)]


def test_a_file_that_is_named_later_tells_of_old_addresses_too(database, log, countries, tmp_path):
    run(database, log)
    run(database, log, knowledge=Knowledge((countries,)))
    networks = mmdb(tmp_path / "networks.mmdb", ASN)
    run(database, log, knowledge=Knowledge((countries, networks)))
    assert rows(database, PLACES) == [("198.51.100.2", "SE", None), ("203.0.113.7", "NL", 64500)]


def test_a_newer_file_does_not_change_what_was_noted(database, log, countries):
    run(database, log, knowledge=Knowledge((countries,)))
    mmdb(countries, {"203.0.113.0/24": {"country": {"iso_code": "FR"}}})
    append(log, request("203.0.113.8", 1))
    run(database, log, knowledge=Knowledge((countries,)))
    assert rows(database, PLACES)[1:] == [("203.0.113.7", "NL", None), ("203.0.113.8", "FR", None)]


def test_who_is_on_a_list(database, log, drop):
    run(database, log, knowledge=Knowledge(lists=(("drop", drop),)))
    assert rows(database, LISTINGS) == [("203.0.113.7", "drop", "203.0.113.0/24", 1)]


def changed(path, text: str) -> None:
    """Write a list anew, a second later."""
    path.write_text(text)
    at = path.stat().st_mtime_ns + 1_000_000_000
    os.utime(path, ns=(at, at))


def test_a_newer_list_begins_and_ends_listings(database, log, drop):
    lists = Knowledge(lists=(("drop", drop),))
    run(database, log, knowledge=lists)
    changed(drop, "198.51.100.2\n")
    run(database, log, knowledge=lists)
    assert rows(database, LISTINGS) == [
        ("198.51.100.2", "drop", "198.51.100.2", 1),
        ("203.0.113.7", "drop", "203.0.113.0/24", 0),
    ]


def test_who_comes_back_to_a_list_is_listed_again(database, log, drop):
    lists = Knowledge(lists=(("drop", drop),))
    for text in ("203.0.113.7\n", "# nobody\n", "203.0.113.7\n"):
        changed(drop, text)
        run(database, log, knowledge=lists)
    assert [row[3] for row in rows(database, LISTINGS)] == [0, 1]


def test_a_list_that_is_used_no_more_ends(database, log, drop):
    run(database, log, knowledge=Knowledge(lists=(("drop", drop),)))
    run(database, log)
    assert rows(database, LISTINGS) == [("203.0.113.7", "drop", "203.0.113.0/24", 0)]


def test_a_run_that_finds_nothing_new_writes_nothing(database, log, drop, countries):
    known = Knowledge((countries,), (("drop", drop),))
    run(database, log, knowledge=known)
    before = database.read_bytes()
    run(database, log, knowledge=known)
    assert database.read_bytes() == before


def test_a_wrong_list_is_a_problem_and_the_old_one_stays(database, log, drop):
    lists = Knowledge(lists=(("drop", drop),))
    run(database, log, knowledge=lists)
    changed(drop, "203.0.113.7\nnonsense\n")
    problems = run(database, log, knowledge=lists).problems
    assert [(each.path, each.cause) for each in problems] == [(f"{drop}:2:1", Cause.CONFIGURATION)]
    assert rows(database, LISTINGS) == [("203.0.113.7", "drop", "203.0.113.0/24", 1)]


def test_a_file_that_is_gone_is_a_problem_and_the_events_are_there(database, log, tmp_path):
    found = run(database, log, knowledge=Knowledge((tmp_path / "none.mmdb",)))
    assert (found.events, len(found.problems)) == (3, 1)
