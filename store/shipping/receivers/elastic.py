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
_NO_ANSWER = "the answer is not that of a bulk API"
_LONGEST_REASON = 300
"""Characters."""
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

    def hurry(self) -> None:
        """See `Receiver`."""
        self._server.hurry()

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
    found: list[Refusal] = []
    for document, (status, reason) in zip(documents, _results(body, len(documents)), strict=False):
        if status in _LATER:
            raise Unavailable(reason)
        if status >= 300 and status != _THERE_ALREADY:
            found.append(Refusal(document, reason))
    return found


def _results(body: bytes, count: int) -> list[tuple[int, str]]:
    """What an answer says of each document; nothing where it says that all is well and no more.

    Raises:
        Unavailable: It does not say that of so many documents.
    """
    try:
        answer = json.loads(body)
        items = [next(iter(item.values())) for item in answer.get("items", [])]
        results = [(each["status"], _reason(each)) for each in items]
    except (ValueError, KeyError, TypeError, AttributeError, StopIteration, RecursionError) as why:
        raise Unavailable(_NO_ANSWER) from why
    is_whole = len(results) == count or (not results and answer.get("errors") is False)
    if not is_whole or not all(type(status) is int and status >= 200 for status, _ in results):
        raise Unavailable(_NO_ANSWER)
    return results


def _reason(result: dict[str, Any]) -> str:
    error = result.get("error")
    if isinstance(error, dict):
        error = f"{error.get('type')}: {error.get('reason')}"
    return f"{result['status']} {error}"[:_LONGEST_REASON]
