"""Rules are compiled here, without the child process."""

import pytest

from app.rulebook import compiling
from store.rules.compiling.assembling import assemble
from tests.app.rulebook.running import Run, invoked


@pytest.fixture
def run(tmp_path, monkeypatch) -> Run:
    """Runs `blotter rules` with the database `t.db`."""
    monkeypatch.setenv("BLOTTER_DB", str(tmp_path / "t.db"))
    monkeypatch.setattr(compiling, "compile_files", assemble)
    return invoked
