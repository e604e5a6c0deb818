"""What OpenSSH's server says in the Windows event log: the text that it gives to syslog elsewhere.

Source: Win32-OpenSSH contrib/win32/openssh/openssh-events.man: every event of the provider has the
data `process` and `payload`, and is rendered as `%1: %2`.
"""

from functools import lru_cache

from store.formats.syslog.programs import sshd
from store.formats.windows.events.event import Event
from store.model import Kind, Outcome, Record, Role

PROVIDER = "OpenSSH"
"""`System/Provider/@Name`."""

_RENDERED = "sshd: "
_VERDICTS = (None, Role.VERDICT)
"""Roles whose weight counts: nothing here waits for a verdict to take a support's place."""


def told(record: Record, event: Event) -> Record:
    """Add what the server's words mean to the record of an event.

    Args:
        record: The event's record.
        event: An event of `PROVIDER`.

    Returns:
        The record with action, outcome, user and source; the same where the words mean nothing.
    """
    words = event.data.get("payload") or event.message.removeprefix(_RENDERED)
    message = sshd.parse(words)
    if message is None:
        return record
    kind = _kind(record.kind, message.category, message.action, message.outcome)
    weight = message.weight if message.role in _VERDICTS else 0
    fields = {"message": words, **record.fields, **message.fields}
    return record._replace(kind=kind, fields=fields, weight=weight)


@lru_cache(maxsize=1024)
def _kind(kind: Kind, category: str, action: str, outcome: Outcome) -> Kind:
    """The kind of an event with its meaning, one object for all that are alike."""
    return kind._replace(category=category, action=action, outcome=outcome)
