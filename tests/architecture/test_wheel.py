"""An installed Blotter puts two names of its own into site-packages, and works."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from releasing.reference.shared import SHARED

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    return next(iter(Path(folder).glob("*.whl")))


@pytest.mark.slow
def test_the_wheel_holds_a_launcher_and_a_private_folder(wheel):
    names = {name.split("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
    assert {name for name in names if not name.endswith((".dist-info", ".data"))} == {
        "logblotter.py",
        "_logblotter",
    }


@pytest.mark.slow
def test_what_the_wheel_lays_out_for_others_is_the_manual_and_completions(wheel):
    names = [name for name in zipfile.ZipFile(wheel).namelist() if ".data/" in name]
    assert {name.partition(".data/data/share/")[2] for name in names} == set(SHARED)


@pytest.mark.slow
def test_the_wheel_carries_its_data(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    assert any(name.startswith("_logblotter/store/rules/builtin/") for name in names)
    assert any(name.startswith("_logblotter/sample_logs/") for name in names)


@pytest.mark.slow
def test_the_unpacked_wheel_starts_beside_a_stranger_with_our_names(wheel, tmp_path):
    site = tmp_path / "site"
    zipfile.ZipFile(wheel).extractall(site)
    (tmp_path / "app.py").write_text("raise SystemExit('the wrong app')")
    (tmp_path / "store").mkdir()
    words = [sys.executable, str(site / "logblotter.py"), "--help"]
    done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, "--import-only" in done.stdout) == (0, True)
