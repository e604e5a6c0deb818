"""Messages are taken out of a pipe ahead of whoever asks for them."""

import os
from collections.abc import Iterator
from threading import Thread
from typing import IO

import pytest

from store.importing.inbox import Inbox, send

MANY = 40
LARGE = bytes(range(256)) * 4096
"""Longer than a pipe holds."""


@pytest.fixture
def ends() -> Iterator[tuple[IO[bytes], IO[bytes]]]:
    """Where messages come out, and where they go in."""
    out, into = os.pipe()
    with open(out, "rb") as reading, open(into, "wb") as writing:  # noqa: PTH123 - descriptors
        yield reading, writing


def test_messages_come_whole_and_in_order(ends):
    reading, writing = ends
    messages = [bytes([at]) * at or b"-" for at in range(MANY)]
    inbox = Inbox(reading)
    for message in messages:
        sender = Thread(target=send, args=(writing, message))
        sender.start()
        assert inbox.next() == message
        sender.join()


def test_who_writes_need_not_wait_until_somebody_asks(ends):
    reading, writing = ends
    inbox = Inbox(reading)
    send(writing, LARGE)
    send(writing, b"behind it")
    assert (inbox.next(), inbox.next()) == (LARGE, b"behind it")


def test_what_does_not_come_in_time_can_be_asked_for_again(ends):
    reading, writing = ends
    inbox = Inbox(reading)
    assert inbox.next(within=0.01) is None
    send(writing, b"late")
    assert inbox.next() == b"late"


def test_at_the_end_there_is_none_however_often_one_asks(ends):
    reading, writing = ends
    inbox = Inbox(reading)
    send(writing, b"the last")
    writing.close()
    assert inbox.next() == b"the last"
    for _ in range(3):
        with pytest.raises(EOFError):
            inbox.next()


@pytest.mark.parametrize("left", [b"\0\0\0", b"\0" * 7 + b"\5" + b"half"], ids=["size", "message"])
def test_what_a_writer_did_not_finish_is_no_message(ends, left):
    reading, writing = ends
    inbox = Inbox(reading)
    send(writing, b"whole")
    writing.write(left)
    writing.close()
    assert inbox.next() == b"whole"
    with pytest.raises(EOFError):
        inbox.next()


def test_a_size_that_no_message_has_ends_it(ends):
    reading, writing = ends
    inbox = Inbox(reading)
    writing.write(b"\xff" * 8)
    writing.flush()
    with pytest.raises(EOFError):
        inbox.next()


def test_what_nobody_asks_for_any_more_holds_nobody_up(ends):
    reading, writing = ends
    inbox = Inbox(reading)
    sender = Thread(target=_send_much, args=(writing,))
    sender.start()
    inbox.close()
    sender.join(10)
    assert (sender.is_alive(), reading.closed) == (False, True)


def _send_much(pipe: IO[bytes]) -> None:
    for _ in range(6):
        send(pipe, LARGE)
    pipe.close()
