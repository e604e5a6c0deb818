"""A database for the tests of this folder."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from store.database.connection import Writer
from tests.store.database.fresh import fresh
from tests.store.notifying.world import World


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[Writer]:
    path = tmp_path / "blotter.db"
    fresh(path)
    with Writer(path, durable=True) as writer:
        yield writer


@pytest.fixture
def world(writer: Writer) -> World:
    return World(writer)
