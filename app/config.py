"""The configuration file: TOML, read whole, every problem named."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from store.errors import InputError, Location


@dataclass(frozen=True, slots=True)
class Config:
    """What a configuration file may say; options of the command line win over it."""

    db: str | None = None
    """Path of the database."""
    paths: tuple[str, ...] = ()
    """Logs to import where the command line names none: files, folders, patterns."""
    rules: tuple[str, ...] = ()
    """Folders of Sigma rules beside the built-in pack."""
    tz: str | None = None
    """IANA name of the zone of timestamps that carry none."""
    host: str | None = None
    """Host name for logs that carry none."""


_LISTS = frozenset({"paths", "rules"})


def load(path: Path | None) -> Config:
    """Read a configuration file; without one, nothing is configured.

    Raises:
        InputError: It is not there, no TOML, or says something that is not understood.
    """
    if path is None:
        return Config()
    if path.exists() and not path.is_file():
        raise InputError("not a file", Location(str(path)))
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(error.strerror or "cannot be read", Location(str(path))) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(str(error), Location(str(path))) from error
    return Config(**_checked(values, path))


def _checked(values: Mapping[str, Any], path: Path) -> dict[str, Any]:
    """The values in the types of `Config`."""
    known = [field.name for field in fields(Config)]
    for key, value in values.items():
        if key not in known:
            message = f"unknown key {key!r}; known are {', '.join(known)}"
            raise InputError(message, _place(path, key))
        if not _fits(key, value):
            expected = "a list of texts" if key in _LISTS else "a text"
            raise InputError(f"{key} has to be {expected}", _place(path, key))
    return {key: tuple(value) if key in _LISTS else value for key, value in values.items()}


def _fits(key: str, value: object) -> bool:
    if key in _LISTS:
        return isinstance(value, list) and all(isinstance(each, str) for each in value)
    return isinstance(value, str)


def _place(path: Path, key: str) -> Location:
    """Where a key stands in the file."""
    begins = re.compile(rf"""\s*\[{{0,2}}\s*["']?({re.escape(key)})["']?\s*[=.\]]""")
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if found := begins.match(line):
            return Location(str(path), number, found.start(1) + 1)
    return Location(str(path))
