"""What is measured, in sizes that say nothing."""

from pathlib import Path

import pytest

from benchmarks.cases import Bench, Sizes, access, auth, large
from benchmarks.contestants import LNAV, OURS, PLAIN, missing
from benchmarks.measure import CommandError
from benchmarks.workshop import Workshop

TINY = Sizes(access=50, auth=60, large=100, appended=10)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture
def bench(tmp_path: Path, home: Path) -> Bench:
    workshop = Workshop(tmp_path / "bench")
    workshop.home = home  # modules are compiled once
    return Bench(workshop, TINY, runs=1)


@pytest.fixture
def without_peers(monkeypatch) -> None:
    monkeypatch.setattr("benchmarks.contestants.shutil.which", lambda _: None)


@pytest.mark.slow
@pytest.mark.usefixtures("without_peers")
def test_peers_that_are_not_installed_are_left_out(bench: Bench):
    first, again = access(bench)
    assert (list(first.taken), list(again.taken)) == ([OURS, PLAIN], [OURS])


@pytest.mark.usefixtures("without_peers")
def test_peers_that_are_not_installed_are_told():
    assert LNAV in missing()


@pytest.mark.slow
@pytest.mark.usefixtures("without_peers")
def test_a_log_that_was_not_read_in_full_is_an_error(bench: Bench):
    with bench.workshop.auth(TINY.auth).open("ab") as log:
        log.write(b"Nov 14 23:59:59 web1 sshd[7]: Connection closed by 192.0.2.7 port 40007\n")
    with pytest.raises(CommandError, match="61 records were read, not 60"):
        auth(bench)


@pytest.mark.slow
def test_a_large_database_is_made_once(bench: Bench):
    large(bench)
    made = bench.workshop.path("large.ready").stat().st_mtime_ns
    assert '"lines": 10,' in large(bench)[0].ours.output
    assert bench.workshop.path("large.ready").stat().st_mtime_ns == made
