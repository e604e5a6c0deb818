"""Where documents go that nobody will ever take: a file of JSON lines, for somebody to look at."""

import os
from collections.abc import Sequence
from pathlib import Path

from store import own_files
from store.shipping.lines import json_line
from store.shipping.receivers.interface import Refusal


def bury(path: Path, refusals: Sequence[Refusal]) -> None:
    """Append refused documents with the reasons; they are on the disk when this returns.

    A document may be there twice after a crash, never not at all.

    Raises:
        OSError: The file cannot be written, or is not ours.
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
    file = own_files.opened(path, os.O_APPEND)
    try:
        while data:
            data = data[os.write(file, data) :]
        os.fsync(file)
    finally:
        os.close(file)
