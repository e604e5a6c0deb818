"""Commands on the small database; the developer's own is out of reach."""

from pathlib import Path

import pytest

from tests.app.running import Runner
from tests.store.queries.scene import build


@pytest.fixture(autouse=True)
def _no_database_of_our_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("BLOTTER_DB", raising=False)
    monkeypatch.delenv("BLOTTER_CONFIG", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "none"))


@pytest.fixture
def runner(tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> Runner:
    """Runs commands on a database of the test's own."""
    return Runner(build(tmp_path / "blotter.db"), capsysbinary)
