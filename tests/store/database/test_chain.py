"""The chain through all that analysts did."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from store import triage
from store.database import chain
from store.database.chain import Audit
from store.database.connection import Writer
from store.triage import Actor
from tests.store.triage.making import make

ANN = Actor("ann", "desk", "pts/1")


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[Writer]:
    """A database with three decisions."""
    path = make(tmp_path / "blotter.db")
    triage.acknowledge(path, [1], ANN)
    triage.note(path, [1], "sécond", ANN)
    triage.undo(path, ANN)
    with Writer(path) as opened:
        yield opened


def audit(writer: Writer, expected: str | None = None) -> Audit:
    return chain.audit(writer.connection, expected)


def test_an_untouched_chain_is_whole(writer: Writer) -> None:
    found = audit(writer)
    assert (found.entries, found.broken, found.seen) == (3, None, True)


def test_no_actions_are_a_whole_chain(tmp_path: Path) -> None:
    with Writer(make(tmp_path / "blotter.db")) as writer:
        assert audit(writer) == Audit(0, "", None, seen=True)


@pytest.mark.parametrize(
    ("sql", "broken"),
    [
        ("UPDATE actions SET actor = 'bob' WHERE id = 2", 2),
        ("UPDATE actions SET after = '{}' WHERE id = 1", 1),
        ("UPDATE actions SET at = at + 1 WHERE id = 3", 3),
        ("UPDATE actions SET host = 'x' WHERE id = 1", 1),
        ("UPDATE actions SET tty = NULL WHERE id = 1", 1),
        ("UPDATE actions SET chain = zeroblob(32) WHERE id = 2", 2),
        ("UPDATE actions SET chain = NULL WHERE id = 2", 2),
        ("DELETE FROM actions WHERE id = 2", 3),
        ("DELETE FROM actions WHERE id = 3", 0),
        ("DELETE FROM actions", 0),
        (
            (
                "INSERT INTO actions (at, actor, host, verb, alert, before, after, batch) "
                "VALUES (1, 'eve', 'x', 'close', 1, '{}', '{}', 4)"
            ),
            4,
        ),
    ],
)
def test_every_change_is_found(writer: Writer, sql: str, broken: int) -> None:
    with writer.transaction() as connection:
        connection.execute(sql)
    assert audit(writer).broken == broken


def test_a_head_that_was_noted_is_found_again(writer: Writer) -> None:
    head = audit(writer).head
    triage.acknowledge(writer.path, [2], ANN)
    assert audit(writer, head).seen


def test_a_chain_that_was_made_anew_lacks_the_head_that_was_noted(writer: Writer) -> None:
    head = audit(writer).head
    with writer.transaction() as connection:
        connection.execute("UPDATE actions SET actor = 'bob' WHERE id = 1")
        chain.make_up(connection)
    found = audit(writer, head)
    assert (found.broken, found.seen) == (None, False)
