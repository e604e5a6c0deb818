"""Servers and configurations for the tests of this folder."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.configuration.configured import Config
from app.configuration.toml_config import read
from store.database.connection import Writer
from tests.app.notifying.postal import Authority, authority
from tests.store.database.fresh import fresh
from tests.store.notifying.world import World


@pytest.fixture(scope="session")
def trusted(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """An authority that the configurations name."""
    return authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture
def configured(tmp_path: Path) -> Callable[[str], Config]:
    """Makes a configuration of what a file says."""

    def make(text: str) -> Config:
        path = tmp_path / "config.toml"
        path.write_text(text)
        path.chmod(0o600)
        return read(path)

    return make


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """A database and an import's connection to it."""
    path = tmp_path / "blotter.db"
    fresh(path)
    with Writer(path) as writer:
        yield World(writer)
