"""What the documentation says of codes, figures and its own pages is so."""

import re
from pathlib import Path

import pytest
import yaml

from app.diagnostics import ExitCode
from releasing.reference.pages import PAGES
from releasing.site import PAGES as SHOWN
from releasing.site import relinked, unescaped
from tests.documents.reading import DOCS, ROOT

_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")


@pytest.mark.parametrize("name", PAGES)
def test_a_page_that_is_written_from_the_code_is_up_to_date(name: str):
    assert (DOCS / name).read_text("utf-8") == PAGES[name](), "make docs writes it anew"


def _entries(nav: object) -> list[str]:
    """The pages of a table of contents, at any depth."""
    if isinstance(nav, str):
        return [nav]
    below = nav.values() if isinstance(nav, dict) else nav
    return [page for each in below for page in _entries(each)]  # type: ignore[attr-defined]


def test_every_page_is_in_the_table_of_contents_once():
    nav = yaml.safe_load((ROOT / "mkdocs.yml").read_text("utf-8"))["nav"]
    pages = [path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md")]
    assert sorted(_entries(nav)) == sorted([*pages, *SHOWN])


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


@pytest.mark.parametrize(
    ("page", "link", "there"),
    [
        (
            "rules.md",
            "[a](../store/rules/builtin/README.md#sets)",
            "[a](reference/built-in-rules.md#sets)",
        ),
        ("how-to/cron.md", "[a](../rules.md)", "[a](../rules.md)"),
        ("reference/built-in-rules.md", "[a](../../../docs/rules.md#x)", "[a](../rules.md#x)"),
        ("explanation/architecture.md", "[a](tests/torture)", "a"),
        ("explanation/architecture.md", "[a](#here)", "[a](#here)"),
        ("project/changelog.md", "[a](https://example.com)", "[a](https://example.com)"),
        ("index.md", "![a](alerts.svg)", "![a](alerts.svg)"),
    ],
)
def test_links_lead_to_where_the_site_has_their_targets(page: str, link: str, there: str):
    assert relinked(link, page) == there


def test_pipes_in_the_code_of_a_table_are_plain():
    assert unescaped("| `a\\|b` | c\\|d |") == "| `a|b` | c\\|d |"
