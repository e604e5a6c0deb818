"""What a run says when it is done."""

import pytest

from store.importing.progress import Cause, Problem, Summary


@pytest.mark.parametrize(
    ("causes", "code"),
    [
        ([], 0),
        ([Cause.DATA], 65),
        ([Cause.IO, Cause.DATA], 74),
        ([Cause.DATA, Cause.PERMISSION, Cause.IO], 77),
        ([Cause.CONFIGURATION, Cause.PERMISSION], 78),
    ],
)
def test_the_gravest_cause_is_the_exit_code(causes: list[Cause], code: int):
    problems = [Problem("a.log", "wrong", cause) for cause in causes]
    assert Summary(problems=problems).exit_code == code


def test_the_json_names_each_problem_s_path_and_error():
    found = Summary(problems=[Problem("a.log", "wrong", Cause.IO)]).as_json()
    assert found["errors"] == [{"path": "a.log", "error": "wrong"}]
