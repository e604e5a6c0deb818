"""How far a rule has learnt."""

import pytest

from store.database.connection import Writer, create, reader
from store.queries.new_terms import Learning, learning

DAY = 86_400_000_000


@pytest.fixture
def path(tmp_path):
    """A database with a rule that knows two histories."""
    path = tmp_path / "t.db"
    create(path)
    with Writer(path) as writer, writer.transaction() as connection:
        connection.execute(
            "INSERT INTO rules (id, uuid, hash, active, title, severity, spec) "
            "VALUES (1, 'old', 'a', 0, 't', 'low', '{}'), "
            "(2, 'new', 'b', 1, 't', 'low', '{}')"
        )
        connection.execute(
            "INSERT INTO term_scopes (id, rule, key, first) VALUES (1, 2, 'carol', ?), "
            "(2, 2, 'dave', ?), (3, 1, 'carol', 0)",
            (1 * DAY, 9 * DAY),
        )
        connection.executemany(
            "INSERT INTO terms (scope, term, first, until, event, grp) VALUES (?, ?, ?, ?, 1, 1)",
            [(1, "p", DAY, 2 * DAY), (1, "p", 5 * DAY, 6 * DAY), (2, "p", 9 * DAY, 10 * DAY)],
        )
        connection.execute("INSERT INTO term_scopes (id, rule, key, first) VALUES (4, 1, 'x', 0)")
        _block(connection, 12 * DAY)
    return path


def _block(connection, last: int) -> None:
    """A block of which nothing matters but when its last event was."""
    columns = [row[1] for row in connection.execute("PRAGMA table_info(blocks)") if row[3]]
    names = [name for name in columns if name not in ("id", "last_ts")]
    marks = ", ".join("0" for _ in names)
    listed = ", ".join((*names, "last_ts"))
    connection.execute(f"INSERT INTO blocks ({listed}) VALUES ({marks}, ?)", (last,))


def ask(path, uuid: str, span: int) -> Learning:
    connection = reader(path)
    try:
        return learning(connection, uuid, span)
    finally:
        connection.close()


def test_terms_count_once_however_often_they_were_new(path):
    found = ask(path, "new", 2 * DAY)
    assert (found.histories, found.terms) == (2, 2)


def test_histories_are_learnt_when_the_latest_event_is_late_enough(path):
    assert [ask(path, "new", days * DAY).learning for days in (3, 4, 12)] == [0, 1, 2]


def test_it_says_when_histories_began(path):
    found = ask(path, "new", DAY)
    assert (found.first, found.last, found.newest) == (DAY, 9 * DAY, 12 * DAY)


def test_a_rule_that_has_met_nothing_has_learnt_nothing(path):
    assert ask(path, "other", DAY) == Learning(0, 0, 0, None, None, 12 * DAY)
