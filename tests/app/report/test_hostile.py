"""Nothing that logs, rules or analysts wrote acts on whoever reads a report."""

import csv
import io
import json
import re
from dataclasses import replace
from datetime import UTC
from pathlib import Path

import pytest

from app.report.as_html import POLICY, html
from app.report.as_mail import MOST_BYTES, mail_html
from app.report.as_markdown import code, inert
from app.report.composing import compose, subject
from app.report.delivering import message
from app.report.rendering import rendered
from store.database.connection import reader
from store.reports.figures import Figures, Quiet, SilenceRow, Trouble
from store.reports.gathering import gather
from store.reports.periods import Instant, over
from tests.app.report.hostile import WORST, poisoned
from tests.app.report.parsing import HtmlTables
from tests.app.report.sampling import AT

CONTROLS = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\udc80-\udcff]")
TAGS = {
    *("html", "head", "meta", "title", "style", "body", "h1", "h2", "h3", "p", "b", "section"),
    *("div", "table", "thead", "tbody", "tr", "th", "td", "footer", "figure", "figcaption"),
    *("svg", "rect", "line", "text", "font"),
}
ATTRIBUTES = {
    *("charset", "http-equiv", "content", "name", "class", "id", "lang", "viewbox", "role"),
    *("aria-label", "aria-hidden", "x", "y", "x1", "y1", "x2", "y2", "width", "height"),
    *("text-anchor", "align", "valign", "bgcolor", "cellpadding", "cellspacing", "color", "size"),
    *("text", "style"),
}


@pytest.fixture(scope="session")
def figures(samples: Path) -> Figures:
    """The samples' week, with a row in the sections that have none."""
    connection = reader(samples)
    found = gather(connection, over("week", AT, UTC), UTC, "UTC", AT)
    connection.close()
    trouble = (Trouble("a", "b"),)
    coverage = found.coverage
    return replace(
        found,
        coverage=replace(
            coverage,
            silent=(Quiet("log", Instant(AT)),),
            damaged=trouble,
            rule_errors=trouble,
            mail=replace(coverage.mail, last_error="550"),
        ),
        silences=replace(
            found.silences,
            rows=(SilenceRow(1, "f", "o", "r", Instant(AT), None, 0, False, True),),
        ),
    )


@pytest.mark.parametrize("worst", WORST)
@pytest.mark.parametrize("draw", [html, mail_html], ids=["html", "mail"])
def test_html_holds_nothing_but_our_elements(draw, worst: str, figures: Figures):
    page = draw(compose(poisoned(figures, worst), UTC))
    found = HtmlTables(page)
    assert found.tags <= TAGS
    assert found.attributes <= ATTRIBUTES
    assert not [value for value in found.values if "//" in value or "url(" in value]
    assert CONTROLS.search(page) is None


@pytest.mark.parametrize("worst", WORST)
def test_texts_hold_no_controls(worst: str, figures: Figures):
    bad = poisoned(figures, worst)
    for form in ("text", "md"):
        drawn = b"".join(rendered(form, bad, compose(bad, UTC))).decode()
        assert CONTROLS.search(drawn) is None


@pytest.mark.parametrize("worst", WORST)
def test_csv_holds_no_formula(worst: str, figures: Figures):
    bad = poisoned(figures, worst)
    data = b"".join(rendered("csv", bad, compose(bad, UTC))).decode()
    rows = list(csv.reader(io.StringIO(data, newline="")))
    assert {len(row) for row in rows} == {4}
    assert not [row for row in rows if row[3].startswith(("=", "+", "-", "@", "\t", "\r", "\n"))]


@pytest.mark.parametrize("worst", WORST)
def test_json_says_it_as_it_was(worst: str, figures: Figures):
    bad = poisoned(figures, worst)
    data = b"".join(rendered("json", bad, compose(bad, UTC)))
    assert data.isascii()
    assert json.loads(data)["offenders"]["top"][0]["address"] == worst


@pytest.mark.parametrize("worst", WORST)
def test_a_message_is_small_and_its_subject_is_ours(worst: str, figures: Figures):
    bad = poisoned(figures, worst)
    made = message(bad, UTC)
    assert made.html is not None
    assert len(made.html.encode()) < MOST_BYTES
    assert made.subject == subject(figures, UTC)
    assert made.key == message(figures, UTC).key


@pytest.mark.parametrize("worst", WORST)
def test_a_cell_of_markdown_is_one_cell(worst: str):
    assert re.search(r"(?<!\\)\|", code(worst)) is None
    assert "\n" not in code(worst)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("*a* <b> [c](d)", r"\*a\* \<b\> \[c](d)".replace("]", r"\]")),
        ("http://example.com", r"http\://example.com"),
        ("www.example.com", r"www\.example.com"),
    ],
)
def test_inert_markdown(text: str, shown: str):
    assert inert(text) == shown


def test_a_browser_may_ask_nobody():
    assert POLICY.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in POLICY


def test_the_page_names_no_other_place(figures: Figures):
    page = html(compose(figures, UTC))
    assert not re.findall(r"(?:src|href|action|url)\s*[=(]", page)
    assert "//" not in page


def test_no_mail_has_a_text_that_is_taken_for_a_link(figures: Figures):
    made = message(poisoned(figures, "http://192.0.2.1/x www.example.com"), UTC)
    for said in (made.text, made.html or ""):
        assert "192.0.2.1/x" in said
        assert "://" not in said
        assert "www." not in said
