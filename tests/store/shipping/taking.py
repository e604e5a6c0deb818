"""A small HTTP server that takes documents, and fails where a test wants it to."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple

Behaviour = Callable[["Request"], "Reply | None"]
"""What is answered to a request; None: as a good receiver would."""


class Request(NamedTuple):
    """What came in."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def lines(self) -> list[dict[str, Any]]:
        """The body's objects."""
        return [json.loads(line) for line in self.body.splitlines()]


class Reply(NamedTuple):
    """What is answered."""

    status: int = 200
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()
    take: bool = False
    """Keep the documents all the same."""
    hang_up: bool = False
    """Say nothing at all."""


class Taken:
    """What a receiver has."""

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.documents: dict[str, dict[str, Any]] = {}
        self.order: list[str] = []
        self.script: list[Reply | None] = []
        """Answers to the next requests; None: take them."""
        self.behaviour: Behaviour = lambda _request: None
        self.is_bulk = False

    def answer(self, request: Request) -> Reply:
        """What the script, the behaviour or a good receiver says."""
        self.requests.append(request)
        told = self.script.pop(0) if self.script else self.behaviour(request)
        if told is None or told.take:
            self._keep(request)
        if told is not None:
            return told
        return Reply(body=b'{"errors":false,"items":[]}' if self.is_bulk else b"")

    def _keep(self, request: Request) -> None:
        documents = request.lines[1::2] if self.is_bulk else request.lines
        for each in documents:
            if each["event.id"] not in self.documents:
                self.order.append(each["event.id"])
            self.documents[each["event.id"]] = each


@contextmanager
def receiver() -> Iterator[tuple[str, Taken]]:
    """A server on loopback: its URL, and what it has."""
    taken = Taken()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            size = int(self.headers["Content-Length"])
            request = Request(self.path, dict(self.headers), self.rfile.read(size))
            reply = taken.answer(request)
            if reply.hang_up:
                self.close_connection = True
                return
            self.send_response(reply.status)
            for name, value in reply.headers:
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(reply.body)))
            self.end_headers()
            self.wfile.write(reply.body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", taken
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
