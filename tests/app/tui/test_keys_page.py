"""The page of keys says what the declarations say."""

from pathlib import Path

from tests.app.tui.keys_page import page


def test_the_page_is_that_of_todays_commands():
    kept = Path(__file__).parents[3] / "docs" / "keys.md"
    assert kept.read_text(encoding="utf-8") == page(), "make pictures writes it again"
