"""What the documentation says of codes, figures and its own pages is so."""

import re
from pathlib import Path

import yaml

from app.diagnostics import ExitCode
from releasing.site import PAGES
from tests.documents.reading import DOCS, ROOT

_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")


def _entries(nav: object) -> list[str]:
    """The pages of a table of contents, at any depth."""
    if isinstance(nav, str):
        return [nav]
    below = nav.values() if isinstance(nav, dict) else nav
    return [page for each in below for page in _entries(each)]  # type: ignore[attr-defined]


def test_every_page_is_in_the_table_of_contents_once():
    nav = yaml.safe_load((ROOT / "mkdocs.yml").read_text("utf-8"))["nav"]
    pages = [path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md")]
    assert sorted(_entries(nav)) == sorted([*pages, *PAGES])


def test_every_exit_code_is_explained():
    text = (DOCS / "reference/exit-codes.md").read_text("utf-8")
    codes = {int(code) for code in re.findall(r"^\| (\d+) \|", text, re.MULTILINE)}
    assert codes == {int(code) for code in ExitCode}


def _numbers(text: str) -> list[str]:
    return [number.replace(",", "") for number in _NUMBER.findall(text)]


def test_measured_figures_are_those_of_the_benchmark():
    page = (DOCS / "explanation/comparison.md").read_text("utf-8")
    measured = page.split("## Measured")[1].split("## ")[0]
    shown = [
        cell
        for row in re.findall(r"^\|.*\|$", measured, re.MULTILINE)
        for cell in re.findall(r"([\d.]+) (?:s|MB)", row)
    ]
    real = [float(number) for number in _numbers(_benchmark().read_text("utf-8"))]
    assert len(shown) >= 10
    assert [each for each in shown if not _among(each, real)] == []


def _benchmark() -> Path:
    return ROOT / "benchmarks" / "README.md"


def _among(shown: str, real: list[float]) -> bool:
    """Whether a number is one of those, rounded."""
    digits = len(shown.partition(".")[2])
    return any(round(each, digits) == float(shown) for each in real)
