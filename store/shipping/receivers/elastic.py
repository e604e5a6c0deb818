"""Elasticsearch and OpenSearch: the bulk API, with `event.id` as the id of each document.

`create` makes a document that is there already a conflict, which is as good as done: so an event
that is sent twice counts once, in an index and in a data stream.
"""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from store.errors import ReceiverError
from store.queries.documents import Document
from store.shipping.lines import json_line
from store.shipping.receivers.halving import refusals
from store.shipping.receivers.http import Server
from store.shipping.receivers.interface import Refusal, Unavailable

_TARGET = "/_bulk?filter_path=errors,items.*.status,items.*.error"
_THERE_ALREADY = 409
_LATER = frozenset({408, 429, 500, 502, 503, 504})


class Elastic:
    """See `Receiver`."""

    place = None

    def __init__(self, server: Server) -> None:
        """Ship to a server.

        Raises:
            ReceiverError: The URL names no index.
        """
        base, _, index = server.path.rpartition("/")
        if not index:
            raise ReceiverError(
                "name the index or data stream: elasticsearch:https://HOST:9200/INDEX"
            )
        self._server = server
        self._target = f"{base}/{index}{_TARGET}"

    def send(self, documents: Sequence[Document]) -> list[Refusal]:
        """See `Receiver`."""
        refused: list[Refusal] = []
        whole = refusals(documents, lambda some: self._post(some, refused))
        return refused + whole

    def close(self) -> None:
        """See `Receiver`."""
        self._server.close()

    def _post(self, documents: Sequence[Document], refused: list[Refusal]) -> str | None:
        """Send documents; what the server says against all of them, if it does."""
        body = b"".join(part for each in documents for part in _lines(each))
        answer = self._server.post(self._target, body, {"Content-Type": "application/x-ndjson"})
        if answer.status >= 300:
            return answer.reason
        refused += _refused(documents, answer.body)
        return None


def _lines(document: Document) -> Iterator[bytes]:
    yield json_line({"create": {"_id": document["event.id"]}})
    yield json_line(document)


def _refused(documents: Sequence[Document], body: bytes) -> list[Refusal]:
    """Which documents an answer refuses.

    Raises:
        Unavailable: Some may be taken later, or the answer is none.
    """
    try:
        answer = json.loads(body)
        results = (
            [next(iter(item.values())) for item in answer["items"]] if answer["errors"] else []
        )
    except (ValueError, KeyError, TypeError, AttributeError, StopIteration) as error:
        raise Unavailable("the answer is not that of a bulk API") from error
    found: list[Refusal] = []
    for document, result in zip(documents, results, strict=False):
        status = int(result.get("status", 0))
        if status in _LATER:
            raise Unavailable(f"{status} {_reason(result)}")
        if status >= 300 and status != _THERE_ALREADY:
            found.append(Refusal(document, f"{status} {_reason(result)}"))
    return found


def _reason(result: dict[str, Any]) -> str:
    error = result.get("error")
    if isinstance(error, dict):
        return f"{error.get('type')}: {error.get('reason')}"
    return str(error)
