"""A command line that the program does not understand is found."""

import pytest

from tests.command_lines import problem


@pytest.mark.parametrize(
    "words",
    [
        ["alerts"],
        ["alerts", "close", "7", "--reason", "benign"],
        ["alerts", "close"],
        ["alerts", "7"],
        ["rules"],
        ["rules", "explain"],
        ["events", "--help"],
        ["--import-only", "--quiet", "/var/log"],
    ],
)
def test_what_is_understood_is_no_problem(words: list[str]):
    assert problem(words) is None


@pytest.mark.parametrize(
    "words",
    [
        ["alerts", "close", "7", "--reason", "whatever"],
        ["alerts", "close", "7", "--raeson", "benign"],
        ["rules", "chek"],
        ["--import-olny", "/var/log"],
    ],
)
def test_what_is_not_understood_is_a_problem(words: list[str]):
    assert problem(words)
