"""The standard streams, where whoever started this process has closed them (`>&-`).

Their numbers would go to the next files that are opened, the database among them, and Python's
names for them would be None. So each gets something that can be written to or read from as little
as a closed stream: what is said to stderr is lost, the others answer "Bad file descriptor".
"""

import os
import sys

_STREAMS = (
    (0, "stdin", "r", os.O_WRONLY, "strict"),
    (1, "stdout", "w", os.O_RDONLY, "strict"),
    (2, "stderr", "w", os.O_WRONLY, "backslashreplace"),  # as Python opens it
)


def open_closed() -> None:
    """Put something in the place of each standard stream that is closed."""
    for number, name, mode, flags, errors in _STREAMS:
        if getattr(sys, name) is None:
            _occupy(number, flags)
            opened = open(number, mode, errors=errors, closefd=False)  # noqa: SIM115 - by number
            setattr(sys, name, opened)


def _occupy(number: int, flags: int) -> None:
    """Open the null device under a number that is free."""
    opened = os.open(os.devnull, flags)
    if opened != number:
        os.dup2(opened, number)
        os.close(opened)
    os.set_inheritable(number, True)
