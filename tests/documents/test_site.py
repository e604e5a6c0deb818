"""The site is built without a warning, and a browser that shows it asks nobody else."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.documents.reading import ROOT

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(find_spec("material") is None, reason="MkDocs is missing: make docs has it"),
]
_FETCHED = {"src", "srcset", "poster", "data", "action"}
_LOADING = {"stylesheet", "icon", "preload", "prefetch", "preconnect", "dns-prefetch", "manifest"}
_ELSEWHERE = re.compile(r"^\s*(?:[a-z][a-z0-9+.-]*:)?//", re.IGNORECASE)
_IN_STYLE = re.compile(r"(?:url\(|@import)\s*[\"']?(?:https?:)?//[^)\"';]+")


class _Requests(HTMLParser):
    """Gathers what a browser fetches to show a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.policies: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what the tag has fetched."""
        named = dict(attrs)
        self.found += [value for name, value in attrs if name in _FETCHED and value]
        if tag == "link" and _LOADING & set((named.get("rel") or "").split()):
            self.found.append(named.get("href") or "")
        if (named.get("http-equiv") or "").lower() == "content-security-policy":
            self.policies.append(named.get("content") or "")


def _read(page: Path) -> _Requests:
    requests = _Requests()
    requests.feed(page.read_text("utf-8"))
    return requests


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The site as `make docs` builds it."""
    folder = tmp_path_factory.mktemp("site")
    words = [sys.executable, "-m", "mkdocs", "build", "--strict", "-d", str(folder)]
    done = subprocess.run(
        words,
        cwd=ROOT,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "WARNING" not in done.stderr
    yield folder
    shutil.rmtree(folder)


def _pages(site: Path) -> list[Path]:
    return [
        page for page in site.rglob("*.html") if "report" not in page.relative_to(site).parts[:1]
    ]


def test_it_has_a_page_for_each_document(site: Path):
    for page in ("", "tutorial", "rules", "reference/commands", "explanation/architecture"):
        assert (site / page / "index.html").is_file()


def test_no_page_has_anything_fetched_from_elsewhere(site: Path):
    fetched = {address for page in _pages(site) for address in _read(page).found}
    assert any("stylesheets" in address for address in fetched)
    assert [address for address in fetched if _ELSEWHERE.match(address)] == []


def test_no_style_has_anything_fetched_from_elsewhere(site: Path):
    styles = [style.read_text("utf-8") for style in site.rglob("*.css")]
    assert styles
    assert [found for style in styles for found in _IN_STYLE.findall(style)] == []


def test_scripts_may_fetch_nothing_from_elsewhere(site: Path):
    policies = {tuple(_read(page).policies) for page in _pages(site)}
    ((policy,),) = policies
    assert "default-src 'self'" in policy
    assert re.findall(r"https?:|\*", policy) == []


def test_the_search_finds_words_of_included_documents(site: Path):
    index = (site / "search" / "search_index.json").read_text("utf-8")
    assert "Nothing is lost and nothing counts twice" in index


def test_what_is_fetched_from_elsewhere_is_found(tmp_path: Path):
    page = tmp_path / "page.html"
    page.write_text(
        '<link rel="stylesheet" href="//fonts.example.com/a.css"><script src="a.js"></script>'
        '<a href="https://example.com">not fetched</a>'
    )
    assert _read(page).found == ["//fonts.example.com/a.css", "a.js"]
