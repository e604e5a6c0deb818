"""A webhook: documents as JSON lines in the body of a POST."""

from collections.abc import Sequence
from hashlib import blake2b

from store.queries.documents import Document
from store.shipping.lines import json_line
from store.shipping.receivers.halving import refusals
from store.shipping.receivers.http import Server
from store.shipping.receivers.interface import Refusal


class Webhook:
    """See `Receiver`. `Idempotency-Key` is the same for the same documents."""

    place = None

    def __init__(self, server: Server) -> None:
        self._server = server
        self._target = f"{server.path or '/'}{f'?{server.query}' if server.query else ''}"

    def send(self, documents: Sequence[Document]) -> list[Refusal]:
        """See `Receiver`."""
        return refusals(documents, self._post)

    def hurry(self) -> None:
        """See `Receiver`."""
        self._server.hurry()

    def close(self) -> None:
        """See `Receiver`."""
        self._server.close()

    def _post(self, documents: Sequence[Document]) -> str | None:
        body = b"".join(map(json_line, documents))
        ids = "".join(str(each["event.id"]) for each in documents)
        headers = {
            "Content-Type": "application/x-ndjson",
            "Idempotency-Key": blake2b(ids.encode(), digest_size=16).hexdigest(),
        }
        answer = self._server.post(self._target, body, headers)
        return None if answer.status < 300 else answer.reason
