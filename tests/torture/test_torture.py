"""A short torture; the long one is `python -m tests.torture.torture`."""

import pytest

from tests.torture.killing import WAYS
from tests.torture.rotations import ROTATIONS
from tests.torture.torture import Plan, Torture

PLAN = Plan(kills=9, rotations=len(ROTATIONS), lines=8_000, seed=11)


@pytest.fixture(scope="module")
def outcome(tmp_path_factory):
    return Torture(tmp_path_factory.mktemp("torture"), PLAN, lambda _: None).run()


@pytest.mark.slow
def test_every_line_is_there_once_and_the_alerts_are_those_of_a_fresh_import(outcome):
    assert outcome.faults == []


@pytest.mark.slow
def test_imports_were_killed_in_every_way(outcome):
    assert set(WAYS) <= set(outcome.done)
    assert outcome.done["kills"] >= PLAN.kills


@pytest.mark.slow
def test_logs_were_rotated_in_every_way(outcome):
    assert set(ROTATIONS) <= set(outcome.done)


@pytest.mark.slow
def test_all_lines_were_written(outcome):
    assert outcome.done["lines"] >= PLAN.lines
