"""Where the disk is full, nothing that was committed is lost, and a run with room goes on."""

import shutil
import subprocess
from pathlib import Path

import pytest

from store import children
from tests.store.importing.commanding import Ended, spawned, words_of
from tests.store.importing.running import copied, lines, raws, rows, stored, template
from tests.torture.killing import surroundings

_LINES = 8_000
_CRUMBS = (
    "from tests.torture.dying import torment; torment(40_000, 1 << 40, 0); "
    "from app.cli import main; main()"
)
_LIMITED = (
    "import resource; "
    "resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, resource.RLIM_INFINITY)); "
)
"""No file may grow beyond that; the interpreter itself ignores the signal that comes with it."""
_FOLDER = """
set -e
mount -t tmpfs -o size=$1 none $2/small
cp $2/blotter.db $2/small/
shift 2
set +e
"$@"; echo $?
set -e
mount -o remount,size=64m $SMALL
"$@"; echo $?
cp $SMALL/blotter.db* $SMALL/..
"""
"""A small disk in a name space of its own, which goes away by itself."""


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return template(tmp_path_factory.mktemp("made"))


@pytest.fixture
def log(tmp_path):
    path = tmp_path / "logs" / "access.log"
    path.parent.mkdir()
    path.write_bytes(lines(range(_LINES)))
    return path


def limited(limit: int, database: Path, log: Path) -> Ended:
    """An import in crumbs whose files may not grow beyond a size."""
    words = ("--import-only", "--quiet", "--tz", "UTC", "--db", database, log)
    command = children.command(_LIMITED.format(limit=limit) + _CRUMBS)
    return spawned([*command, *map(str, words)], env=surroundings(database.parent))


def sound(database: Path) -> bool:
    """Whether a database is whole, and as many events are there as the sources say."""
    checked = rows(database, "PRAGMA integrity_check") == [("ok",)]
    count = rows(database, "SELECT count(*) FROM facts")
    return checked and rows(database, "SELECT ifnull(sum(events), 0) FROM sources") == count


@pytest.mark.slow
@pytest.mark.parametrize("share", [0.0, 0.3, 1.2])
def test_a_full_disk_is_told_and_loses_nothing(made, tmp_path, log, share):
    database = copied(made, tmp_path)
    limit = int(database.stat().st_size * share)
    ended = limited(limit, database, log)
    assert (ended.code, ended.err.count("\n")) == (74, 1)
    assert str(database) in ended.err
    assert sound(database)
    assert spawned(words_of(database, "--quiet", log)) == (0, "", "")
    assert stored(database) == raws(range(_LINES))


@pytest.mark.slow
@pytest.mark.parametrize("limit", [0, 50_000])
def test_a_database_that_cannot_be_made_for_want_of_room(tmp_path, log, limit):
    database = tmp_path / "blotter.db"
    ended = limited(limit, database, log)
    assert (ended.code in (73, 74), ended.err.count("\n")) == (True, 1)
    assert spawned(words_of(database, "--quiet", log)) == (0, "", "")
    assert stored(database) == raws(range(_LINES))


@pytest.mark.slow
def test_a_small_disk_that_is_given_more_room(made, tmp_path, log):
    if shutil.which("unshare") is None:
        pytest.skip("no name spaces here")
    small = tmp_path / "small"
    small.mkdir()
    copied(made, tmp_path)
    command = children.command(_CRUMBS)
    words = ("--import-only", "--quiet", "--tz", "UTC", "--db", small / "blotter.db", log)
    size = (tmp_path / "blotter.db").stat().st_size + 300_000
    script = ["unshare", "-rm", "sh", "-c", _FOLDER, "sh", str(size), str(tmp_path)]
    done = subprocess.run(
        [*script, *command, *map(str, words)],
        capture_output=True,
        text=True,
        check=False,
        env={**surroundings(tmp_path), "SMALL": str(small)},
    )
    if "mount" in done.stderr:
        pytest.skip("no file system may be mounted here")
    assert done.stdout.split() == ["74", "0"]
    assert "disk is full" in done.stderr
    assert sound(tmp_path / "blotter.db")
    assert stored(tmp_path / "blotter.db") == raws(range(_LINES))


_FILLED = """
set -e
mount -t tmpfs -o size=$1 none $2
cp $3/blotter.db $2/
set +e
dd if=/dev/zero of=$2/filler bs=1k 2>/dev/null
shift 3
"$@"; echo $?
"""
"""A small disk that is full to the last byte."""


@pytest.mark.slow
def test_who_reads_on_a_full_disk_is_told_so(made, tmp_path):
    if shutil.which("unshare") is None:
        pytest.skip("no name spaces here")
    small = tmp_path / "small"
    small.mkdir()
    copied(made, tmp_path)
    size = (tmp_path / "blotter.db").stat().st_size + 100_000
    command = children.command("from app.cli import main; main()")
    done = subprocess.run(
        [
            *("unshare", "-rm", "sh", "-c", _FILLED, "sh", str(size), str(small), str(tmp_path)),
            *(*command, "alerts", "list", "--db", str(small / "blotter.db")),
        ],
        capture_output=True,
        text=True,
        check=False,
        env=surroundings(tmp_path),
    )
    if "mount" in done.stderr:
        pytest.skip("no file system may be mounted here")
    assert done.stdout.split() == ["74"]
    assert "no room is left there" in done.stderr
