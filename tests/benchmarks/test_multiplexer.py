"""A program in tmux in a terminal."""

import shutil
import sys
from pathlib import Path

import pytest

from benchmarks.multiplexer import in_tmux
from benchmarks.terminal import NotPaintedError
from tests.benchmarks.test_terminal import ECHO

pytestmark = pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed")
_WHERE = "import os; print('in', bool(os.environ.get('TMUX')), os.get_terminal_size()); input()"


def test_a_key_is_answered(tmp_path: Path):
    with in_tmux([sys.executable, "-c", ECHO], tmp_path) as one:
        one.until("ready")
        assert one.press("x\r", "got x").wall > 0


def test_the_program_has_the_whole_window_of_tmux(tmp_path: Path):
    with in_tmux([sys.executable, "-c", _WHERE], tmp_path, (100, 30)) as one:
        one.until(r"in True os.terminal_size\(columns=100, lines=30\)")


def test_what_is_measured_is_the_program_and_not_tmux(tmp_path: Path):
    with in_tmux([sys.executable, "-c", ECHO], tmp_path) as one:
        one.until("ready")
        words = Path(f"/proc/{one.pid}/cmdline").read_text().split("\0")
        assert words[:3] == [sys.executable, "-c", ECHO]


def test_a_program_that_ended_paints_nothing(tmp_path: Path):
    with in_tmux([sys.executable, "-c", ""], tmp_path) as one, pytest.raises(NotPaintedError):
        one.until("ready")


def test_the_program_ends_with_its_window(tmp_path: Path):
    with in_tmux([sys.executable, "-c", ECHO], tmp_path) as one:
        one.until("ready")
        pid = one.pid
    assert not Path(f"/proc/{pid}").exists()
