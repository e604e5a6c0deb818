"""Compile Sigma rule files in a child process: no Sigma library is ever loaded in this one.

The libraries take a third of a second to import, write to standard error below Python's reach, and
could be crashed or stalled by a hostile file; none of that happens to the program itself.
"""

import json
from collections.abc import Sequence
from pathlib import Path

from store import children
from store.errors import Location, RuleError
from store.rules.compiled import Compilation, CompiledRule, Inapplicable
from store.rules.files.placeholders import NO_PLACEHOLDERS, Placeholders

_START, _EACH_FILE = 30.0, 0.2
"""Seconds that a child may take."""


def compile_files(
    paths: Sequence[Path], placeholders: Placeholders = NO_PLACEHOLDERS
) -> Compilation:
    """Compile rule files together.

    Args:
        paths: The files; one that cannot be read is a problem like any other.
        placeholders: What stands for `%name%`, beside what is built in.

    Returns:
        Every rule that is right, and what is wrong with the others.
    """
    if not paths:
        return Compilation((), ())
    answer = _ask(paths, placeholders)
    if answer is not None:
        return _read(answer)
    fatal = _fatal(paths, placeholders)
    rest = [path for path in paths if path not in fatal]
    found = _read(_ask(rest, placeholders) or b"{}")
    message = "it cannot be compiled: the compiler crashed or took too long"
    problems = [RuleError(message, Location(str(path))) for path in fatal or paths]
    return Compilation(found.rules, (*found.problems, *problems), found.inapplicable)


def _fatal(paths: Sequence[Path], placeholders: Placeholders) -> list[Path]:
    """The files that a child cannot survive, found by halving."""
    if not paths or _ask(paths, placeholders) is not None:
        return []
    if len(paths) == 1:
        return list(paths)
    middle = len(paths) // 2
    halves = paths[:middle], paths[middle:]
    return [path for half in halves for path in _fatal(half, placeholders)]


def _ask(paths: Sequence[Path], placeholders: Placeholders) -> bytes | None:
    """What a child says about the files; None if it crashed or took too long."""
    import subprocess  # noqa: PLC0415 - the built-in rules need no child

    asked = {
        "files": [str(path) for path in paths],
        "placeholders": {name: list(values) for name, values in placeholders.items()},
    }
    try:
        child = subprocess.run(
            children.command("import store.rules.compiling.assembling as a; a.main()"),
            input=json.dumps(asked).encode(),
            capture_output=True,
            timeout=_START + _EACH_FILE * len(paths),
            check=False,
        )
    except subprocess.TimeoutExpired:
        return None
    return child.stdout if child.returncode == 0 else None


def _read(answer: bytes) -> Compilation:
    data = json.loads(answer)
    return Compilation(
        tuple(CompiledRule.from_json(text) for text in data.get("rules", ())),
        tuple(
            RuleError(message, Location(path, line, column))
            for message, path, line, column in data.get("problems", ())
        ),
        tuple(Inapplicable(*values) for values in data.get("inapplicable", ())),
    )
