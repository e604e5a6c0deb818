"""Every event arrives, whatever fails on the way, and counts once."""

import json
from datetime import UTC

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store.errors import ReceiverError
from store.filters.grammar import parse
from store.queries.conditions import events_where
from store.shipping.receivers.http import Server
from store.shipping.receivers.webhook import Webhook
from tests.store.shipping.conftest import Harbour
from tests.store.shipping.taking import Reply, Request, Taken, receiver

DOWN = Reply(503, b"later")
GONE = Reply(hang_up=True)
LOST = Reply(hang_up=True, take=True)
"""The documents arrived, the answer did not."""


def webhook(url: str) -> Webhook:
    return Webhook(Server(f"{url}/hook?token=x"))


def test_all_arrive_in_the_order_in_which_they_were_stored(
    harbour: Harbour, server: tuple[str, Taken]
) -> None:
    harbour.ship(webhook(server[0]))
    assert server[1].order == harbour.ids
    assert [len(each.lines) for each in server[1].requests] == [5, 5, 2]
    assert {each.path for each in server[1].requests} == {"/hook?token=x"}
    assert harbour.progress == (12, 12, 0)


def test_what_has_arrived_is_not_sent_again(harbour: Harbour, server: tuple[str, Taken]) -> None:
    harbour.ship(webhook(server[0]))
    before = len(server[1].requests)
    harbour.ship(webhook(server[0]))
    assert len(server[1].requests) == before


@pytest.mark.parametrize("failure", [DOWN, GONE, LOST, Reply(429), Reply(500)])
def test_what_fails_is_tried_again(
    harbour: Harbour, server: tuple[str, Taken], failure: Reply
) -> None:
    server[1].script = [None, failure, failure]
    harbour.ship(webhook(server[0]))
    assert server[1].order == harbour.ids
    assert len(harbour.waits) == 2
    assert 0.5 <= harbour.waits[0].seconds <= 1 <= harbour.waits[1].seconds <= 2


def test_a_receiver_may_say_how_long_to_wait(harbour: Harbour, server: tuple[str, Taken]) -> None:
    server[1].script = [Reply(429, headers=(("Retry-After", "17"),))]
    harbour.ship(webhook(server[0]))
    assert [each.seconds for each in harbour.waits] == [17]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(st.lists(st.sampled_from([None, DOWN, GONE, LOST]), max_size=8), st.integers(1, 12))
def test_any_failures_lose_and_double_nothing(harbour: Harbour, script, batch: int) -> None:
    harbour.change(name=f"{script} {batch}", batch=batch)
    with receiver() as (url, taken):
        taken.script = list(script)
        harbour.ship(webhook(url))
        assert taken.order == harbour.ids


def test_too_much_is_sent_in_parts(harbour: Harbour, server: tuple[str, Taken]) -> None:
    server[1].behaviour = lambda request: Reply(413) if len(request.lines) > 1 else None
    harbour.ship(webhook(server[0]))
    assert server[1].order == harbour.ids


def test_what_is_refused_goes_to_the_dead_letters(
    harbour: Harbour, server: tuple[str, Taken]
) -> None:
    poison = harbour.ids[6]

    def refuse(request: Request) -> Reply | None:
        wrong = poison in request.body.decode()
        return Reply(422, b"not this\none") if wrong else None

    server[1].behaviour = refuse
    harbour.ship(webhook(server[0]))
    assert sorted(server[1].documents) == sorted(set(harbour.ids) - {poison})
    (letter,) = map(json.loads, harbour.shipment.dead_letters.read_text().splitlines())
    assert (letter["event.id"], letter["reason"]) == (poison, "422 not this one")
    assert letter["document"]["event.id"] == poison
    assert harbour.progress == (12, 11, 1)
    assert harbour.shipment.dead_letters.stat().st_mode & 0o777 == 0o600


def test_where_all_is_refused_nothing_is_given_up(
    harbour: Harbour, server: tuple[str, Taken]
) -> None:
    harbour.change(batch=12)
    server[1].behaviour = lambda _request: Reply(400, b"no such column")
    with pytest.raises(ReceiverError, match="all of 12 events are refused: 400 no such column"):
        harbour.ship(webhook(server[0]))
    assert harbour.progress is None
    assert not harbour.shipment.dead_letters.exists()


@pytest.mark.parametrize("status", [301, 302, 307, 401, 403, 404, 410])
def test_where_it_makes_no_sense_to_go_on(
    harbour: Harbour, server: tuple[str, Taken], status: int
) -> None:
    server[1].script = [Reply(status, headers=(("Location", "http://192.0.2.1/"),))]
    with pytest.raises(ReceiverError, match=str(status)):
        harbour.ship(webhook(server[0]))
    assert len(server[1].requests) == 1
    assert harbour.progress is None


def test_a_filter_says_what_is_shipped(harbour: Harbour, server: tuple[str, Taken]) -> None:
    harbour.change(where=events_where(parse("user:root -outcome:success"), 0, UTC), batch=2)
    harbour.ship(webhook(server[0]))
    assert [each["user.name"] for each in server[1].documents.values()] == ["root"] * 3
    assert harbour.progress == (12, 3, 0)


def test_who_is_told_to_end_ends_while_waiting(harbour: Harbour, server: tuple[str, Taken]) -> None:
    server[1].behaviour = lambda _request: DOWN
    harbour.ship(webhook(server[0]), rest=lambda seconds: seconds > 0)
    assert len(server[1].requests) == 1
    assert harbour.progress is None


def test_what_is_asked_for_a_batch_again_has_the_same_key(
    harbour: Harbour, server: tuple[str, Taken]
) -> None:
    server[1].script = [LOST]
    harbour.ship(webhook(server[0]))
    keys = [each.headers["Idempotency-Key"] for each in server[1].requests]
    assert keys[0] == keys[1] != keys[2]


def test_documents_may_be_changed_before_they_leave(
    harbour: Harbour, server: tuple[str, Taken]
) -> None:
    harbour.change(prepare=lambda some: [{**each, "message": "x"} for each in some])
    harbour.ship(webhook(server[0]))
    assert {each["message"] for each in server[1].documents.values()} == {"x"}
