"""Modules, classes and functions stay small enough to be read at once."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import TypeAlias

import pytest

_Function: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef

ROOT = Path(__file__).parents[2]
MODULES = sorted(
    path
    for folder in ("app", "widgets", "store", "sample_logs", "benchmarks", "releasing")
    for path in (ROOT / folder).rglob("*.py")
)


def _named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def _functions(path: Path) -> Iterator[_Function]:
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, kinds):
            yield node


def _classes(path: Path) -> Iterator[ast.ClassDef]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ClassDef):
            yield node


def _lines(node: ast.ClassDef) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def _body_lines(node: _Function) -> int:
    body = node.body[1:] if ast.get_docstring(node) and len(node.body) > 1 else node.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1


@pytest.mark.parametrize("path", MODULES, ids=_named)
def test_no_module_is_longer_than_400_lines(path: Path):
    assert path.read_text().count("\n") <= 400


@pytest.mark.parametrize("path", MODULES, ids=_named)
def test_no_class_is_longer_than_250_lines(path: Path):
    long = [node.name for node in _classes(path) if _lines(node) > 250]
    assert long == []


@pytest.mark.parametrize("path", MODULES, ids=_named)
def test_no_function_body_is_longer_than_45_lines(path: Path):
    functions = {node.name: _body_lines(node) for node in _functions(path)}
    assert {name: lines for name, lines in functions.items() if lines > 45} == {}


def test_function_bodies_over_30_lines_are_rare():
    functions = [_body_lines(node) for path in MODULES for node in _functions(path)]
    assert sum(lines > 30 for lines in functions) <= len(functions) // 50
