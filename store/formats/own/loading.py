"""Read format files: every problem with its place, all of them at once."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from store import yaml_places
from store.errors import InputError, Location
from store.formats.own.documents import spec_of
from store.formats.own.parts import Faults, Part
from store.formats.own.spec import Spec

_ENDINGS = (".yml", ".yaml")
_MOST_FILES = 500
_DOCUMENT = re.compile(r"^---(?=\s|$)", re.MULTILINE)
_ESCAPE = "unknown escape character"
_DEEP = 6
"""How many keys deep problems know their place."""


class Loading(NamedTuple):
    """What some files hold."""

    specs: tuple[Spec, ...]
    problems: tuple[InputError, ...]


def files_in(places: Sequence[Path]) -> list[Path]:
    """The format files of folders, in the order of their names; of anything else, just that.

    Names that begin with a dot are passed over, and folders inside folders.
    """
    found = [path for place in places for path in _inside(place)]
    each_once = {path.resolve(): path for path in reversed(found)}
    return list(each_once.values())[::-1][:_MOST_FILES]


def _inside(place: Path) -> list[Path]:
    try:
        names = sorted(place.iterdir())
    except OSError:  # no folder, or none that may be read: reading it tells why
        return [place]
    return [
        path
        for path in names
        if path.suffix.lower() in _ENDINGS and path.name[0] != "." and path.is_file()
    ]


def load(files: Sequence[Path], taken: Sequence[str]) -> Loading:
    """Read format files.

    Args:
        files: One format each.
        taken: Names that no format may have, because others have them already.

    Returns:
        The formats that are right, and what is wrong with the others.
    """
    specs: dict[str, Spec] = {}
    problems: list[InputError] = []
    for path in files:
        spec, wrong = read(path)
        problems += wrong
        if spec is None:
            continue
        if spec.name in taken:
            problems.append(InputError(f"{spec.name!r} is a built-in format", spec.place))
        elif spec.name in specs:
            other = specs[spec.name].path
            problems.append(InputError(f"{spec.name!r} is defined in {other} too", spec.place))
        else:
            specs[spec.name] = spec
    return Loading(tuple(specs.values()), tuple(problems))


def read(path: Path) -> tuple[Spec | None, list[InputError]]:
    """One format file: its format if nothing is wrong with it, and what is."""
    place = Location(str(path), 1, 1)
    try:
        text = yaml_places.text_of(path)
        if len(_DOCUMENT.findall(text)) > 1:
            return None, [InputError("more than one document: a file holds one format", place)]
        loaded = yaml_places.load(str(path), text, 0, aliases=False, deep=_DEEP)
    except InputError as error:
        return None, [_hinted(error)]
    if loaded is None:
        return None, [InputError("there is no format in it", place)]
    faults = Faults(str(path), loaded)
    top = Part({}, (), faults).within(loaded.data)
    spec = spec_of(top, str(path)) if top is not None else None
    found = sorted(faults.found, key=_place)
    return (None, found) if found else (spec, [])


def _hinted(error: InputError) -> InputError:
    """The problem; with the way out where a regular expression stands in double quotes."""
    if _ESCAPE not in error.message:
        return error
    return InputError(f"{error.message} (use single quotes)", error.location)


def _place(problem: InputError) -> tuple[int, int]:
    """Where in its file a problem is, to put them in order."""
    return problem.location.line or 0, problem.location.column or 0
