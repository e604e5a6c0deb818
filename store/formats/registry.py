"""Every format that there is, built in or the user's own, and which of them a source is in."""

import pkgutil
from collections.abc import Mapping
from difflib import get_close_matches
from functools import cache
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from store.errors import FormatError, InputError
from store.formats import builtin
from store.formats.interface import Format
from store.formats.returns import ends_with_returns, with_feeds

HEAD = 64 * 1024
"""Bytes of a source's beginning that decide its format."""

_ENOUGH = 0.2
"""The least score that counts: in a mixed file a fifth of the lines tell what it is."""

_USUAL = ("apache_access", "system_auth")
"""Modules of the formats that most logs are in. A line of theirs is in no other built-in format."""


class _Known(NamedTuple):
    """What is known with some folders."""

    formats: Mapping[str, Format]
    files: Mapping[str, str]
    problems: tuple[InputError, ...] = ()


def formats(folders: tuple[Path, ...] = ()) -> Mapping[str, Format]:
    """All formats by name, in the order of their names.

    Args:
        folders: Folders of format files (`docs/formats.md`); a file counts as one too. They are
            read once in a process.
    """
    return _known(folders).formats


def files(folders: tuple[Path, ...]) -> Mapping[str, str]:
    """The files that the user's own formats stand in, by the formats' names."""
    return _known(folders).files


def problems(folders: tuple[Path, ...]) -> tuple[InputError, ...]:
    """What is wrong with the format files of folders; all others are in `formats`."""
    return _known(folders).problems


def named(word: str, folders: tuple[Path, ...] = ()) -> Format:
    """The format that a word means.

    Args:
        word: A format's name or, as it has a `%`, one of Apache's LogFormat strings; or the name
            that Apache's own configuration gives to one (`combined`).
        folders: As for `formats`.

    Raises:
        FormatError: It is neither.
    """
    found = _module_of(word) or formats(folders).get(word)
    if found is not None:
        return found
    from store.formats.apache.directives import NICKNAMES  # noqa: PLC0415 - few runs need it

    if "%" in word or word in NICKNAMES:
        from store.formats.apache.logformat import log_format  # noqa: PLC0415 - few runs need it

        return log_format(word)
    near = get_close_matches(word, [*formats(folders), *NICKNAMES], 1, 0.5)
    hint = f"did you mean {near[0]!r}?" if near else f"there are {', '.join(formats(folders))}"
    raise FormatError(f"no format {word!r}; {hint}", word, 0)


def detect(head: bytes, folders: tuple[Path, ...] = ()) -> Format | None:
    """The format that fits a source's beginning best, or None where none fits.

    Args:
        head: Up to `HEAD` bytes; names play no part.
        folders: As for `formats`. Where a format of these fits as well as a built-in one, it is it.
    """
    head = with_feeds(head) if ends_with_returns(head) else head
    if not _hold_any(folders) and (usual := _usual(head)) is not None:
        return usual
    name, best = next(iter(scores(head, folders).items()))
    return formats(folders)[name] if best > _ENOUGH else None


def _usual(head: bytes) -> Format | None:
    """The usual format that fits every line.

    To ask all others, too, would cost a first import a tenth of a second for their modules.
    """
    return next((each for each in map(_made, _USUAL) if each.score(head) == 1), None)


def scores(head: bytes, folders: tuple[Path, ...] = ()) -> dict[str, float]:
    """How well each format fits, best first."""
    known = _known(folders)
    mine = known.files
    head = with_feeds(head) if ends_with_returns(head) else head
    found = [(each.score(head), name in mine, name) for name, each in known.formats.items()]
    return {name: score for score, _, name in sorted(found, reverse=True)}


def _module_of(word: str) -> Format | None:
    """The built-in format whose module is called as it is, with an underline for the dot.

    A log that goes on needs no other: to import all of them costs more than to read its new lines.
    """
    module = word.replace(".", "_")
    if module not in _modules():
        return None
    found = _made(module)
    return found if found.name == word else None


@cache
def _builtin() -> Mapping[str, Format]:
    found = {made.name: made for made in map(_made, _modules())}
    return MappingProxyType(dict(sorted(found.items())))


@cache
def _modules() -> tuple[str, ...]:
    return tuple(module.name for module in pkgutil.iter_modules(builtin.__path__))


def _made(module: str) -> Format:
    """The format of a built-in module."""
    made: Format = import_module(f"{builtin.__name__}.{module}").FORMAT
    return made


@cache
def _known(folders: tuple[Path, ...]) -> _Known:
    there = _builtin()
    if not _hold_any(folders):
        return _Known(there, {})
    from store.formats.own.format import own  # noqa: PLC0415 - most runs need no YAML library

    mine = own(folders, tuple(there))
    everything = dict(there) | {each.name: each for each in mine.formats}
    return _Known(MappingProxyType(dict(sorted(everything.items()))), mine.files, mine.problems)


def _hold_any(folders: tuple[Path, ...]) -> bool:
    """Whether there may be format files to be read, or complained about."""
    return any(_may_hold_any(folder) for folder in folders)


def _may_hold_any(folder: Path) -> bool:
    try:
        return any(folder.iterdir())
    except OSError:
        return True
