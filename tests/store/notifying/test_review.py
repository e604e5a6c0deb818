"""What waits and what is dead can be seen, tried again, and let be."""

import pytest

from store.database.connection import Writer
from store.errors import ActionError
from store.notifying import outbox, review
from store.notifying.outbox import Message, mail


@pytest.fixture(autouse=True)
def _deliveries(writer):
    with writer.transaction() as connection:
        for number, state in enumerate(("waiting", "sending", "sent", "dead", "dropped"), 1):
            outbox.queue(
                connection, Message(state, f"The {state}", "t", alerts=number), mail("a@b"), number
            )
            connection.execute("UPDATE deliveries SET state = ? WHERE id = ?", (state, number))


def states(writer: Writer) -> list[str]:
    return [row.state for row in reversed(review.listing(writer.connection))]


def test_everything_is_listed_the_latest_first(writer):
    rows = review.listing(writer.connection)
    assert [row.id for row in rows] == [5, 4, 3, 2, 1]
    assert (rows[0].subject, rows[0].alerts, rows[0].address) == ("The dropped", 5, "a@b")


def test_some_states_are_listed(writer):
    assert [row.id for row in review.listing(writer.connection, ("dead", "sent"))] == [4, 3]


def test_some_rows_are_listed(writer):
    assert len(review.listing(writer.connection, limit=2)) == 2


def test_how_it_stands(writer):
    assert review.standing(writer.connection) == review.Standing(2, 1, 1)


def test_what_is_dead_is_tried_again(writer):
    with writer.transaction() as connection:
        review.retry(connection, [4, 5], 77)
    assert states(writer) == ["waiting", "sending", "sent", "waiting", "waiting"]
    with writer.transaction() as connection:
        assert outbox.claim(connection, 77) is not None


def test_what_waits_is_dropped(writer):
    with writer.transaction() as connection:
        review.drop(connection, [1, 4], 77)
    assert states(writer) == ["dropped", "sending", "sent", "dropped", "dropped"]


@pytest.mark.parametrize("number", [2, 3, 9])
def test_what_is_under_way_was_sent_or_is_not_there_is_refused(writer, number):
    with pytest.raises(ActionError, match=f"delivery {number}"), writer.transaction() as connection:
        review.retry(connection, [number], 77)


def test_all_or_none(writer):
    with pytest.raises(ActionError), writer.transaction() as connection:
        review.drop(connection, [1, 3], 77)
    assert states(writer)[0] == "waiting"


def test_what_waits_to_become_messages_is_counted(writer):
    with writer.transaction() as connection:
        connection.executemany(
            "INSERT INTO notices (receiver, alert, kind, at, due, held) VALUES (?, ?, ?, 0, ?, ?)",
            [
                ("", 1, "opened", 5, None),
                ("ops", 1, "opened", 7, "quiet hours"),
                ("ops", 1, "updated", 8, "quiet hours"),
                ("ops", 2, "opened", 9, "quiet hours"),
            ],
        )
    assert review.held(writer.connection) == [review.Held("ops", "quiet hours", 2, 7)]
