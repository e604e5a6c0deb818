"""Why a message could not be delivered."""


class Undelivered(Exception):  # noqa: N818 - a state of the message
    """A channel could not deliver; says whether it is worth trying again."""

    def __init__(
        self, answer: str, code: int | None = None, *, is_final: bool = False, is_down: bool = False
    ) -> None:
        """Say why.

        Args:
            answer: What the other side said, or what went wrong.
            code: The other side's answer as a number.
            is_final: Whether the same will be said of this message for ever.
            is_down: Whether the channel, not the message, is the trouble.
        """
        super().__init__(answer)
        self.answer = answer
        self.code = code
        self.is_final = is_final
        self.is_down = is_down
