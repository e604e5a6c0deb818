"""Measuring searches in raw records."""

from pathlib import Path

from benchmarks import raw_search
from benchmarks.workshop import Workshop


def test_every_filter_is_measured_on_the_lines_that_it_finds(tmp_path: Path):
    found = raw_search.run(raw_search._database(Workshop(tmp_path), 300), 1)
    lines = {each.filter: each.lines for each in found}
    assert list(lines) == list(raw_search.FILTERS)
    assert lines['"Chrome"'] > 30
    assert lines['regex:"x.*y.*z.*q"'] == 0


def test_the_goals_are_those_of_the_slowest_that_find_little():
    found = [
        raw_search.Searched("regex:a", 1, 0.001, 5e8),
        raw_search.Searched("regex:b", 1, 0.001, 3e8),
        raw_search.Searched("regex:c", 1, 0.5, 1e8),
        raw_search.Searched("d", 1, 0.001, 9e8),
    ]
    assert [(goal.measured, goal.reached) for goal in raw_search._goals(found)] == [
        (900.0, True),
        (300.0, False),
    ]
