"""A fresh database and a folder of logs."""

from pathlib import Path

import pytest

from tests.store.importing.running import copied, template


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return template(tmp_path_factory.mktemp("template"))


@pytest.fixture(autouse=True)
def _no_configuration_of_our_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "none"))


@pytest.fixture
def database(made: Path, tmp_path: Path) -> Path:
    return copied(made, tmp_path)


@pytest.fixture
def other_database(made: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "other"
    folder.mkdir()
    return copied(made, folder)


@pytest.fixture
def logs(tmp_path: Path) -> Path:
    folder = tmp_path / "logs"
    folder.mkdir()
    return folder
