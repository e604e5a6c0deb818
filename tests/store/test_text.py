"""Bytes become text, and text becomes drawable: nothing is dropped, nothing is obeyed."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.text import decode, safe


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (b"plain", "plain"),
        ("\u00e9\U0001f600".encode(), "\u00e9\U0001f600"),
        (b"a\xffb", r"a\xffb"),
        (b"\xc3", r"\xc3"),
        (b"\xed\xa0\x80", r"\xed\xa0\x80"),
        (b"\xc0\xaf", r"\xc0\xaf"),
        (b"\xef\xbb\xbfbom", "\ufeffbom"),
        (b"a\0b", "a\0b"),
        (b"", ""),
    ],
)
def test_bytes_that_are_not_utf_8_are_written_out(raw, text):
    assert decode(raw) == text


@given(st.binary())
def test_any_bytes_become_text_that_can_be_stored(raw):
    escaped = raw.decode("utf-8", "surrogateescape")
    written_out = "".join(
        f"\\x{ord(each) - 0xDC00:02x}" if "\udc80" <= each <= "\udcff" else each for each in escaped
    )
    assert decode(raw).encode("utf-8", "strict") == written_out.encode()


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_text_stays_as_it_is(text):
    assert decode(text.encode()) == text


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("plain [red]text[/red]", "plain [red]text[/red]"),
        ("\x1b[31mred", "\u241b[31mred"),
        ("a\nb\rc", "a\u240ab\u240dc"),
        ("\0\x07\x7f", "\u2400\u2407\u2421"),
        ("\x9b31m", r"\u{9b}31m"),
        ("a\tb", "a   b"),
        ("\u202eevil", r"\u{202e}evil"),
        ("a\u200bb", r"a\u{200b}b"),
        ("\u2028", r"\u{2028}"),
        ("\U000e0041", r"\u{e0041}"),
        ("\u3164", r"\u{3164}"),
        ("x\ufe0f", r"x\u{fe0f}"),
        ("\ud800", r"\u{d800}"),
        ("e\u0301", "e\u0301"),
        ("\u0301e", r"\u{301}e"),
        ("e\u0301\u0301\u0301", "e\u0301\u0301" + r"\u{301}"),
        ("\u4e2d\u00e9", "\u4e2d\u00e9"),
        ("a\u00a0b", r"a\u{a0}b"),
        ("", ""),
    ],
)
def test_what_a_terminal_could_obey_is_written_out(text, drawn):
    assert safe(text) == drawn


@given(st.text())
def test_everything_that_is_drawn_prints(text):
    assert safe(text).isprintable()


@given(st.text())
def test_no_more_marks_than_allowed_are_piled_up(text):
    pile = 0
    for character in safe(text):
        pile = pile + 1 if unicodedata.category(character) in ("Mn", "Me") else 0
        assert pile <= 2


@given(st.text())
def test_what_is_safe_stays_as_it_is(text):
    assert safe(safe(text)) == safe(text)


@given(st.text(st.characters(max_codepoint=0x1F, exclude_characters="\t"), min_size=1))
def test_no_control_is_dropped(text):
    assert len(safe(text)) == len(text)


def test_a_long_text_takes_no_long_time():
    assert len(safe("\u0301" * 100_000)) > 100_000
