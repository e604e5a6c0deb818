"""Lists for programs: one JSON object a line, and CSV that no spreadsheet takes for formulas."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from store.text import safe

_FORMULA = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")
"""What a spreadsheet takes for the beginning of a formula (OWASP, CSV Injection); the last four are
the full-width forms of the first."""

_SPECIAL = re.compile(r'[",\r\n]')


def json_lines(rows: Iterable[Mapping[str, object]]) -> Iterator[bytes]:
    """One object a line, in ASCII: every character that is not stands as its escape."""
    encode = json.JSONEncoder().encode
    return (f"{encode(row)}\n".encode("ascii") for row in rows)


def csv_lines(
    keys: Sequence[str], rows: Iterable[Mapping[str, object]], *, drawn: bool
) -> Iterator[bytes]:
    """Comma-separated values with a line of titles (RFC 4180, but with LF).

    Args:
        keys: The columns.
        rows: What is absent or None is left empty; lists and objects are written as JSON.
        drawn: A terminal reads it: controls become visible.
    """
    yield _line([_quoted(safe(key) if drawn else key) for key in keys])
    places = {key: place for place, key in enumerate(keys)}
    for row in rows:
        values = [""] * len(places)
        for key, value in row.items():
            place = places.get(key)
            if place is not None and value is not None:
                text = _text(value)
                values[place] = _quoted(safe(text) if drawn else text)
        yield _line(values)


def _line(values: Sequence[str]) -> bytes:
    return f"{','.join(values)}\n".encode("utf-8", "backslashreplace")


def _quoted(value: str) -> str:
    """A value in quotes where it needs them: also for a lone CR, which begins a row for some."""
    if _SPECIAL.search(value) is None:
        return value
    doubled = value.replace('"', '""')
    return f'"{doubled}"'


def _text(value: object) -> str:
    if isinstance(value, str):
        return f"'{value}" if value.startswith(_FORMULA) else value
    if isinstance(value, int | float):
        return str(value)
    return json.dumps(value, ensure_ascii=False)
