"""What every channel's module offers: a function `channel` that makes one."""

from collections.abc import Callable
from typing import Protocol, TypeAlias

from app.notifying.settings import Endpoint, Notify
from app.notifying.undelivered import Undelivered
from store.notifying.outbox import Delivery


class Channel(Protocol):
    """A way that messages take; may keep a connection from one to the next."""

    def send(self, delivery: Delivery) -> str:
        """Deliver a message; returns what the other side answered.

        Raises:
            Undelivered: It was not taken, or nobody said so.
        """

    def close(self) -> None:
        """Let go of what is held."""


Maker: TypeAlias = Callable[[Notify], Channel]


def endpoint_of(notify: Notify, delivery: Delivery) -> Endpoint:
    """Where a delivery goes that is none of mail.

    Raises:
        Undelivered: Its receiver is not configured any more.
    """
    name = delivery.target.address
    if name not in notify.endpoints:
        raise Undelivered(f"the configuration has no receiver {name!r} any more", is_down=True)
    return notify.endpoints[name]
