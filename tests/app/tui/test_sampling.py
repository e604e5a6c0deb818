"""The pictures of the documents are those of today's screens, rules and sample logs."""

import re
from pathlib import Path

import pytest

from tests.app.tui.sampling import PICTURES, drawn, drawn_database

DOCS = Path(__file__).parents[3] / "docs"
_TEXT = re.compile(r"<text[^>]*>([^<]*)</text>")


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return drawn_database(tmp_path_factory.mktemp("samples") / "samples.db")


def _words(svg: str) -> list[str]:
    return _TEXT.findall(svg)


@pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: picture.name)
def test_a_picture_shows_what_the_screen_shows(samples, picture):
    kept = Path(DOCS, f"{picture.name}.svg").read_text(encoding="utf-8")
    assert _words(drawn(samples, picture)) == _words(kept), "make pictures draws them again"


def test_every_picture_has_its_command():
    assert {path.stem for path in DOCS.glob("*.svg")} == {picture.name for picture in PICTURES}


def test_every_picture_is_shown_somewhere():
    pages = [DOCS.parent / "README.md", *DOCS.glob("*.md")]
    text = "\n".join(page.read_text(encoding="utf-8") for page in pages)
    assert [picture.name for picture in PICTURES if f"{picture.name}.svg)" not in text] == []
