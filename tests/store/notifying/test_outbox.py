"""Messages wait until they are delivered, each once for every claim that is not given up."""

import sqlite3
from dataclasses import replace

import pytest

from store.database.connection import Writer, create
from store.notifying import backoff, outbox
from store.notifying.due import is_anything_due
from store.notifying.outbox import FEWEST, LEASE, Delivery, Message, Target, mail

REPORT = Message("report/2026-W48", "The week", "All quiet.", "<p>All quiet.</p>")
ANN, BOB = mail("ann@example.com", "bob@example.com")


def put(
    writer: Writer, message: Message = REPORT, targets: tuple[Target, ...] = (ANN,)
) -> int | None:
    with writer.transaction() as connection:
        return outbox.queue(connection, message, targets, 1000)


def offered(
    writer: Writer, now: int = 1000, without: frozenset[Target] = frozenset()
) -> Delivery | None:
    with writer.transaction() as connection:
        return outbox.claim(connection, now, without)


def claim(writer: Writer, now: int = 1000, without: frozenset[Target] = frozenset()) -> Delivery:
    found = offered(writer, now, without)
    assert found is not None
    return found


def column(writer: Writer, name: str) -> list[object]:
    rows = writer.connection.execute(f"SELECT {name} FROM deliveries ORDER BY id")
    return [row[0] for row in rows]


def test_a_message_comes_out_as_it_went_in(writer):
    message = Message("k", "Betreff ä", "t", None, {"n": 1}, ("a", "b"), "alerts", "ops", "x", 3)
    put(writer, message)
    found = claim(writer)
    assert (found.message, found.target, found.attempts, found.made) == (message, ANN, 1, 1000)


def test_a_key_is_queued_once(writer):
    assert put(writer) is not None
    assert put(writer) is None
    assert len(column(writer, "id")) == 1


def test_each_address_gets_the_message_by_itself_under_one_id(writer):
    put(writer, targets=(ANN, BOB))
    first, second = claim(writer), claim(writer)
    assert {first.target, second.target} == {ANN, BOB}
    assert first.message_id == second.message_id


def test_an_address_that_is_named_twice_gets_it_once():
    assert mail("ann@example.com", "ann@example.com") == (ANN,)


def test_what_is_claimed_is_nobody_elses_until_the_lease_is_over(writer):
    put(writer)
    claim(writer)
    assert offered(writer, 1000 + LEASE - 1) is None
    assert claim(writer, 1000 + LEASE).attempts == 2


def test_the_id_is_the_same_after_a_lost_lease(writer):
    put(writer)
    assert claim(writer).message_id == claim(writer, 1000 + LEASE).message_id


def test_databases_have_ids_of_their_own(writer, tmp_path):
    create(tmp_path / "other.db")
    put(writer)
    with Writer(tmp_path / "other.db") as other:
        put(other)
        assert claim(other).message_id != claim(writer).message_id


def test_what_was_delivered_is_not_tried_again(writer):
    put(writer)
    found = claim(writer)
    with writer.transaction() as connection:
        outbox.delivered(connection, found, "250 OK", 2000)
    assert offered(writer, 1000 + 2 * LEASE) is None
    assert (column(writer, "state"), column(writer, "sent_at")) == (["sent"], [2000])


def test_what_failed_waits(writer):
    put(writer)
    found = claim(writer)
    with writer.transaction() as connection:
        outbox.failed(connection, found, "451 later", code=451, again=5000)
    assert offered(writer, 4999) is None
    assert claim(writer, 5000).attempts == 2


def test_what_failed_for_good_is_dead(writer):
    put(writer)
    found = claim(writer)
    with writer.transaction() as connection:
        outbox.failed(connection, found, "550 who?", code=550, again=None)
    assert offered(writer, 1 << 60) is None
    assert column(writer, "state") == ["dead"]
    assert column(writer, "answer") == ["550 who?"]


def test_who_lost_the_lease_cannot_put_back_what_another_delivered(writer):
    put(writer)
    late = claim(writer)
    again = claim(writer, 1000 + LEASE)
    with writer.transaction() as connection:
        outbox.delivered(connection, again, "250", 1)
        outbox.failed(connection, late, "timeout", again=0)
    assert column(writer, "state") == ["sent"]


def test_who_lost_the_lease_but_delivered_says_so(writer):
    put(writer)
    late = claim(writer)
    claim(writer, 1000 + LEASE)
    with writer.transaction() as connection:
        outbox.delivered(connection, late, "250", 1)
    assert column(writer, "state") == ["sent"]


def test_a_channel_that_is_down_is_left_out(writer):
    hook = Target("webhook", "soc")
    put(writer, targets=(ANN, BOB, hook))
    found = claim(writer, without=frozenset({Target("mail", "")}))
    assert found.target == hook
    assert offered(writer, without=frozenset({Target("mail", ""), hook})) is None


@pytest.mark.parametrize(("state", "is_kept"), [("sent", False), ("waiting", True), ("dead", True)])
def test_what_an_old_message_said_is_not_kept_for_ever(writer, state, is_kept):
    put(writer)
    with writer.transaction() as connection:
        connection.execute("UPDATE deliveries SET state = ?", (state,))
        outbox.strip(connection, 1000)
        outbox.strip(connection, 1001)
        connection.execute("UPDATE deliveries SET state = 'waiting'")
    found = claim(writer).message
    assert (found.subject, bool(found.text)) == ("The week", is_kept)
    assert put(writer) is None


def test_what_a_new_message_said_is_kept(writer):
    put(writer)
    with writer.transaction() as connection:
        connection.execute("UPDATE deliveries SET state = 'sent'")
        outbox.strip(connection, 1000)
        connection.execute("UPDATE deliveries SET state = 'waiting'")
    assert claim(writer).message == REPORT


def test_whether_something_is_due(writer):
    assert not is_anything_due(writer.connection, 1 << 60)
    put(writer)
    assert not is_anything_due(writer.connection, 999)
    assert is_anything_due(writer.connection, 1000)


def test_the_due_are_found_by_their_index(writer):
    plan = writer.connection.execute(
        f"EXPLAIN QUERY PLAN SELECT 1 FROM deliveries WHERE {outbox.UNDER_WAY} AND next_at <= 5"
    ).fetchall()
    assert "deliveries_due" in plan[0][3]


def tried(writer: Writer, attempts: int = FEWEST) -> Delivery:
    put(writer)
    return replace(claim(writer), attempts=attempts)


def test_a_delivery_is_given_up_when_its_message_is_old(writer):
    found = tried(writer)
    assert (outbox.next_attempt(found, 1000, give_up=1 << 50) or 0) > 1000
    assert outbox.next_attempt(found, 1 << 51, give_up=1 << 50) is None


@pytest.mark.parametrize(("now", "again"), [(1300, 1400), (1301, None)])
def test_the_last_attempt_is_made_before_a_message_is_too_old(writer, monkeypatch, now, again):
    monkeypatch.setattr(backoff, "pause", lambda _attempts: 100)
    assert outbox.next_attempt(tried(writer), now, give_up=400) == again


def test_after_days_without_power_a_message_is_tried_some_more(writer):
    found = tried(writer, FEWEST - 1)
    assert outbox.next_attempt(found, 1 << 51, give_up=1 << 50) is not None


def test_what_is_never_to_be_tried_again_is_not(writer):
    assert outbox.next_attempt(tried(writer, 1), 2000, give_up=0) is None


def test_a_transaction_that_is_rolled_back_queues_nothing(writer):
    def fail(connection: sqlite3.Connection) -> None:
        outbox.queue(connection, REPORT, (ANN,), 1000)
        raise LookupError

    with pytest.raises(LookupError), writer.transaction() as connection:
        fail(connection)
    assert column(writer, "id") == []
