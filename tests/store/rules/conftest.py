"""A database, and a shelf of rules, for each test that asks for them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from store.database.connection import Writer, create
from tests.store.rules.shelf import Shelf


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shelf:
    return Shelf(tmp_path, monkeypatch)


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[Writer]:
    create(tmp_path / "blotter.db")
    with Writer(tmp_path / "blotter.db") as opened:
        yield opened
