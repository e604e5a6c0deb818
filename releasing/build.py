"""Build a release into `dist/`, and prove that it works: `python -m releasing.build`.

A source archive and a wheel; a bill of materials in CycloneDX's JSON; the hashes of all of them.
The wheel is installed into an environment of its own, where it has to import the sample logs.
"""

import hashlib
import shutil
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

from releasing.bill import bill
from releasing.reference.shared import SHARED

_ROOT = Path(__file__).parent.parent
_DIST = _ROOT / "dist"


def build() -> list[Path]:
    """Everything that is published.

    Raises:
        subprocess.CalledProcessError: It cannot be built, or does not work.
    """
    shutil.rmtree(_DIST, ignore_errors=True)
    _run(sys.executable, "-m", "hatchling", "build", "-d", str(_DIST))
    (wheel,) = _DIST.glob("*.whl")
    with tempfile.TemporaryDirectory(prefix="blotter-release-") as folder:
        python = _installed(wheel, Path(folder))
        _try(python, Path(folder))
        (_DIST / f"{wheel.stem}.cdx.json").write_text(bill(python), "utf-8")
    made = sorted(_DIST.iterdir())
    sums = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in made]
    (_DIST / "SHA256SUMS").write_text("".join(sums), "utf-8")
    return sorted(_DIST.iterdir())


def _installed(wheel: Path, folder: Path) -> Path:
    """The Python of an environment that holds the wheel and what it needs, and nothing else."""
    venv.create(folder / "venv", with_pip=True)
    python = folder / "venv" / "bin" / "python"
    constraints = ("--constraint", str(_ROOT / "constraints.txt"))
    _run(str(python), "-m", "pip", "install", "--quiet", *constraints, f"{wheel}[geo]")
    return python


def _try(python: Path, folder: Path) -> None:
    """Import the sample logs with the installed program, far from the sources.

    Raises:
        OSError: The manual page, or a completion, is not where it belongs.
    """
    blotter = python.with_name("blotter")
    _run(str(blotter), "--version", folder=folder)
    _run(str(blotter), "demo", folder=folder)
    for name in SHARED:
        (python.parents[1] / "share" / name).read_bytes()


def _run(*words: str, folder: Path = _ROOT) -> None:
    subprocess.run(words, cwd=folder, check=True, stdout=subprocess.DEVNULL)


def main() -> None:
    """Build, and say what was made."""
    for path in build():
        sys.stdout.write(f"{path.relative_to(_ROOT)}  {path.stat().st_size:,} bytes\n")


if __name__ == "__main__":
    main()
