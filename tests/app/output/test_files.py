"""Files come whole, for their owner only, and never through a link."""

import os
import resource
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.diagnostics import CommandError, ExitCode
from app.output.files import placing, write


@pytest.fixture
def victim(tmp_path: Path) -> Path:
    """A file that nobody meant to be written."""
    path = tmp_path / "victim"
    path.write_bytes(b"precious")
    return path


def _names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_a_file_holds_its_chunks(tmp_path):
    assert write(tmp_path / "new", [b"one", b"two"]) == 6
    assert (tmp_path / "new").read_bytes() == b"onetwo"


def test_a_file_is_for_its_owner(tmp_path):
    write(tmp_path / "new", [b"secret"])
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o600


def test_nothing_else_is_left_behind(tmp_path):
    write(tmp_path / "new", [b"one"])
    write(tmp_path / "newer", [b"one"], replace=False)
    assert _names(tmp_path) == {"new", "newer"}


def test_a_file_is_replaced(victim):
    write(victim, [b"new"])
    assert victim.read_bytes() == b"new"


def test_a_file_that_may_not_be_replaced_stays(victim):
    with pytest.raises(CommandError, match="there already") as raised:
        write(victim, [b"new"], replace=False)
    assert raised.value.code == ExitCode.CANNOT_CREATE
    assert victim.read_bytes() == b"precious"


def test_a_planted_link_is_not_followed(tmp_path, victim):
    planted = tmp_path / "report.html"
    planted.symlink_to(victim)
    with pytest.raises(CommandError, match="symbolic link") as raised:
        write(planted, [b"new"])
    assert raised.value.code == ExitCode.CANNOT_CREATE
    assert victim.read_bytes() == b"precious"


def test_a_link_planted_while_the_file_is_written_is_not_followed(tmp_path, victim):
    planted = tmp_path / "report.html"

    def chunks() -> Iterator[bytes]:
        yield b"new"
        planted.symlink_to(victim)

    with pytest.raises(CommandError, match="symbolic link"):
        write(planted, chunks())
    assert victim.read_bytes() == b"precious"


def test_a_dangling_link_creates_nothing(tmp_path):
    planted = tmp_path / "report.html"
    planted.symlink_to(tmp_path / "etc-cron.d-evil")
    with pytest.raises(CommandError, match="symbolic link"):
        write(planted, [b"new"])
    assert _names(tmp_path) == {"report.html"}


def test_a_file_that_came_meanwhile_is_not_replaced(tmp_path):
    path = tmp_path / "new"

    def chunks() -> Iterator[bytes]:
        yield b"mine"
        path.write_bytes(b"theirs")

    with pytest.raises(CommandError, match="there already"):
        write(path, chunks(), replace=False)
    assert path.read_bytes() == b"theirs"
    assert _names(tmp_path) == {"new"}


def test_a_draft_that_was_exchanged_is_not_placed(tmp_path):
    def exchange() -> None:
        with placing(tmp_path / "new") as draft:
            draft.path.unlink()
            draft.path.write_bytes(b"theirs")

    with pytest.raises(CommandError, match="exchanged"):
        exchange()
    assert not (tmp_path / "new").exists()


def test_a_folder_in_which_anybody_may_exchange_files_is_refused(tmp_path):
    open_to_all = tmp_path / "drop"
    open_to_all.mkdir()
    open_to_all.chmod(0o777)
    with pytest.raises(CommandError, match="chmod o-w"):
        write(open_to_all / "new", [b"x"])
    assert _names(open_to_all) == set()


def test_a_folder_like_tmp_is_not_refused(tmp_path):
    sticky = tmp_path / "tmp"
    sticky.mkdir()
    sticky.chmod(0o1777)
    write(sticky / "new", [b"x"])
    assert (sticky / "new").read_bytes() == b"x"


def test_a_fifo_is_refused(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(CommandError, match="no file"):
        write(tmp_path / "pipe", [b"x"])


def test_a_folder_that_is_not_there_is_said(tmp_path):
    with pytest.raises(CommandError, match="No such file or directory") as raised:
        write(tmp_path / "none" / "new", [b"x"])
    assert raised.value.code == ExitCode.CANNOT_CREATE


def test_an_error_on_the_way_leaves_the_old_file(victim):
    def chunks() -> Iterator[bytes]:
        yield b"half"
        raise KeyError

    with pytest.raises(KeyError):
        write(victim, chunks())
    assert victim.read_bytes() == b"precious"
    assert _names(victim.parent) == {"victim"}


@pytest.mark.parametrize("size", [100, 65536])
def test_a_full_disk_is_said_of_the_file_and_leaves_the_old_one(victim, size):
    """A limit on the size of files stands for the disk; Python ignores its signal."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (16, before[1]))
    try:
        with pytest.raises(OSError, match="too large") as raised:
            write(victim, [b"x" * size])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert raised.value.filename == str(victim)
    assert victim.read_bytes() == b"precious"
    assert _names(victim.parent) == {"victim"}


def test_the_reader_of_the_old_file_keeps_it(victim):
    with victim.open("rb") as open_file:
        write(victim, [b"new"])
        assert open_file.read() == b"precious"
