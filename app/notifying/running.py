"""One run of telling: decide what is told, queue it, deliver what is due."""

import math
from collections.abc import Callable
from pathlib import Path

from app.configuration.configured import Config
from app.notifying.clock import trust_the_clock
from app.notifying.content import IN_FULL, MOST_HTML, content
from app.notifying.delivering import Outcome, deliver
from app.notifying.settings import Notify, meant
from store.database.connection import Writer, register
from store.notifying import directing, outbox, planning, sorting, telling, waiting
from store.notifying.due import are_notices_due
from store.notifying.outbox import Message
from store.notifying.planning import Unit
from store.notifying.policy import Receiver
from store.times import now

_KEPT = 90 * 24 * 3600 * 1_000_000
"""Microseconds for which is kept what a message said."""
_TRIES = 5
"""How often a run plans anew because another one told something meanwhile."""
_WAIT = 30.0
"""Seconds to wait for another writer: what was delivered has to be noted."""


def tell(
    database: Path,
    config: Config,
    stop: Callable[[], bool] = lambda: False,
    seconds: float = math.inf,
) -> Outcome:
    """Tell whom the configuration names what there is to tell.

    Args:
        database: Where the alerts are.
        config: With a table `[notify]` that was found to be sound.
        stop: Asked between two deliveries whether to end.
        seconds: After which nothing else is sent, and what is left waits for the next run.

    Raises:
        DatabaseBusy: Another writer would not let go.
        DatabaseError: The database cannot be written.
    """
    notify = meant(config)
    with Writer(database, _WAIT, durable=True) as writer:
        register(writer.connection)
        trust_the_clock(writer)
        if are_notices_due(writer.connection, now()):
            _compose(writer, notify)
        outcome = deliver(writer, notify, stop, seconds)
        if outcome.sent:
            with writer.transaction() as connection:
                outbox.strip(connection, now() - _KEPT)
        return outcome


def _compose(writer: Writer, notify: Notify) -> None:
    """Make messages of what happened."""
    with writer.transaction() as connection:
        directing.direct(connection, notify.policy, now())
    for receiver in notify.policy.receivers:
        _compose_for(writer, notify, receiver)


def _compose_for(writer: Writer, notify: Notify, receiver: Receiver) -> None:
    """Make messages of what a receiver is to be told, or leave that to a run that was quicker."""
    for _ in range(_TRIES):
        if _composed(writer, notify, receiver):
            break


def _composed(writer: Writer, notify: Notify, receiver: Receiver) -> bool:
    """Plan and write messages by heart, commit them at once.

    Returns:
        Whether that was done: not if somebody queued messages meanwhile, since what an address may
        get within the hour was counted without them.
    """
    at = now()
    connection = writer.connection
    before = outbox.latest(connection)
    items = waiting.due(connection, receiver.name, at)
    if not items:
        return True
    found = sorting.sort(connection, receiver, items, notify.policy.inhibitions, at)
    plan = planning.plan(connection, receiver, found.tell, at)
    made = [(unit, _message(writer, notify, unit)) for unit in plan.units]
    with writer.transaction():
        if outbox.latest(connection) != before:
            return False
        telling.drop(connection, found.drop)
        telling.put_off(connection, [*found.wait, *plan.wait])
        for unit, message in made:
            telling.tell(connection, unit, message, at)
    return True


def _message(writer: Writer, notify: Notify, unit: Unit) -> Message:
    """The message of a unit, no longer than mail should be."""
    made = _of_length(writer, notify, unit, IN_FULL[0])
    for fewer in IN_FULL[1:]:
        if len(made.html or "") <= MOST_HTML:
            break
        made = _of_length(writer, notify, unit, fewer)
    return made


def _of_length(writer: Writer, notify: Notify, unit: Unit, in_full: int) -> Message:
    """The message of a unit; few runs need the library that writes it."""
    from app.notifying.rendering import message

    said = content(writer.connection, unit, notify, writer.path, in_full)
    return message(unit, said, telling.opening_ids(writer.connection, unit))
