"""The report in the documents is what the program says of the sample logs today."""

from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[3] / "docs" / "report"


def test_every_form_is_there(drawn: dict[str, bytes]):
    assert {path.name for path in FOLDER.iterdir()} == set(drawn)


@pytest.mark.parametrize(
    "name",
    ["week.txt", "week.html", "week.md", "week.json", "week.csv", "mail.html", "classic.txt"],
)
def test_it_is_the_same(name: str, drawn: dict[str, bytes]):
    """Where this fails because rules or wording changed: `make report`."""
    assert (FOLDER / name).read_bytes() == drawn[name]
