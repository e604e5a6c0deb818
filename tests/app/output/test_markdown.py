"""Text as Markdown that says what it said."""

import pytest

from app.output.markdown import code, paragraphs, plain, table


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("web1 root 203.0.113.7", "web1 root 203.0.113.7"),
        ("[x](javascript:1)", r"\[x\](javascript:1)"),
        ("![](x)", r"!\[\](x)"),
        ("<script>", r"\<script\>"),
        ("a|b", r"a\|b"),
        ("`rm`", r"\`rm\`"),
        ("*a* _b_ ~c~", r"\*a\* \_b\_ \~c\~"),
        ("http://example.com", r"http\://example.com"),
        ("www.example.com", r"www\.example.com"),
        ("ann@example.com", r"ann\@example.com"),
        ("- item", r"\- item"),
        ("  + item", r"  \+ item"),
        ("===", r"\==="),
        ("1. first", r"1\. first"),
        ("# title", r"\# title"),
        ("2026-11-12", "2026-11-12"),
        ("\x1b[31m", r"␛\[31m"),
        ("a\nb", "a␊b"),
        ("&lt;", r"\&lt;"),
    ],
)
def test_plain(text: str, shown: str) -> None:
    assert plain(text) == shown


def test_paragraphs_keep_their_lines() -> None:
    assert list(paragraphs("a\n\n- b")) == ["a", "", r"\- b"]


def test_nothing_in_a_block_of_code_ends_it() -> None:
    assert code(["x", "````"]) == ["`````text", "x", "````", "`````"]


def test_a_table_without_rows_is_none() -> None:
    assert list(table(("a",), [])) == []


def test_a_cell_ends_no_cell() -> None:
    assert list(table(("a", "b"), [("x|y", 1)]))[-1] == r"| x\|y | 1 |"
