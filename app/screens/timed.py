"""What a screen does whose times are to be drawn in another zone."""

from typing import Protocol, runtime_checkable


@runtime_checkable
class Timed(Protocol):
    """A screen with times."""

    def retime(self) -> None:
        """Draw all times anew."""
        ...
