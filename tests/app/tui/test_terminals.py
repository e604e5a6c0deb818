"""Keys work as different terminals send them, on each kind that is to be expected over ssh."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.app.tui.terminal import terminal
from tests.app.tui.test_terminal import _RUN

_KINDS = ("vt100", "xterm-256color", "screen", "tmux-256color")
_DOWN = ("\x1b[B", "\x1bOB", "j")
_END = ("\x1b[F", "\x1bOF", "\x1b[4~", "G")
_HOME = ("\x1b[H", "\x1bOH", "\x1b[1~", "g")
_LEAVES = b"\x1b[?1049l"


@pytest.mark.parametrize("kind", _KINDS)
def test_keys_work_on_a_kind_of_terminal(built, kind):
    with terminal(_RUN, str(built), TERM=kind, COLORTERM="") as screen:
        screen.wait_for("3 alerts")
        for down in _DOWN:
            screen.type(down, "▲ high")
            screen.type(_HOME[-1], "crit")
        for end, home in zip(_END, _HOME, strict=True):
            screen.type(end, "▌○ low")
            screen.type(home, "▌■ crit")
        screen.type("\x1b[6~", "▌○ low")
        screen.type("\x1b[5~", "▌■ crit")
        screen.type("\x10", "Search")
        screen.escape()
        screen.type("4", "1,000 records")
        screen.type("\t", "opens them")
        screen.type("\t", "@timestamp")
        screen.type("\r", "log.file.path")
        screen.type("\x7f", "[4 Events]")
        os.write(screen.descriptor, b"\x11")
        assert screen.end() == 0


@pytest.mark.parametrize("kind", _KINDS)
@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGHUP])
def test_told_to_end_it_ends_with_the_code_of_the_signal(built, kind, told):
    with terminal(_RUN, str(built), TERM=kind, COLORTERM="") as screen:
        screen.wait_for("3 alerts")
        os.kill(screen.process, told)
        assert screen.end() == 128 + told
        assert (_LEAVES in screen.sent) == (told == signal.SIGTERM)


def _tmux(socket: Path, *words: str) -> str:
    command = ["tmux", "-S", str(socket), "-f", "/dev/null", *words]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def _shows(socket: Path, *texts: str) -> None:
    end = time.monotonic() + 60
    while not all(text in (seen := _tmux(socket, "capture-pane", "-p")) for text in texts):
        assert time.monotonic() < end, seen
        time.sleep(0.1)


@pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed")
def test_it_works_in_tmux(database, tmp_path):
    socket, root = tmp_path / "tmux", str(Path(__file__).parents[3])
    run = [sys.executable, "-c", _RUN, str(database)]
    _tmux(socket, "new-session", "-d", "-x", "80", "-y", "24", "-c", root, *run)
    try:
        _shows(socket, "3 alerts", "▌■ crit")
        _tmux(socket, "send-keys", "Down")
        _shows(socket, "▌▲ high")
        _tmux(socket, "send-keys", "a")
        _shows(socket, "acknowledged alert 2")
        _tmux(socket, "send-keys", "u")
        _shows(socket, "taken back")
        _tmux(socket, "send-keys", "C-t")
        _shows(socket, "theme = ")
        _tmux(socket, "send-keys", "4", "End")
        _shows(socket, "[4 Events]")
        _tmux(socket, "resize-window", "-x", "130", "-y", "40")
        _shows(socket, "[4 Events]", "@timestamp")
    finally:
        _tmux(socket, "kill-server")
