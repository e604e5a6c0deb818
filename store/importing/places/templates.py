"""Patterns of paths: what they match, and whose logs lie where they match."""

import fnmatch
import os
import re
from collections.abc import Sequence
from pathlib import Path

from store.text import decode, safe

_HOST = "{host}"
_MARK = "\0"
"""Stands for the host while a pattern is translated; in no path."""

_LONGEST_HOST = 253
"""Characters of a host name (RFC 1035 2.3.4, without the final dot); a longer one is cut."""


class PathPattern:
    """A pattern as `glob` reads it: wildcards stay inside a name, and `**` is any folders."""

    def __init__(self, text: str) -> None:
        """Understand a pattern.

        Args:
            text: An absolute path with wildcards; `{host}` is one name, or a part of it.
        """
        names = os.path.normpath(text).split("/")
        self._parts = [None if name == "**" else _compiled(name) for name in names]

    def match(self, path: Path) -> str | None:
        """What stands in the place of `{host}`.

        Returns:
            The text, empty where the pattern has no such place; None if it matches neither the
            path nor a folder above it.
        """
        return _matched(self._parts, _absolute(path).split("/"))


class HostTemplate:
    """Takes host names from the paths of a tree in which many hosts' logs lie."""

    def __init__(self, text: str) -> None:
        """Understand a template.

        Args:
            text: An absolute path or pattern, with `{host}` in the place of the host's name: the
                path of a log, or of a folder above it.

        Raises:
            ValueError: It is none.
        """
        if text.count(_HOST) != 1 or set("{}\0") & set(text.replace(_HOST, "")):
            raise ValueError("has to hold {host} once, and no other braces")
        if not text.startswith("/"):
            raise ValueError("has to be an absolute path")
        self.pattern = text.replace(_HOST, "*")
        """The pattern that finds every path which the template speaks of."""
        self._paths = PathPattern(text)

    def host_of(self, path: Path) -> str | None:
        """The host whose log lies at a path, fit to be shown; None: the path does not match."""
        found = self._paths.match(path)
        return safe(decode(os.fsencode(found)))[:_LONGEST_HOST] if found else None


def leads_to(word: str, path: Path) -> bool:
    """Whether a file is what a path or pattern names, or lies in it."""
    start, name = _absolute(Path(word)), _absolute(path)
    within = name == start or name.startswith(f"{start.rstrip('/')}/")
    return within or PathPattern(start).match(path) is not None


def _absolute(path: Path) -> str:
    """A path from the root, without `..`; links are left as they are."""
    return os.path.normpath(path.absolute())


def _compiled(name: str) -> re.Pattern[str]:
    """A pattern of one name."""
    translated = fnmatch.translate(name.replace(_HOST, _MARK))
    return re.compile(translated.replace(re.escape(_MARK), "(?P<host>.+)"))


def _matched(parts: Sequence[re.Pattern[str] | None], names: Sequence[str]) -> str | None:
    """As `PathPattern.match`, of a path that is cut into names."""
    if not parts:
        return ""
    if parts[0] is None:
        rests = (_matched(parts[1:], names[start:]) for start in range(len(names) + 1))
        return next((found for found in rests if found is not None), None)
    found = parts[0].match(names[0]) if names else None
    below = _matched(parts[1:], names[1:]) if found else None
    if found is None or below is None:
        return None
    return found.groupdict().get("host") or below
