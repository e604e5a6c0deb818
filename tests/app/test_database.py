"""Which database a command works on."""

from pathlib import Path

import pytest

from app.database import database_path, existing
from app.diagnostics import CommandError, ExitCode


def test_the_named_one(tmp_path: Path) -> None:
    assert database_path(tmp_path / "x.db") == tmp_path / "x.db"


def test_the_default_one_gets_its_folder(tmp_path: Path) -> None:
    path = database_path(None)
    assert path == tmp_path / "data" / "blotter" / "blotter.db"
    assert path.parent.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("value", ["", "relative/folder"])
def test_a_data_home_that_is_no_absolute_path_does_not_count(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, value: str
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", value)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert database_path(None) == tmp_path / ".local/share/blotter/blotter.db"


def test_reading_makes_nothing(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="no database at") as caught:
        existing(None, None)
    assert caught.value.code == ExitCode.IO
    assert not (tmp_path / "data").exists()


def test_the_option_wins_over_the_configuration(tmp_path: Path) -> None:
    for name in ("a.db", "b.db"):
        (tmp_path / name).touch()
    config = tmp_path / "blotter.toml"
    config.write_text(f'db = "{tmp_path / "b.db"}"\n')
    assert existing(tmp_path / "a.db", config) == tmp_path / "a.db"
    assert existing(None, config) == tmp_path / "b.db"
