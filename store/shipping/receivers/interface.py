"""What a receiver is to whoever ships to it."""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from store.queries.documents import Document


class Refusal(NamedTuple):
    """A document that will never be taken."""

    document: Document
    reason: str
    """The receiver's own words: not yet safe to draw."""


class Unavailable(Exception):  # noqa: N818 - it passes
    """The receiver takes nothing at present; the same documents may be sent again later."""

    def __init__(self, reason: str, wait: float | None = None) -> None:
        """Say why.

        Args:
            reason: For people; may hold the receiver's own words.
            wait: Seconds that the receiver asks for.
        """
        super().__init__(reason)
        self.wait = wait


class TooMuch(Exception):  # noqa: N818 - it passes
    """The receiver takes so many documents at once neither now nor later; fewer it may."""


class Receiver(Protocol):
    """Takes documents. The same document, known by its `event.id`, may be sent twice."""

    @property
    def place(self) -> int | None:
        """Of a file: how many bytes of it are done with."""

    def send(self, documents: Sequence[Document]) -> list[Refusal]:
        """Hand documents over; those that are not refused have arrived for good.

        Raises:
            Unavailable: Nothing is known of any of them: send all again.
            TooMuch: Send fewer.
            ReceiverError: It makes no sense to go on.
        """

    def hurry(self) -> None:
        """Let what is under way end within seconds; called while `send` runs."""

    def close(self) -> None:
        """Leave."""
