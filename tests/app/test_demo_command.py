"""`blotter demo`, where there is no terminal."""

import subprocess
from pathlib import Path

import pytest

from app.importing.importing_command import import_command

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def temporary(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the demo keeps what it throws away."""
    return tmp_path_factory.mktemp("temporary")


@pytest.fixture(scope="module")
def shown(temporary: Path) -> "subprocess.CompletedProcess[str]":
    """The demo, its output read by a program."""
    environment = {"TMPDIR": str(temporary), "HOME": str(temporary), "PATH": "/usr/bin:/bin"}
    return subprocess.run(
        import_command(["demo"]),
        cwd=temporary,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_it_ends_well(shown: "subprocess.CompletedProcess[str]") -> None:
    assert (shown.returncode, shown.stderr) == (0, "")


def test_it_tells_what_was_imported_and_then_the_alerts(
    shown: "subprocess.CompletedProcess[str]",
) -> None:
    summary, head, *alerts = shown.stdout.splitlines()
    assert " alerts opened" in summary
    assert head.split()[:3] == ["id", "severity", "status"]
    assert any("high" in line for line in alerts)


def test_as_many_alerts_are_listed_as_were_opened(
    shown: "subprocess.CompletedProcess[str]",
) -> None:
    summary, _, *alerts = shown.stdout.splitlines()
    assert f"; {len(alerts)} alerts opened" in summary


def test_nothing_is_left_behind(shown: "subprocess.CompletedProcess[str]", temporary: Path) -> None:
    assert shown.stdout
    assert list(temporary.iterdir()) == []
