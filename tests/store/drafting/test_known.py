"""A rule that was drafted of a place, a network, a list or a class brings along what is known."""

import sqlite3
from collections.abc import Iterator

import pytest
import yaml

from store.database.connection import reader
from store.drafting.rule import Wish, draft
from store.filters.grammar import parse
from store.knowledge.files import Knowledge
from store.rules.compiling.compiler import compile_files
from store.rules.telling.examples import outcomes
from tests.store.importing.running import copied, run, template
from tests.store.importing.test_knowing import request
from tests.store.knowledge.making import ASN, COUNTRY, mmdb


@pytest.fixture(scope="module")
def connection(tmp_path_factory) -> Iterator[sqlite3.Connection]:
    """Three addresses: in a network, on a list, of neither."""
    folder = tmp_path_factory.mktemp("known")
    database = copied(template(folder), folder)
    addresses = ["203.0.113.7", "198.51.100.2", "192.0.2.3"]
    (folder / "a.log").write_bytes(b"".join(map(request, addresses, range(3))))
    (folder / "drop.txt").write_text("198.51.100.0/24\n")
    databases = (mmdb(folder / "c.mmdb", COUNTRY), mmdb(folder / "a.mmdb", ASN))
    run(
        database, folder / "a.log", knowledge=Knowledge(databases, (("drop", folder / "drop.txt"),))
    )
    found = reader(database)
    yield found
    found.close()


def drafted(connection: sqlite3.Connection, text: str) -> str:
    return draft(
        connection, Wish("Mine", parse(text), "ann", "high", (), 1_795_000_000_000_000)
    ).text


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    ["country:NL", "asn:64500", "org:*transit", "city:Delft", "list:drop", "-list:drop asn:*"],
)
def test_its_examples_make_what_they_say(connection, tmp_path, text):
    path = tmp_path / "rule.yml"
    path.write_text(drafted(connection, text))
    rules = compile_files([path]).rules
    found = list(outcomes(rules, rules))
    assert [each.problem for each in found] == [None] * len(found)
    assert sorted(bool(each.made) for each in found) == [False, True]


@pytest.mark.slow
def test_a_class_needs_nothing_known(connection):
    document = yaml.safe_load(drafted(connection, "class:documentation"))
    assert document["detection"]["class"] == {"source.class": "documentation"}


@pytest.mark.slow
def test_what_is_known_stands_in_the_example(connection):
    (first, *_) = yaml.safe_load(drafted(connection, "country:NL"))["blotter"]["examples"]
    said = {"country": "NL", "city": "Delft", "asn": 64500, "org": "Example Transit"}
    assert first["known"] == {"203.0.113.7": said}
