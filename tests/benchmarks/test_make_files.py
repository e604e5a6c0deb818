"""The folder of small files that measurements are made on."""

from pathlib import Path

import pytest

from benchmarks.make_files import LINES, main
from tests.benchmarks.importing import imported

FILES = 9


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("small") / "logs"
    main([str(FILES), str(path)])
    return path


def test_there_are_as_many_files_as_asked_for(folder: Path):
    assert len(list(folder.iterdir())) == FILES


def test_no_two_files_are_alike(folder: Path):
    assert len({path.read_bytes() for path in folder.iterdir()}) == FILES


def test_every_line_is_understood(folder: Path, tmp_path: Path):
    summary = imported(folder, tmp_path / "blotter.db")
    assert (summary["sources"], summary["events"]) == (FILES, FILES * LINES)
