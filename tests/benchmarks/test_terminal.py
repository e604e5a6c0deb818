"""A program in a terminal."""

import sys
from pathlib import Path

import pytest

from benchmarks.terminal import NotPaintedError, terminal

ECHO = "import sys; print('\x1b[1mready\x1b[0m', flush=True); print('got', input()); input()"


def test_a_key_is_answered(tmp_path: Path):
    with terminal([sys.executable, "-c", ECHO], tmp_path) as one:
        one.until("ready")
        assert one.press("x\r", "got x").wall > 0


def test_a_program_that_ended_paints_nothing(tmp_path: Path):
    with terminal([sys.executable, "-c", ""], tmp_path) as one, pytest.raises(NotPaintedError):
        one.until("ready")


def test_its_memory_is_told(tmp_path: Path):
    with terminal([sys.executable, "-c", ECHO], tmp_path) as one:
        one.until("ready")
        assert one.memory > 1_000_000
