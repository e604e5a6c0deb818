"""A reader of the small database."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from store.database.connection import reader
from tests.store.queries.scene import build


@pytest.fixture(scope="session")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("scene") / "blotter.db")


@pytest.fixture
def connection(scene: Path) -> Iterator[sqlite3.Connection]:
    opened = reader(scene)
    yield opened
    opened.close()
