"""Servers that mean harm, or have lost their mind."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager

import pytest

from store.errors import ReceiverError
from store.shipping.receivers import http
from store.shipping.receivers.http import Server
from store.shipping.receivers.interface import Unavailable


@contextmanager
def saying(speak: Callable[[socket.socket], None]) -> Iterator[str]:
    """A server that reads a request's beginning and then says whatever it likes; its URL."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            connection, _ = listener.accept()
            with connection:
                connection.recv(65536)
                try:
                    speak(connection)
                except OSError:
                    return

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/"
        thread.join(10)
        assert not thread.is_alive()


def dripping(piece: bytes, start: bytes = b"") -> Callable[[socket.socket], None]:
    """Says a piece again and again, never for long enough silent to be given up."""

    def speak(connection: socket.socket) -> None:
        connection.sendall(start)
        while True:
            connection.sendall(piece)
            time.sleep(0.01)

    return speak


DRIPS = {
    "a body": dripping(b"x", b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n"),
    "a body without a length": dripping(b"x", b"HTTP/1.1 200 OK\r\n\r\n"),
    "a header": dripping(b"x", b"HTTP/1.1 200 OK\r\nA: "),
    "more to come": dripping(b"HTTP/1.1 100 Continue\r\n\r\n"),
    "chunks": dripping(b"1\r\nx\r\n", b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"),
}


@pytest.mark.parametrize("drip", DRIPS.values(), ids=DRIPS)
def test_an_answer_that_never_ends_is_cut_off(
    drip: Callable[[socket.socket], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http, "_LONGEST_REQUEST", 0.2)
    with saying(drip) as url, closing(Server(url)) as server, pytest.raises(Unavailable):
        server.post("/", b"{}", {})


def test_who_leaves_does_not_wait_for_an_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "_HURRY", 0.1)
    begun = time.monotonic()
    with saying(DRIPS["a body"]) as url, closing(Server(url)) as server:
        threading.Timer(0.1, server.hurry).start()
        with pytest.raises(Unavailable):
            server.post("/", b"{}", {})
    assert time.monotonic() - begun < http._LONGEST_REQUEST / 2


@pytest.mark.parametrize("asked", [b"\xb2", b"-1", b"1e9", b"Mon, 30 Nov 2026 16:00:00 GMT", b""])
def test_an_odd_wish_to_wait_is_none(asked: bytes) -> None:
    def speak(connection: socket.socket) -> None:
        head = b"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\nRetry-After: "
        connection.sendall(head + asked + b"\r\n\r\n")

    with (
        saying(speak) as url,
        closing(Server(url)) as server,
        pytest.raises(Unavailable) as told,
    ):
        server.post("/", b"{}", {})
    assert told.value.wait is None


@pytest.mark.parametrize(
    "url",
    [
        *("http://a..b/", "http://[::1/", "http://192.0.2.1/a b", "http://192.0.2.1/\u00e4"),
        *("http://192.0.2.1/?q=\u00e4", "http://" + "a" * 70 + ".example.com/", "http://h:99999/"),
        *("http://192.0.2.1/a\x7f", "http://192.0.2.1:-1/"),
    ],
)
def test_what_cannot_be_sent_is_no_url(url: str) -> None:
    with pytest.raises(ReceiverError):
        Server(url)


@pytest.mark.parametrize(
    "secret", ["Basic a\nX: y", "Basic \u00e4", "Basic \u2026", "Basic a\r", "\0"]
)
def test_a_secret_that_is_no_header_is_refused_and_not_told(secret: str) -> None:
    with pytest.raises(ReceiverError) as told:
        Server("http://192.0.2.1/", secret)
    assert "Basic" not in str(told.value)
