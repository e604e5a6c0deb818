"""The folder where measurements are made."""

from pathlib import Path

import pytest

from benchmarks.workshop import Workshop


@pytest.fixture
def workshop(tmp_path: Path) -> Workshop:
    return Workshop(tmp_path / "bench")


def test_a_log_has_what_was_asked_for(workshop: Workshop):
    assert workshop.auth(30).read_bytes().count(b"\n") == 30


def test_a_log_that_is_there_is_not_made_again(workshop: Workshop):
    workshop.auth(30).write_bytes(b"ours\n")
    assert workshop.auth(30).read_bytes() == b"ours\n"


def test_logs_of_several_weeks_lie_side_by_side(workshop: Workshop):
    assert workshop.access(5).read_bytes() != workshop.access(5, week=1).read_bytes()


def test_what_was_made_in_part_is_made_anew(workshop: Workshop):
    workshop.path("partial").mkdir()
    assert workshop.xml(3).read_bytes().count(b"<EventRecordID>") == 3
