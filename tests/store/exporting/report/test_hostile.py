"""No text of a log acts as markup, whatever it says."""

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from store.exporting.report.blocks import Grid, Items, Lines, Paragraph
from store.exporting.report.html import html
from store.exporting.report.markdown import markdown
from store.text import safe

HOSTILE = [
    "<script>alert(1)</script>",
    "![x](http://evil.example.com/?a)",
    "[click](javascript:alert(1))",
    "http://evil.example.com www.evil.example.com a@evil.example.com",
    "# heading",
    "1. one",
    "- item",
    "---",
    "a | b",
    "```\nout",
    "`````",
    "&lt;b&gt;",
    "**bold** __x__ ~~y~~",
    "> quote",
    "    indented",
    "\\",
    "| --- |",
]
READER = MarkdownIt("commonmark", {"linkify": True}).enable(["table", "strikethrough", "linkify"])
PLAIN = {
    *("paragraph_open", "paragraph_close", "inline", "text", "fence", "softbreak", "text_special"),
    *("bullet_list_open", "bullet_list_close", "list_item_open", "list_item_close"),
    *("table_open", "table_close", "thead_open", "thead_close", "tbody_open", "tbody_close"),
    *("tr_open", "tr_close", "th_open", "th_close", "td_open", "td_close"),
}


def kinds(text: str) -> set[str]:
    found = READER.parse(text)
    return {each.type for token in found for each in (token, *(token.children or []))}


@pytest.mark.parametrize("text", HOSTILE)
def test_markdown_holds_text_alone(text: str) -> None:
    drawn = safe(text)
    written = "\n".join(markdown([Paragraph(drawn), Items((drawn,)), Grid((drawn,), ((drawn,),))]))
    assert kinds(written) <= PLAIN


@pytest.mark.parametrize("text", HOSTILE)
def test_lines_stay_between_their_fences(text: str) -> None:
    tokens = READER.parse("\n".join(markdown([Lines((safe(text), "second"))])))
    assert [(token.type, token.content) for token in tokens] == [
        ("fence", f"{safe(text)}\nsecond\n")
    ]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.text = ""

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.add(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


@given(st.one_of(st.sampled_from(HOSTILE), st.text()))
def test_html_holds_text_alone(text: str) -> None:
    drawn = safe(text)
    reader = _Reader()
    reader.feed("\n".join(html([Paragraph(drawn), Lines((drawn,)), Grid((drawn,), ((drawn,),))])))
    assert reader.tags <= {
        *("html", "head", "meta", "title", "style", "body", "p", "pre", "table", "tr", "th", "td"),
    }
    assert drawn in reader.text
