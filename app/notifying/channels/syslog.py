"""Syslog: one line for each message, to this machine's daemon or to another's (RFC 5424, 6587)."""

import os
import socket
from urllib.parse import urlsplit

from app.notifying.channels.interface import endpoint_of
from app.notifying.settings import Notify
from app.notifying.undelivered import Undelivered
from store.notifying.outbox import Delivery
from store.times import iso

_FACILITY = 13
"""Log audit."""
_SEVERITIES = {"critical": 2, "high": 3, "medium": 4, "low": 5, "informational": 6}
_TIMEOUT = 10.0
_MOST = 900
"""Bytes of a line that every daemon takes whole (RFC 3164, 4.1)."""
_PORT = 514


class Syslog:
    """Sends to where the receivers' syslogs listen."""

    def __init__(self, notify: Notify) -> None:
        self._notify = notify

    def send(self, delivery: Delivery) -> str:
        """Send a line."""
        place = endpoint_of(self._notify, delivery).place
        priority = _FACILITY * 8 + _SEVERITIES.get(str(delivery.message.data.get("severity")), 6)
        words = f"{delivery.message.subject} [{delivery.message_id}]"
        try:
            if place.startswith("/"):
                _local(place, f"<{priority}>blotter[{os.getpid()}]: {words}")
            else:
                stamp, host = iso(delivery.made), _name(self._notify.host)
                head = f"<{priority}>1 {stamp} {host} blotter {os.getpid()} - -"
                _remote(place, f"{head} {words}")
        except OSError as wrong:
            raise Undelivered(f"{place}: {wrong.strerror or wrong}", is_down=True) from wrong
        return "sent"

    def close(self) -> None:
        """Nothing is held."""


def _local(path: str, line: str) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as connection:
        connection.settimeout(_TIMEOUT)
        connection.connect(path)
        connection.send(_bytes(line))


def _remote(place: str, line: str) -> None:
    where = urlsplit(place)
    address = (where.hostname or "", where.port or _PORT)
    if where.scheme == "udp":
        family, kind, protocol, _, found = socket.getaddrinfo(*address, type=socket.SOCK_DGRAM)[0]
        with socket.socket(family, kind, protocol) as connection:
            connection.sendto(_bytes(line), found)
        return
    data = _bytes(line)
    with socket.create_connection(address, _TIMEOUT) as connection:
        connection.sendall(f"{len(data)} ".encode() + data)
        connection.shutdown(socket.SHUT_WR)
        while connection.recv(1024):  # until the other side has read to the end
            pass


def _bytes(line: str) -> bytes:
    """A line without anything that ends it."""
    return line.encode("utf-8", "backslashreplace").replace(b"\n", b" ")[:_MOST]


def _name(host: str) -> str:
    return "".join(c if c.isascii() and c.isprintable() and c != " " else "-" for c in host) or "-"


def channel(notify: Notify) -> Syslog:
    """The way to syslog."""
    return Syslog(notify)
