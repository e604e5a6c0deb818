"""Goals, and whether they are reached."""

import pytest

from benchmarks.goals import Goal, memory, rate, seconds, share, times


@pytest.mark.parametrize(
    ("goal", "reached"),
    [
        (times("import / other", 2.5, 2.5), True),
        (times("import / other", 2.5, 2.4), False),
        (times("import / other", 2.5, None), None),
        (rate("auth", 1_000, 1_500, "lines"), True),
        (seconds("run", 0.3, 0.2), True),
        (seconds("run", 0.3, 0.31), False),
        (share("database / log", 0.45, 0.45), True),
        (memory("memory", 251e6), False),
    ],
)
def test_a_goal_is_reached_or_not(goal: Goal, reached: bool | None):
    assert goal.reached is reached


@pytest.mark.parametrize(
    ("goal", "ratio"),
    [(rate("auth", 1_000, 1_500, "lines"), 1.5), (seconds("run", 0.3, 0.6), 0.5)],
)
def test_the_ratio_grows_with_what_is_reached(goal: Goal, ratio: float):
    assert goal.ratio == pytest.approx(ratio)


@pytest.mark.parametrize(
    ("goal", "words"),
    [
        (times("import / other", 2.5, 3.0), (">= 2.50 x", "3.00 x")),
        (times("import / other", 2.5, None), (">= 2.50 x", "-")),
        (rate("auth", 150_000, 99_000, "lines"), (">= 150,000 lines/s", "99,000 lines/s")),
        (seconds("run", 0.3, 0.25), ("<= 0.300 s", "0.250 s")),
        (memory("memory", 123e6), ("<= 250 MB", "123 MB")),
    ],
)
def test_a_goal_in_words(goal: Goal, words: tuple[str, str]):
    assert (goal.wanted, goal.found) == words
