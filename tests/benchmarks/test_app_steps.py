"""What an analyst does in the app, measured."""

from benchmarks.app_steps import Taken
from benchmarks.terminal import Answer

TAKEN = Taken("a key", [Answer(number / 1e3, number / 2e3) for number in range(1, 201)])


def test_of_a_hundred_answers_the_slowest_is_left_out():
    assert TAKEN.nearly_all == 198.0


def test_the_longest_answer_is_told():
    assert TAKEN.longest == 200.0


def test_processor_time_is_told_beside():
    assert TAKEN.cpu == 50.25
