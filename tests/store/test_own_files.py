"""Files to write on are opened only where nobody else can have put them there."""

import os
import stat
from pathlib import Path

import pytest

from store import own_files


def closed(path: Path) -> None:
    os.close(own_files.opened(path))


def test_a_file_is_made_for_its_owner_only(tmp_path):
    closed(tmp_path / "a")
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o600


def test_a_link_is_not_followed(tmp_path):
    (tmp_path / "victim").write_text("kept")
    (tmp_path / "link").symlink_to("victim")
    with pytest.raises(OSError, match="link"):
        closed(tmp_path / "link")


def test_a_second_name_is_refused(tmp_path):
    (tmp_path / "victim").write_text("kept")
    (tmp_path / "link").hardlink_to(tmp_path / "victim")
    with pytest.raises(OSError, match="another name"):
        closed(tmp_path / "link")


def test_a_pipe_is_refused_at_once(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(OSError, match="not a file"):
        closed(tmp_path / "pipe")


def test_a_folder_where_everybody_may_exchange_things_is_refused(tmp_path):
    tmp_path.chmod(0o777)
    with pytest.raises(OSError, match="everybody"):
        closed(tmp_path / "a")
