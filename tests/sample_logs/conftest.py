"""The generator's week, made once."""

import pytest

from sample_logs.generator import expected
from sample_logs.generator.week import Week, week


@pytest.fixture(scope="session")
def made() -> Week:
    return week()


@pytest.fixture(scope="session")
def written(made: Week) -> dict[str, bytes]:
    return {**made.files, expected.PATH: expected.expectations(made)}
