"""Ten processes on one database: nobody is told of a lock, nothing is lost, nothing breaks."""

import pytest

from tests.store.queries.scene import build
from tests.torture.crowd import crowd


@pytest.mark.slow
def test_ten_processes_get_on_with_each_other(tmp_path):
    found = crowd(build(tmp_path / "blotter.db"), 6.0)
    assert found.errors == []
    assert (found.events, found.is_sound) == (found.lines, True)
    assert found.log <= 64 * 1024 * 1024
    assert found.runs > 10
    assert found.decisions > 0
