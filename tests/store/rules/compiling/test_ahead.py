"""The rules that were compiled ahead are those that the compiler makes."""

import shutil
from pathlib import Path

import pytest

from store.rules.compiling import ahead
from store.rules.compiling.compiler import compile_files
from store.rules.files import loader
from store.rules.files.loader import rule_files


def test_the_file_is_what_the_compiler_makes():
    assert ahead._FILE.read_text(encoding="utf-8") == ahead.content()


def test_the_pack_needs_no_compiler(monkeypatch):
    wanted = compile_files(rule_files([]))
    monkeypatch.setattr(ahead, "compile_files", None)
    assert ahead.compiled(rule_files([])).rules == wanted.rules


def test_a_rule_beside_the_pack_is_compiled(tmp_path):
    shutil.copy(loader.BUILTIN / "web.yml", tmp_path / "own.yml")
    found = ahead.compiled(rule_files([tmp_path]))
    assert {Path(rule.path).name for rule in found.rules} >= {"web.yml", "linux.yml"}
    assert found.problems


@pytest.mark.parametrize("text", ["", "{", '{"signature": "other"}'])
def test_a_file_that_does_not_fit_is_passed_over(monkeypatch, tmp_path, text):
    other = tmp_path / "compiled.json"
    other.write_text(text, encoding="utf-8")
    monkeypatch.setattr(ahead, "_FILE", other)
    assert ahead.compiled(rule_files([])).rules == compile_files(rule_files([])).rules
