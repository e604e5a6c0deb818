"""Try each way to tell with a test message, and say what is found on the way."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass

from app.configuration.configured import Config
from app.notifying.delivering import opened
from app.notifying.letters import letter
from app.notifying.secret import SecretError
from app.notifying.settings import Notify, meant
from app.notifying.smtp import Session
from app.notifying.undelivered import Undelivered
from app.notifying.waiting import GivenUp, Patience
from store.notifying.outbox import Delivery, Message, Target
from store.notifying.policy import Receiver
from store.text import safe
from store.times import clock, now


@dataclass(frozen=True, slots=True)
class Report:
    """What was found about one target."""

    lines: tuple[str, ...]
    """Safe to be shown."""
    failed: bool


def test_receivers(config: Config, name: str | None) -> Iterator[Report]:
    """Try receivers: the one of a name, or all."""
    notify = meant(config)
    for receiver in notify.policy.receivers:
        if name in (None, receiver.name):
            for target in receiver.targets:
                yield _tried(notify, receiver, target)


def _tried(notify: Notify, receiver: Receiver, target: Target) -> Report:
    """Send a test message to one target."""
    found = [safe(f"{receiver.name}: {target.channel} {target.address}")]
    try:
        with Patience(lambda: False).waiting():
            answer = _sent(notify, _delivery(notify, receiver, target), found)
    except (Undelivered, SecretError, GivenUp) as wrong:
        return Report((*found, safe(f"  FAILED: {wrong}")), failed=True)
    return Report((*found, safe(f"  answer: {answer}")), failed=False)


def _sent(notify: Notify, delivery: Delivery, found: list[str]) -> str:
    """Send; what is found on the way of mail goes into the list."""
    if delivery.target.channel == "mail" and notify.smtp is not None:
        session = Session(notify.smtp, lambda line: found.append(safe(f"  {line}")))
        try:
            mail = letter(delivery, notify.smtp.sender, notify.host)
            return session.send(delivery.target.address, mail)
        finally:
            session.close()
    channel = opened(delivery.target.channel, notify)
    try:
        return channel.send(delivery)
    finally:
        channel.close()


def _delivery(notify: Notify, receiver: Receiver, target: Target) -> Delivery:
    """A test message, as if it had been queued."""
    at = now()
    text = (
        f"This is a test of Blotter on {safe(notify.host)}, made at {clock(at)} UTC.\n\n"
        f"{safe(receiver.name)} will be told here of alerts from severity {receiver.severity} on.\n"
    )
    subject = f"[Blotter {notify.host}] test"
    number = secrets.token_hex(16)
    data = {"severity": "informational", "total": 0}
    return Delivery(
        0, target, 1, at, number, Message("test", subject, text, None, data, (), "test")
    )
