"""A connection to an HTTP server that is kept open, and what its answers mean."""

import http.client
import re
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from threading import Timer
from typing import NamedTuple
from urllib.parse import SplitResult, urlsplit

from store.errors import ReceiverError
from store.shipping.receivers.interface import TooMuch, Unavailable

_TIMEOUT = 30.0
"""Seconds for each step of a request."""
_CONNECTING = 5.0
"""Seconds for making a connection, which nothing can cut short."""
_LONGEST_REQUEST = 120.0
"""Seconds for all of it: a server may say a byte now and then, and never come to an end."""
_HURRY = 3.0
"""Seconds for what is left of it when somebody wants to leave."""
_LONGEST_ANSWER = 64 * 1024 * 1024
_LONGEST_REASON = 300
_LONGEST_WAIT = 300.0
_PASSING = frozenset({408, 425, 429, 500, 502, 503, 504, 507, 509, 529})
"""Answers after which the same request may be taken later."""
_SENDABLE = re.compile(r"[!-~]+")
"""What a URL may consist of."""
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
        parts = _parts(url)
        port = parts.port
        hostname = parts.hostname or ""
        self.path = parts.path.rstrip("/")
        self.query = parts.query
        self._name = f"{hostname}:{port}" if port else hostname
        self._headers = {"User-Agent": "blotter"}
        if authorization is not None:
            self._headers["Authorization"] = _header(authorization)
        self._socket: socket.socket | None = None
        self._was_cut = False
        self._connection: http.client.HTTPConnection
        if parts.scheme == "https":
            context = ssl.create_default_context()
            self._connection = http.client.HTTPSConnection(
                hostname, port, timeout=_CONNECTING, context=context
            )
        else:
            self._connection = http.client.HTTPConnection(hostname, port, timeout=_CONNECTING)

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
            with self._limited():
                self._connection.request("POST", target, body, self._headers | headers)
                answer, asked = self._answer(self._connection.getresponse())
        except (OSError, http.client.HTTPException) as error:
            self._connection.close()
            raise Unavailable(f"{self._name}: {str(error) or type(error).__name__}") from error
        self._judge(answer, asked)
        return answer

    def _answer(self, response: http.client.HTTPResponse) -> tuple[Answer, str | None]:
        """What was answered, and how long it asks to wait; the rest of what is too long is left."""
        with closing(response):
            answer = Answer(response.status, response.read(_LONGEST_ANSWER))
            if response.will_close or not response.isclosed():
                self._connection.close()
            return answer, response.headers.get("Retry-After")

    def hurry(self) -> None:
        """Let a request that is under way come to an end within seconds, whatever the server does.

        Fit for a signal's handler.
        """
        _after(_HURRY, self._cut)

    def close(self) -> None:
        """Hang up."""
        self._connection.close()

    @contextmanager
    def _limited(self) -> Iterator[None]:
        """Connect where that is missing; what is done with the connection takes its time at most.

        Raises:
            OSError: There is no connection; or it was cut.
        """
        if self._connection.sock is None:
            self._connection.connect()
        connected: socket.socket = self._connection.sock
        connected.settimeout(_TIMEOUT)
        self._socket, self._was_cut = connected, False
        clock = _after(_LONGEST_REQUEST, self._cut)
        try:
            yield
        finally:
            clock.cancel()
            self._socket = None
        if self._was_cut:
            raise TimeoutError("the answer did not come to an end")

    def _cut(self) -> None:
        """End the request that is under way, from another thread: who reads finds the end."""
        if self._socket is not None:
            self._was_cut = True
            with suppress(OSError):  # TLS has a shutdown of its own, which waits
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)

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
    said = (header or "").strip()
    if not (said.isascii() and said.isdigit()):
        return None
    return min(float(said), _LONGEST_WAIT)


def _after(seconds: float, work: Callable[[], None]) -> Timer:
    """Do something in a while, unless that is called off."""
    timer = Timer(seconds, work)
    timer.daemon = True
    timer.start()
    return timer


def _parts(url: str) -> SplitResult:
    """A server's URL taken apart.

    Raises:
        ReceiverError: It is none.
    """
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 - looked at when it is asked for
        (parts.hostname or "").encode("idna")
    except ValueError as error:
        raise ReceiverError(f"{url}: {error}") from error
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ReceiverError(f"{url}: not the URL of a server; write http://… or https://…")
    if parts.username is not None:
        raise ReceiverError("no user and password in the URL: use BLOTTER_SHIP_AUTHORIZATION")
    if not _SENDABLE.fullmatch(f"/{parts.path}{parts.query}"):
        raise ReceiverError(f"{url}: write blanks and letters beyond ASCII as %20 and the like")
    return parts


def _header(authorization: str) -> str:
    """The value of a header.

    Raises:
        ReceiverError: It cannot be sent; it is secret, so it is not told.
    """
    if not (authorization.isascii() and authorization.isprintable()):
        raise ReceiverError("BLOTTER_SHIP_AUTHORIZATION: one line of ASCII is wanted")
    return authorization
