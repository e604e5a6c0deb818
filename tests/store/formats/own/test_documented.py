"""The format in the user's guide is right."""

import re
from pathlib import Path

from store.formats.own.loading import read
from store.formats.own.trying import trial
from tests.store.formats.own.making import write

GUIDE = Path(__file__).parents[4] / "docs" / "formats.md"


def test_the_example_of_the_guide(tmp_path):
    example = re.search(r"^```yaml\n(.*?)^```$", GUIDE.read_text(), re.MULTILINE | re.DOTALL)
    assert example is not None
    found, problems = read(write(tmp_path, example[1]))
    assert problems == []
    assert found is not None
    assert trial(found, {}) == []
