"""Rules of the usual shapes: each applies here, and a glance tells of each where it cannot hold."""

from pathlib import Path

import pytest

from store.rules.compiled import Compilation
from store.rules.compiling.compiler import compile_files
from store.rules.files.loader import files_in
from store.rules.matching.glances import glanced
from tests.packs import sigma_typical


@pytest.fixture(scope="module")
def compilation(tmp_path_factory: pytest.TempPathFactory) -> Compilation:
    folder: Path = tmp_path_factory.mktemp("typical")
    sigma_typical.write(folder, 200)
    return compile_files(files_in(folder))


def test_every_one_compiles(compilation):
    assert (len(compilation.rules), compilation.problems) == (200, ())


def test_a_glance_tells_of_every_one(compilation):
    assert [rule.title for rule in compilation.rules if not glanced([rule])] == []
