"""An empty database."""

import shutil
from pathlib import Path

import pytest

from store.database import evidence, searching
from store.database.connection import Writer, create


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("empty") / "blotter.db"
    create(path)
    return path


@pytest.fixture
def database(empty: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy2(empty, tmp_path / "blotter.db"))


@pytest.fixture
def writer(database: Path):
    with Writer(database, 0.2) as opened:
        evidence.register(opened.connection)
        searching.register(opened.connection)
        yield opened
