"""A database with a few alerts."""

from pathlib import Path

import pytest

from tests.store.triage.making import make


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return make(tmp_path / "blotter.db")
