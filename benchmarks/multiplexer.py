"""The app in tmux: keys go in, and what is painted comes out, at the terminal around it."""

import os
import pty
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from benchmarks.terminal import COLUMNS, LINES, Terminal, environment_of, set_size

MISSING = "tmux is not installed"
_SETTINGS = """
set -g status off
set -g default-terminal tmux-256color
set -as terminal-features ",xterm-256color:RGB"
set -s escape-time 0
"""
"""The whole window for the app, all colours, and Escape at once: as who works in tmux has it."""
_IDLE = ("sleep", "100000")
"""What runs in the window until the app does: nobody starts tmux anew for it."""
_PATIENCE = 30.0
"""Seconds for tmux to open its window, and for the app and tmux to end."""


def version() -> str | None:
    """Which tmux there is; None: none."""
    return None if shutil.which("tmux") is None else _told(["-V"])


@contextmanager
def in_tmux(
    words: Sequence[str], home: Path, size: tuple[int, int] = (COLUMNS, LINES)
) -> Iterator[Terminal]:
    """Run a program in a window of a tmux that is open already, and end both.

    Args:
        words: The program and its arguments.
        home: A folder for what it leaves in the home directory.
        size: Columns and lines.

    Raises:
        TimeoutError: tmux opens no window.
        subprocess.CalledProcessError: tmux cannot run the program.
    """
    with tempfile.TemporaryDirectory(prefix="tmux-") as folder, _window(folder, home, size) as one:
        one.began = time.perf_counter()
        _tmux(folder, "respawn-pane", "-k", *words)
        one.pid = int(_tmux(folder, "display-message", "-p", "#{pane_pid}"))
        try:
            yield one
        finally:
            with suppress(ProcessLookupError):
                os.kill(one.pid, signal.SIGTERM)


@contextmanager
def _window(folder: str, home: Path, size: tuple[int, int]) -> Iterator[Terminal]:
    """A terminal in which tmux waits with an empty window."""
    Path(folder, "settings").write_text(_SETTINGS)
    client, descriptor = pty.fork()
    if client == 0:
        set_size(pty.STDIN_FILENO, size)
        words = ["tmux", *_socket(folder), "-f", f"{folder}/settings", "new-session", *_IDLE]
        _execute(words, environment_of(home))
    one = Terminal(client, descriptor, time.perf_counter())
    try:
        _await_window(folder, one)
        yield one
    finally:
        _close(folder, one, client)


def _execute(words: Sequence[str], seen: Mapping[str, str]) -> None:
    inside = {name: value for name, value in seen.items() if not name.startswith("TMUX")}
    os.execvpe(words[0], list(words), inside)  # noqa: S606


def _await_window(folder: str, one: Terminal) -> None:
    """Wait until the window has been drawn.

    Raises:
        TimeoutError: It is not.
    """
    end = time.monotonic() + _PATIENCE
    while not (Path(folder, "socket").exists() and one.fresh):
        one.read(0.05)
        if time.monotonic() > end:
            raise TimeoutError("tmux opens no window")
    one.rest(0.3)
    one.fresh.clear()


def _close(folder: str, one: Terminal, client: int) -> None:
    """Wait for the app's window to close, and tmux with it; else end tmux."""
    end = time.monotonic() + _PATIENCE
    while one.pid != client and _is_there(one.pid) and time.monotonic() < end:
        one.read(0.05)
    with suppress(subprocess.CalledProcessError):
        _tmux(folder, "kill-server")
    while one.read(0.5) and time.monotonic() < end:
        pass
    os.waitpid(client, 0)
    os.close(one.descriptor)


def _is_there(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()


def _tmux(folder: str, *words: str) -> str:
    return _told([*_socket(folder), *words])


def _told(words: Sequence[str]) -> str:
    """What tmux answers."""
    command = ["tmux", *words]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def _socket(folder: str) -> list[str]:
    return ["-S", f"{folder}/socket"]
