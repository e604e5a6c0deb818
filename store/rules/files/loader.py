"""Find the rule files, and tell cheaply whether any has changed since they were compiled."""

import os
from collections.abc import Sequence
from importlib.util import source_hash
from pathlib import Path
from typing import TYPE_CHECKING

from store.knowledge.files import NO_KNOWLEDGE, Knowledge
from store.rules.files.placeholders import NO_PLACEHOLDERS, Placeholders

if TYPE_CHECKING:
    from store.rules.files.switches import Switches

FORM = 10
"""Goes up when the same rule text is compiled to something else than before."""

BUILTIN = Path(__file__).resolve().parent.parent / "builtin"
"""The rules that come with the program."""

_ENDINGS = (".yml", ".yaml")


def rule_files(extra: Sequence[Path]) -> list[Path]:
    """The built-in rule files, then those of the user.

    Args:
        extra: Rule files, or folders with rule files at any depth. Names that begin with a dot
            are passed over. What does not exist is in the list too: the compiler will say so.

    Returns:
        Each file once, in the order of its folder's contents by name.
    """
    found = [path for place in (BUILTIN, *extra) for path in files_in(place)]
    return list({path.resolve(): path for path in reversed(found)}.values())[::-1]


def signature(
    files: Sequence[Path],
    placeholders: Placeholders = NO_PLACEHOLDERS,
    switches: "Switches" = (),
    knowledge: Knowledge = NO_KNOWLEDGE,
) -> str:
    """A text that changes when the rules do, made without reading a user's file.

    Args:
        files: From `rule_files`.
        placeholders: What stands for `%name%`, beside what is built in.
        switches: What is switched on and off, and which limits are other ones.
        knowledge: The user's files about addresses: rules wait for the first of each sort.

    Returns:
        The hash by which Python tells whether a module's source has changed, of their `states`:
        every run makes it, and others are in libraries that take longer to load.
    """
    listed = sorted((name, tuple(values)) for name, values in placeholders.items())
    switched = [each.says for each in switches]
    provided = list(map(bool, knowledge))
    return source_hash(states(files) + ascii((listed, switched, provided)).encode()).hex()


def states(files: Sequence[Path]) -> bytes:
    """Names, sizes and times of change of rule files.

    Of the built-in files their content, for an update of the program may bring new ones with old
    times.

    Args:
        files: From `rule_files`.
    """
    return b"\0".join((str(FORM).encode(), *map(_state, files)))


def files_in(place: Path) -> list[Path]:
    """The rule files of a folder, and the folders in it that may not be read: the compiler says so.

    Of anything else, just that.
    """
    if not place.is_dir():
        return [place]
    refused: list[OSError] = []
    found: list[Path] = []
    for folder, folders, names in os.walk(place, onerror=refused.append):
        folders[:] = [name for name in folders if not name.startswith(".")]
        found += [Path(folder, name) for name in names if _is_rule(name)]
    return sorted([*filter(Path.is_file, found), *(Path(each.filename) for each in refused)])


def _is_rule(name: str) -> bool:
    return name.lower().endswith(_ENDINGS) and not name.startswith(".")


def _state(path: Path) -> bytes:
    if path.parent == BUILTIN:
        return path.name.encode() + b"\0" + path.read_bytes()
    try:
        status = path.stat()
    except OSError as error:
        return f"{path}\0{error.errno}".encode("utf-8", "surrogateescape")
    text = f"{path}\0{status.st_size}\0{status.st_mtime_ns}"
    return text.encode("utf-8", "surrogateescape")
