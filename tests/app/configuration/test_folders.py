"""Where a user's own things lie."""

from pathlib import Path

import pytest

from app.configuration.folders import config_folder, format_folders


def test_beside_the_configuration(tmp_path: Path) -> None:
    assert config_folder(tmp_path / "blotter.toml") == tmp_path


def test_the_usual_place(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert config_folder(None) == tmp_path / "blotter"


@pytest.mark.parametrize("home", ["", "relative"])
def test_the_usual_place_where_none_is_said(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, home: str
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", home)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert config_folder(None) == tmp_path / ".config" / "blotter"


def test_formats_as_far_as_there_are_any(tmp_path: Path) -> None:
    config = tmp_path / "blotter.toml"
    assert format_folders(config) == ()
    (tmp_path / "formats").mkdir()
    assert format_folders(config) == (tmp_path / "formats",)
