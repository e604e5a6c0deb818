"""The folder where measurements are made, and the logs in it; what is there is not made again."""

import shutil
import subprocess
import sys
from pathlib import Path

_HERE = Path(__file__).parent


class Workshop:
    """A folder with logs."""

    def __init__(self, folder: Path) -> None:
        """Take a folder, which is made if it is missing."""
        self.folder = folder
        self.home = folder / "home"
        """For what programs leave in the home directory."""
        self.home.mkdir(parents=True, exist_ok=True)

    def path(self, name: str) -> Path:
        """Where something of that name belongs."""
        return self.folder / name

    def access(self, lines: int, week: int = 0) -> Path:
        """An access log."""
        return self._made("access", lines, "log", str(2026 + week), str(week))

    def auth(self, lines: int) -> Path:
        """An auth log."""
        return self._made("auth", lines, "log")

    def evtx(self, events: int) -> Path:
        """A Windows event log."""
        return self._made("evtx", events, "evtx")

    def xml(self, events: int) -> Path:
        """An export of the Event Viewer."""
        return self._made("xml", events, "xml")

    def small_files(self, files: int) -> Path:
        """A folder of small logs."""
        return self._made("files", files, "d")

    def _made(self, kind: str, size: int, ending: str, *more: str) -> Path:
        """A log, made by a process of its own: a child's peak memory includes its parent's."""
        target = self.path("-".join((kind, str(size), *more)) + f".{ending}")
        if target.exists():
            return target
        partial = self.path("partial")
        if partial.is_dir():
            shutil.rmtree(partial)
        program = str(_HERE / f"make_{kind}.py")
        subprocess.run([sys.executable, program, str(size), str(partial), *more], check=True)
        partial.rename(target)
        return target
