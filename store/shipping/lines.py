"""A document as a line of JSON."""

import json
from collections.abc import Mapping

_encode = json.JSONEncoder(separators=(",", ":")).encode


def json_line(document: Mapping[str, object]) -> bytes:
    """One object and a line end, in ASCII: no receiver has to know what is none."""
    return f"{_encode(document)}\n".encode("ascii")
