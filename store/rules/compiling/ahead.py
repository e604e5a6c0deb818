"""The built-in rules as they were compiled ahead, so that a first run needs no compiler.

`python -m store.rules.compiling.ahead` writes the file; a test tells when it is not what the
compiler makes. Rules that differ from it by a byte, or that a user's stand beside, are compiled as
all others are.
"""

import json
from collections.abc import Sequence
from dataclasses import replace
from hashlib import blake2b
from pathlib import Path

from store.rules.compiled import Compilation, CompiledRule
from store.rules.compiling.compiler import compile_files
from store.rules.files.loader import BUILTIN, rule_files, states
from store.rules.files.placeholders import NO_PLACEHOLDERS, Placeholders

_FILE = BUILTIN / "compiled.json"


def compiled(files: Sequence[Path], placeholders: Placeholders = NO_PLACEHOLDERS) -> Compilation:
    """The rules of some files: those compiled ahead if that is what they are.

    Args:
        files: From `rule_files`.
        placeholders: What stands for `%name%`, beside what is built in.
    """
    return _ahead(files, placeholders) or compile_files(files, placeholders)


def content() -> str:
    """What the file has to hold."""
    files = rule_files([])
    rules = [replace(rule, path=Path(rule.path).name) for rule in compile_files(files).rules]
    listed = ",\n".join(
        json.dumps(json.loads(rule.to_json()), ensure_ascii=False) for rule in rules
    )
    return f'{{"signature": {json.dumps(_digest(files))}, "rules": [\n{listed}\n]}}\n'


def _ahead(files: Sequence[Path], placeholders: Placeholders) -> Compilation | None:
    try:
        found = json.loads(_FILE.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    if placeholders or found["signature"] != _digest(files):
        return None
    rules = (each | {"path": str(BUILTIN / each["path"])} for each in found["rules"])
    return Compilation(tuple(map(CompiledRule.from_values, rules)), ())


def _digest(files: Sequence[Path]) -> str:
    """A hash of files that is the same wherever the program runs."""
    return blake2b(states(files), digest_size=16).hexdigest()


if __name__ == "__main__":
    _FILE.write_text(content(), encoding="utf-8")
