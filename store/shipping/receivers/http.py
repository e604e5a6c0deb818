"""A connection to an HTTP server that is kept open, and what its answers mean."""

import http.client
import ssl
from typing import NamedTuple
from urllib.parse import urlsplit

from store.errors import ReceiverError
from store.shipping.receivers.interface import TooMuch, Unavailable

_TIMEOUT = 30.0
"""Seconds for each step of a request."""
_LONGEST_ANSWER = 64 * 1024 * 1024
_LONGEST_REASON = 300
_LONGEST_WAIT = 300.0
_PASSING = frozenset({408, 425, 429, 500, 502, 503, 504, 507, 509, 529})
"""Answers after which the same request may be taken later."""
_WRONG_DOCUMENTS = frozenset({400, 415, 422})
"""Answers that are about what was sent."""


class Answer(NamedTuple):
    """What a server said."""

    status: int
    body: bytes

    @property
    def reason(self) -> str:
        """The beginning of the body on one line."""
        text = self.body[: 4 * _LONGEST_REASON].decode("utf-8", "backslashreplace")
        return f"{self.status} {' '.join(text.split())[:_LONGEST_REASON]}".rstrip()


class Server:
    """A server; one request at a time."""

    def __init__(self, url: str, authorization: str | None = None) -> None:
        """Connect to nothing yet.

        Args:
            url: `http` or `https`, without user and password: those would be seen by all who list
                processes.
            authorization: The header of that name.

        Raises:
            ReceiverError: It is no such URL.
        """
        parts = urlsplit(url)
        try:
            port = parts.port
        except ValueError as error:
            raise ReceiverError(f"{url}: {error}") from error
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ReceiverError(f"{url}: not the URL of a server; write http://… or https://…")
        if parts.username is not None:
            raise ReceiverError("no user and password in the URL: use BLOTTER_SHIP_AUTHORIZATION")
        self.path = parts.path.rstrip("/")
        self.query = parts.query
        self._name = f"{parts.hostname}:{port}" if port else parts.hostname
        self._headers = {"User-Agent": "blotter"}
        if authorization is not None:
            self._headers["Authorization"] = authorization
        self._connection: http.client.HTTPConnection
        if parts.scheme == "https":
            context = ssl.create_default_context()
            self._connection = http.client.HTTPSConnection(
                parts.hostname, port, timeout=_TIMEOUT, context=context
            )
        else:
            self._connection = http.client.HTTPConnection(parts.hostname, port, timeout=_TIMEOUT)

    def post(self, target: str, body: bytes, headers: dict[str, str]) -> Answer:
        """Send a request; the answer is one that is about what was sent, or good.

        Args:
            target: Path and query.
            body: What is sent.
            headers: More of them.

        Raises:
            Unavailable: No answer, or one that asks to come again.
            TooMuch: 413.
            ReceiverError: An answer that no repetition changes; redirections are not followed.
        """
        try:
            self._connection.request("POST", target, body, self._headers | headers)
            response = self._connection.getresponse()
            answer = Answer(response.status, response.read(_LONGEST_ANSWER))
        except (OSError, http.client.HTTPException) as error:
            self._connection.close()
            raise Unavailable(f"{self._name}: {str(error) or type(error).__name__}") from error
        if response.will_close or not response.isclosed():
            self._connection.close()
        self._judge(answer, response.headers.get("Retry-After"))
        return answer

    def close(self) -> None:
        """Hang up."""
        self._connection.close()

    def _judge(self, answer: Answer, retry_after: str | None) -> None:
        if 200 <= answer.status < 300 or answer.status in _WRONG_DOCUMENTS:
            return
        if answer.status == 413:
            raise TooMuch
        if answer.status in _PASSING:
            raise Unavailable(f"{self._name}: {answer.reason}", _seconds(retry_after))
        raise ReceiverError(f"{self._name}: {answer.reason}")


def _seconds(header: str | None) -> float | None:
    """What a `Retry-After` in seconds asks for; dates are left to our own patience."""
    if header is None or not header.strip().isdigit():
        return None
    return min(float(header.strip()), _LONGEST_WAIT)
