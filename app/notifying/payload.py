"""A message as programs read it: one JSON object."""

import json

from store.notifying.outbox import Delivery
from store.times import iso

VERSION = 1
"""Of the object's form; a change that breaks readers raises it."""


def as_json(delivery: Delivery, host: str) -> bytes:
    """The object of a delivery, on one line and in ASCII; the same for every attempt."""
    said = delivery.message
    return json.dumps(
        {
            "version": VERSION,
            "id": delivery.message_id,
            "made": iso(delivery.made),
            "host": host,
            "receiver": delivery.target.address,
            "kind": said.kind,
            "subject": said.subject,
            "text": said.text,
            **said.data,
        }
    ).encode("ascii")
