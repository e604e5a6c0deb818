"""Deliver what is due, one delivery after the other, until nothing is left that can be tried."""

import math
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from importlib import import_module

from app.notifying.channels.interface import Channel, Maker
from app.notifying.settings import Notify
from app.notifying.undelivered import Undelivered
from app.notifying.waiting import GivenUp, Patience
from store.database.connection import Writer
from store.notifying import outbox
from store.notifying.outbox import Delivery, Target
from store.times import now


@dataclass(slots=True)
class Outcome:
    """What came of it."""

    sent: int = 0
    failed: int = 0
    problems: dict[str, str] = field(default_factory=dict)
    """By whom it was that could not be told."""


def deliver(
    writer: Writer,
    notify: Notify,
    stop: Callable[[], bool] = lambda: False,
    seconds: float = math.inf,
) -> Outcome:
    """Try what is due; what fails waits, and what fails for good is dead.

    Args:
        writer: A durable one.
        notify: The ways.
        stop: Asked between two deliveries whether to end; a conversation that goes on for longer
            than some seconds after that is given up, and its message waits.
        seconds: After which nothing else is begun, and what is left waits for the next run.

    Raises:
        DatabaseError: The database cannot be written.
    """
    run = _Run(writer, notify, Patience(stop))
    end = time.monotonic() + seconds
    with run.ends:
        while not stop() and time.monotonic() < end:
            delivery = _claimed(writer, run.down)
            if delivery is None or not run.attempt(delivery):
                break
    return run.outcome


class _Run:
    """One run over what is due."""

    def __init__(self, writer: Writer, notify: Notify, patience: Patience) -> None:
        self.outcome = Outcome()
        self.down: set[Target] = set()
        """What was found to take nothing at all."""
        self.ends = ExitStack()
        """Closes the ways that were opened."""
        self._writer, self._notify, self._patience = writer, notify, patience
        self._channels: dict[str, Channel] = {}

    def attempt(self, delivery: Delivery) -> bool:
        """Try one delivery; says whether to go on with others."""
        try:
            answer = _sent(self._channel(delivery.target.channel), delivery, self._patience)
        except Undelivered as wrong:
            if self._patience.is_over():
                _give_back(self._writer, delivery, wrong)
                return False
            self._fail(delivery, wrong)
        else:
            _note_success(self._writer, delivery, answer)
            self.outcome.sent += 1
        return True

    def _channel(self, name: str) -> Channel:
        """A way, opened when the first message goes it."""
        if name not in self._channels:
            self._channels[name] = opened(name, self._notify)
            self.ends.callback(_close, self._channels[name], self._patience)
        return self._channels[name]

    def _fail(self, delivery: Delivery, wrong: Undelivered) -> None:
        """Note that a delivery failed, and what else need not be tried."""
        _note_failure(self._writer, delivery, wrong, self._notify.give_up)
        self.outcome.failed += 1
        self.outcome.problems[_name(delivery.target)] = wrong.answer
        if wrong.is_down:
            self.down.add(_broken(delivery.target))


def opened(channel: str, notify: Notify) -> Channel:
    """The way of a channel, loaded when the first message goes that way."""
    make: Maker = import_module(f"app.notifying.channels.{channel}").channel
    return make(notify)


def _sent(channel: Channel, delivery: Delivery, patience: Patience) -> str:
    """Send; returns what the other side answered.

    Raises:
        Undelivered: It was not taken, or waiting was given up.
    """
    try:
        with patience.waiting():
            return channel.send(delivery)
    except GivenUp as given:
        raise Undelivered(str(given), is_down=True) from given


def _claimed(writer: Writer, down: set[Target]) -> Delivery | None:
    """What is next, for us alone."""
    with writer.transaction() as connection:
        return outbox.claim(connection, now(), frozenset(down))


def _note_success(writer: Writer, delivery: Delivery, answer: str) -> None:
    """Let a delivery be tried no more."""
    with writer.transaction() as connection:
        outbox.delivered(connection, delivery, answer, now())


def _close(channel: Channel, patience: Patience) -> None:
    """Let go of a channel, with a goodbye where there is time for one."""
    with suppress(GivenUp), patience.waiting():
        channel.close()


def _give_back(writer: Writer, delivery: Delivery, wrong: Undelivered) -> None:
    """Leave a delivery to the next run, at once: it was we who gave up."""
    with writer.transaction() as connection:
        outbox.failed(connection, delivery, wrong.answer, again=now())


def _note_failure(writer: Writer, delivery: Delivery, wrong: Undelivered, give_up: int) -> None:
    """Let a delivery wait for its next attempt; where there is none, it is dead."""
    again = None if wrong.is_final else outbox.next_attempt(delivery, now(), give_up)
    with writer.transaction() as connection:
        outbox.failed(connection, delivery, wrong.answer, code=wrong.code, again=again)


def _broken(target: Target) -> Target:
    """What need not be tried again in this run: all mail goes through one server."""
    return Target(target.channel, "" if target.channel == "mail" else target.address)


def _name(target: Target) -> str:
    return f"{target.channel} {target.address}"
