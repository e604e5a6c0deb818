"""Modules, classes and functions stay small enough to be read at once."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MODULES = sorted(
    path
    for folder in ("app", "widgets", "store", "sample_logs", "benchmarks")
    for path in (ROOT / folder).rglob("*.py")
)


def _named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def _definitions(path: Path, kinds: tuple[type[ast.stmt], ...]) -> Iterator[ast.stmt]:
    yield from (node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, kinds))


def _lines(node: ast.stmt) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def _body_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    body = node.body[1:] if ast.get_docstring(node) and len(node.body) > 1 else node.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1


@pytest.mark.parametrize("path", MODULES, ids=_named)
def test_no_module_is_longer_than_400_lines(path: Path):
    assert path.read_text().count("\n") <= 400


@pytest.mark.parametrize("path", MODULES, ids=_named)
def test_no_class_is_longer_than_250_lines(path: Path):
    long = [node.name for node in _definitions(path, (ast.ClassDef,)) if _lines(node) > 250]
    assert long == []


@pytest.mark.parametrize("path", MODULES, ids=_named)
def test_no_function_body_is_longer_than_45_lines(path: Path):
    functions = _definitions(path, (ast.FunctionDef, ast.AsyncFunctionDef))
    long = [(node.name, _body_lines(node)) for node in functions if _body_lines(node) > 45]
    assert long == []


def test_function_bodies_over_30_lines_are_rare():
    functions = [
        _body_lines(node)
        for path in MODULES
        for node in _definitions(path, (ast.FunctionDef, ast.AsyncFunctionDef))
    ]
    assert sum(lines > 30 for lines in functions) <= len(functions) // 50
