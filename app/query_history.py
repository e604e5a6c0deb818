"""The queries that somebody asked, the latest last: a file of theirs that outlasts the session."""

import json
import os
from contextlib import suppress
from pathlib import Path

MOST = 500
"""Queries that are kept."""
_MOST_BYTES = 4 * 1024 * 1024
"""Of a file that is read: a longer one is none of ours."""


class QueryHistory:
    """Remembers queries; where the file cannot be read or written, for this session only."""

    def __init__(self, path: Path | None) -> None:
        """Read what is there.

        Args:
            path: The file; None: nothing is read, and nothing written.
        """
        self._path = path
        self.queries: list[str] = [] if path is None else _read(path)

    def add(self, query: str) -> None:
        """Remember a query as the latest; one that is there already moves to the end."""
        before = len(self.queries)
        self.queries = [*[one for one in self.queries if one != query][-MOST + 1 :], query]
        if self._path is not None:
            with suppress(OSError):
                _write(self._path, self.queries, whole=len(self.queries) <= before)

    def earlier(self, at: int, begin: str) -> int | None:
        """The place of the nearest query before `at` that begins with a text."""
        return next(
            (each for each in range(at - 1, -1, -1) if self.queries[each].startswith(begin)), None
        )

    def later(self, at: int, begin: str) -> int | None:
        """The place of the nearest query behind `at` that begins with a text."""
        some = range(at + 1, len(self.queries))
        return next((each for each in some if self.queries[each].startswith(begin)), None)


def _read(path: Path) -> list[str]:
    """The queries of a file; lines that are none are passed over."""
    try:
        if not path.is_file() or path.stat().st_size > _MOST_BYTES:
            return []
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return []
    found: list[str] = []
    for line in lines:
        with suppress(ValueError):
            query = json.loads(line)
            if isinstance(query, str):
                found.append(query)
    return [*dict.fromkeys(reversed(found))][::-1][-MOST:]


def _write(path: Path, queries: list[str], *, whole: bool) -> None:
    """Write the last query behind the others, or all anew; readable by the owner alone."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not whole:
        _append(path, queries[-1:])
        return
    # Another window may add to the old file meanwhile; it loses one query, never all.
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    fresh.unlink(missing_ok=True)
    _append(fresh, queries)
    fresh.replace(path)


def _append(path: Path, queries: list[str]) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC | os.O_NOFOLLOW
    with os.fdopen(os.open(path, flags, 0o600), "w", encoding="utf-8") as file:
        file.writelines(f"{json.dumps(query)}\n" for query in queries)
