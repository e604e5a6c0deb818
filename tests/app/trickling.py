"""A server that never comes to the end of what it says."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress


@contextmanager
def trickle(greeting: bytes, piece: bytes = b"x", pause: float = 0.1) -> Iterator[int]:
    """The port of a server that greets, and then says a piece now and then for ever.

    Args:
        greeting: What it says first.
        piece: What it says again and again.
        pause: Seconds between two pieces.
    """
    over = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=_serve, args=(listening, greeting, piece, pause, over))
        thread.start()
        try:
            yield listening.getsockname()[1]
        finally:
            over.set()
            listening.shutdown(socket.SHUT_RDWR)
            thread.join()


def _serve(
    listening: socket.socket, greeting: bytes, piece: bytes, pause: float, over: threading.Event
) -> None:
    """Talk to one after the other."""
    while not over.is_set():
        with suppress(OSError):
            connection, _ = listening.accept()
            with connection:
                connection.sendall(greeting)
                while not over.is_set():
                    connection.sendall(piece)
                    over.wait(pause)
