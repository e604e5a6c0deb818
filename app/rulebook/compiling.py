"""The rules that a command is about, compiled anew from their files."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import click

from app.configuration.config import load
from app.configuration.sourcing import rule_folders, switches
from app.diagnostics import ExitCode, note
from store.errors import RuleError
from store.rules.compiled import Compilation
from store.rules.compiling.compiler import compile_files
from store.rules.files.loader import files_in, rule_files
from store.rules.files.switches import with_thresholds

F = TypeVar("F", bound=Callable[..., Any])


def directories_option(command: F) -> F:
    """Give a command `--rules`; its parameter `directories` holds the folders."""
    return click.option(
        "--rules",
        "directories",
        metavar="DIR",
        multiple=True,
        type=click.Path(exists=True, readable=False, path_type=Path),
        help="More Sigma rules; repeatable.",
    )(command)


def path_argument(command: F) -> F:
    """Give a command the argument PATH; its parameter `path` is a file or a folder, or None."""
    return click.argument(
        "path", required=False, type=click.Path(exists=True, readable=False, path_type=Path)
    )(command)


def compiled(config: Path | None, named: Sequence[Path], first: Sequence[Path] = ()) -> Compilation:
    """The rules that an import would take, and those of named folders.

    Args:
        config: The configuration.
        named: More folders and files.
        first: Files whose rules stand in the place of others with the same id.
    """
    loaded = load(config)
    files = rule_files(rule_folders(loaded, [str(path) for path in named]))
    known = {path.resolve() for path in first}
    rest = [path for path in files if path.resolve() not in known]
    return compile_files([*first, *rest], loaded.placeholders)


def as_configured(compilation: Compilation, config: Path | None) -> Compilation:
    """The same rules with the limits that the configuration gives them."""
    rules = with_thresholds(compilation.rules, switches(load(config)))
    return replace(compilation, rules=tuple(rules))


def within(compilation: Compilation, path: Path | None) -> Compilation:
    """What a compilation says about the files of a path; about all without one."""
    if path is None:
        return compilation
    files = {file.resolve() for file in files_in(path)}
    return Compilation(
        tuple(rule for rule in compilation.rules if Path(rule.path).resolve() in files),
        tuple(one for one in compilation.problems if Path(one.location.path).resolve() in files),
        tuple(one for one in compilation.inapplicable if Path(one.path).resolve() in files),
    )


def tell(problems: Sequence[RuleError]) -> int:
    """Say what is wrong with rules; returns the exit code."""
    for problem in problems:
        note(str(problem))
    return ExitCode.CONFIGURATION if problems else ExitCode.OK
