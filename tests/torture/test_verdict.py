"""The judge of the torture finds what is wrong."""

from pathlib import Path

import pytest

from store.database.connection import Writer
from tests.store.importing.running import copied, run, template
from tests.torture.numbered import KINDS, number_of
from tests.torture.verdict import alert_faults, faults

ACCESS, SHOP, AUTH, EVENTS = KINDS
COUNT = 2_500
"""Lines: enough for an attack."""


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return template(tmp_path_factory.mktemp("made"))


@pytest.fixture
def database(made, tmp_path):
    return copied(made, tmp_path)


def imported(database: Path, kind, data: bytes) -> Path:
    log = database.parent / kind.path
    log.parent.mkdir(parents=True, exist_ok=True)
    log.write_bytes(data)
    run(database, log)
    return database


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.path)
def test_nothing_is_wrong_with_a_plain_import(database, kind):
    assert faults(imported(database, kind, kind.lines(range(COUNT))), {kind: COUNT}) == []


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.path)
def test_all_lines_of_a_kind_are_equally_long(kind):
    assert {len(kind.line(number)) for number in range(0, 900_000, 997)} == {len(kind.line(0))}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.path)
def test_a_line_says_its_number(kind):
    assert number_of(kind.line(4_711)) == (kind.number, 4_711)


@pytest.mark.parametrize(
    ("numbers", "fault"),
    [
        ([*range(100), *range(101, 200)], "1 lines lost, 0 double, the first are [100]"),
        ([*range(200), 7], "0 lines lost, 1 double, the first are [7]"),
        ([*range(200), 200], "1 records are no line"),
    ],
)
def test_a_wrong_number_of_lines_is_found(database, numbers, fault):
    found = faults(imported(database, ACCESS, ACCESS.lines(numbers)), {ACCESS: 200})
    assert fault in " ".join(found)


def test_half_a_line_is_found(database):
    data = ACCESS.lines(range(5)) + ACCESS.line(5)[:-9] + b"\n"
    assert "1 records are no line" in faults(imported(database, ACCESS, data), {ACCESS: 6})[0]


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("UPDATE addresses SET events = events + 1 WHERE id = 1", "the tallies of address"),
        ("UPDATE sources SET events = 1", "sources count (1, 0)"),
        ("UPDATE judged SET event = 1", "rules have not judged everything"),
    ],
)
def test_a_database_that_disagrees_with_itself_is_found(database, statement, fault):
    imported(database, ACCESS, ACCESS.lines(range(50)))
    with Writer(database) as writer, writer.transaction() as connection:
        connection.execute(statement)
    assert fault in " ".join(faults(database, {ACCESS: 50}))


def test_other_alerts_are_found(database, tmp_path):
    (tmp_path / "other").mkdir()
    other = copied(database, tmp_path / "other")
    imported(database, AUTH, AUTH.lines(range(COUNT)))
    imported(other, AUTH, AUTH.lines(range(COUNT - 1_000)))
    assert len(alert_faults(database, other)) >= 2
    assert alert_faults(database, database) == []
