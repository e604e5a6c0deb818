"""Opening what the user named."""

import gzip
import io
import lzma
import os
import pickle
import threading
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest

from store.errors import InputError
from store.importing.containers import spool
from store.importing.containers.streams import Opened
from store.importing.opening import Refused, opened_logs, reopened
from store.importing.places.paths import STDIN

TEXT = b"one\ntwo\n"


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """Nobody waits for long."""
    monkeypatch.setattr(spool, "PATIENCE", 0.05)
    monkeypatch.setattr(spool, "_NAP", 0.01)


@pytest.fixture
def stdin():
    """Hands over a descriptor as standard input."""
    kept = os.dup(0)

    def stdin_(descriptor: int) -> None:
        os.dup2(descriptor, 0)
        os.close(descriptor)

    yield stdin_
    os.dup2(kept, 0)
    os.close(kept)


@pytest.fixture
def zipped(tmp_path):
    """An archive of these names and bytes."""

    def zipped_(*files: tuple[str, bytes]) -> Path:
        path: Path = tmp_path / "a.zip"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, suppress(UserWarning):
            for name, data in files:
                archive.writestr(zipfile.ZipInfo(name, (2026, 3, 1, 12, 0, 0)), data)
        return path

    return zipped_


def piped(data: bytes) -> int:
    """The end to read from of a pipe that holds this and nothing more."""
    out, into = os.pipe()
    os.write(into, data)
    os.close(into)
    return out


def logs(path: Path) -> list[tuple[str, bytes | str]]:
    """What is behind a name: names of logs, and their bytes or what is wrong."""
    with opened_logs(path) as found:
        return [
            (each.name, each.problem if isinstance(each, Refused) else each.stream().read(1 << 20))
            for each in found
        ]


def inside(path: Path) -> list[tuple[str, bytes | str]]:
    """The same for an archive, without its own name."""
    return [(name.removeprefix(f"{path}!/"), what) for name, what in logs(path)]


def test_a_file_is_one_log(tmp_path):
    path = tmp_path / "a.log"
    path.write_bytes(TEXT)
    assert logs(path) == [(str(path), TEXT)]


def test_an_archive_is_many_logs_in_its_order(zipped):
    path = zipped(("web/b.log", TEXT), ("a.log", b"x\n"))
    assert logs(path) == [(f"{path}!/web/b.log", TEXT), (f"{path}!/a.log", b"x\n")]


def test_no_logs_are_passed_over_as_in_folders(zipped):
    path = zipped(
        ("readme.md", TEXT),
        (".git/a.log", TEXT),
        ("x/.b.log", TEXT),
        ("__MACOSX/d.log", TEXT),
        ("site.conf/c.log", TEXT),
    )
    assert inside(path) == [("site.conf/c.log", TEXT)]


@pytest.mark.parametrize("name", ["../../up.log", "/etc/abs.log", "a\\b.log"])
def test_a_name_leads_nowhere(zipped, name):
    assert inside(zipped((name, TEXT))) == [(name, TEXT)]


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_entries_of_one_name_are_told_apart(zipped):
    path = zipped(("a", b"1\n"), ("a#2", b"2\n"), ("a", b"3\n"), ("a", b"4\n"))
    assert inside(path) == [("a", b"1\n"), ("a#2", b"2\n"), ("a#3", b"3\n"), ("a#4", b"4\n")]


@pytest.mark.parametrize("pack", [gzip.compress, lzma.compress], ids=["gzip", "xz"])
def test_a_compressed_log_in_an_archive_is_unpacked(zipped, pack):
    assert inside(zipped(("a.log.gz", pack(TEXT)))) == [("a.log.gz", TEXT)]


def test_an_archive_in_an_archive_is_refused(zipped):
    packed = io.BytesIO()
    zipfile.ZipFile(packed, "w").close()
    path = zipped(("b.zip", packed.getvalue()), ("a.log", TEXT))
    assert inside(path) == [
        ("b.zip", "an archive in an archive is not opened"),
        ("a.log", TEXT),
    ]


@pytest.mark.parametrize(
    ("offset", "value", "problem"),
    [(8, 1, "encrypted"), (10, 9, "method"), (20, 255, "damaged here"), (42, 1, "damaged here")],
)
def test_an_entry_that_cannot_be_read_is_told_and_the_others_read(zipped, offset, value, problem):
    path = zipped(("a.log", TEXT), ("b.log", TEXT))
    data = bytearray(path.read_bytes())
    data[data.index(b"PK\1\2") + offset] = value
    path.write_bytes(data)
    found = dict(inside(path))
    assert problem in str(found["a.log"])


def test_a_log_in_an_archive_is_known_by_its_own_bytes_and_time(zipped):
    with opened_logs(zipped(("a.log", TEXT), ("b.log", TEXT))) as found:
        one, other = (each.identity for each in found if isinstance(each, Opened))
    assert (one.size, one.modified // 10**9) == (len(TEXT), 1772366400)
    assert one.inode != other.inode


def test_a_log_in_an_archive_can_go_to_another_process(zipped):
    with opened_logs(zipped(("a.log", TEXT))) as found:
        (opened,) = found
        assert pickle.loads(pickle.dumps(opened)).stream().read(100) == TEXT  # noqa: S301


def test_what_was_opened_is_closed(zipped, tmp_path):
    path = zipped(("a.log", TEXT))
    before = len(list(Path("/dev/fd").iterdir()))
    logs(path)
    assert len(list(Path("/dev/fd").iterdir())) == before


def test_a_log_in_an_archive_is_found_again_by_its_name(zipped):
    path = zipped(("a.log", b"x\n"), ("b.log", TEXT))
    with reopened(f"{path}!/b.log") as found:
        assert found is not None
        assert found.stream().read(100) == TEXT


@pytest.mark.parametrize("name", ["{}!/none.log", "{}", "{}.none!/a.log", "/none", "-"])
def test_what_is_not_there_is_not_found(zipped, name):
    path = zipped(("a.log", TEXT))
    with reopened(name.format(path)) as found:
        assert found is None or (found.part is None and found.compression == "zip")


def test_a_file_whose_name_looks_like_an_archive_is_that_file(tmp_path):
    path = tmp_path / "x!" / "a.log"
    path.parent.mkdir()
    path.write_bytes(TEXT)
    with reopened(str(path)) as found:
        assert found is not None
        assert found.stream().read(100) == TEXT


@pytest.mark.parametrize("pack", [bytes, gzip.compress, lzma.compress], ids=["plain", "gzip", "xz"])
def test_standard_input_is_read_unpacked(stdin, pack):
    stdin(piped(pack(TEXT)))
    assert logs(STDIN) == [("-", TEXT)]


def test_an_archive_comes_through_standard_input(stdin, zipped):
    stdin(piped(zipped(("a.log", TEXT)).read_bytes()))
    assert logs(STDIN) == [("-!/a.log", TEXT)]


def test_standard_input_that_is_a_file_is_that_file(stdin, tmp_path):
    path = tmp_path / "a.log"
    path.write_bytes(TEXT)
    stdin(os.open(path, os.O_RDONLY))
    with opened_logs(STDIN) as found:
        (opened,) = found
        assert isinstance(opened, Opened)
        assert (opened.identity.inode, opened.has_ended) == (path.stat().st_ino, True)


def test_a_file_that_somebody_began_to_read_is_read_on(stdin, tmp_path):
    path = tmp_path / "a.log"
    path.write_bytes(TEXT)
    descriptor = os.open(path, os.O_RDONLY)
    os.read(descriptor, 4)
    stdin(descriptor)
    assert logs(STDIN) == [("-", b"two\n")]


def test_no_standard_input_is_nothing(stdin):
    stdin(os.open("/dev/null", os.O_RDONLY))
    assert logs(STDIN) == [("-", b"")]


@pytest.mark.parametrize(
    ("path", "problem"), [("/dev/zero", "a device"), ("/", "a folder")], ids=["device", "folder"]
)
def test_what_has_no_end_is_refused_as_standard_input(stdin, path, problem):
    stdin(os.open(path, os.O_RDONLY))
    with pytest.raises(InputError, match=problem):
        logs(STDIN)


def test_a_terminal_is_refused_as_standard_input(stdin):
    ours, theirs = os.openpty()
    stdin(theirs)
    with pytest.raises(InputError, match="a terminal: pipe a log into standard input"):
        logs(STDIN)
    os.close(ours)


def test_a_pipe_that_goes_on_is_given_as_it_comes(stdin):
    out, into = os.pipe()
    os.write(into, TEXT)
    stdin(out)
    with opened_logs(STDIN) as found:
        (opened,) = found
        assert isinstance(opened, Opened)
        stream = opened.stream()
        assert (stream.read(100), stream.growing) == (TEXT, True)
        os.close(into)
        assert (stream.read(100), stream.growing, opened.has_ended) == (b"", False, True)


def test_a_pipe_that_was_stopped_has_not_ended(stdin):
    out, into = os.pipe()
    stdin(out)
    with opened_logs(STDIN, lambda: True) as found:
        (opened,) = found
        assert isinstance(opened, Opened)
        assert (opened.stream().read(10), opened.has_ended) == (b"", False)
    os.close(into)


def test_a_fifo_that_nobody_writes_to_is_refused(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(InputError, match="a FIFO that nobody writes to"):
        logs(tmp_path / "pipe")


def test_a_fifo_is_read_to_its_end(tmp_path):
    path = tmp_path / "pipe"
    os.mkfifo(path)
    both = os.open(path, os.O_RDWR)  # somebody is there already
    os.write(both, TEXT)
    timer = threading.Timer(0.1, os.close, [both])
    timer.start()
    assert logs(path) == [(str(path), TEXT)]
    timer.join()


@pytest.mark.parametrize("data", [TEXT, b""])
def test_what_a_shell_substitutes_is_read(data):
    out = piped(data)
    assert logs(Path(f"/dev/fd/{out}")) == [(f"/dev/fd/{out}", data)]
    os.close(out)


def test_a_device_is_refused():
    with pytest.raises(InputError, match="a device, not a file"):
        logs(Path("/dev/zero"))


def test_a_name_in_an_archive_is_kept_whole_and_without_controls(zipped):
    path = zipped(("a?b\x1b.log", b"x\n"))
    path.write_bytes(path.read_bytes().replace(b"a?b", b"a\0b"))
    with opened_logs(path) as logs:
        assert [log.name for log in logs] == [rf"{path}!/a\x00b\x1b.log"]


def test_an_entry_never_has_the_name_of_a_file(zipped, tmp_path):
    path = zipped(("x", b"x\n"), ("y", b"y\n"))
    (tmp_path / "a.zip!").mkdir()
    (tmp_path / "a.zip!" / "x").write_bytes(b"z\n")
    with opened_logs(path) as logs:
        assert [log.name for log in logs] == [f"{path}!/x#2", f"{path}!/y"]
