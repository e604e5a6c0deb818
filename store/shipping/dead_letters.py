"""Where documents go that nobody will ever take: a file of JSON lines, for somebody to look at."""

import os
from collections.abc import Sequence
from pathlib import Path

from store.shipping.lines import json_line
from store.shipping.receivers.interface import Refusal

_FLAGS = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC | os.O_NOFOLLOW


def bury(path: Path, refusals: Sequence[Refusal]) -> None:
    """Append refused documents with the reasons; they are on the disk when this returns.

    A document may be there twice after a crash, never not at all.

    Raises:
        OSError: The file cannot be written.
    """
    lines = (
        json_line(
            {
                "event.id": each.document["event.id"],
                "reason": each.reason,
                "document": each.document,
            }
        )
        for each in refusals
    )
    data = memoryview(b"".join(lines))
    file = os.open(path, _FLAGS, 0o600)
    try:
        while data:
            data = data[os.write(file, data) :]
        os.fsync(file)
    finally:
        os.close(file)
