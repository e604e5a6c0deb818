"""The sample logs, imported and decided about once, and the report on their week in every form."""

from pathlib import Path

import pytest

from tests.app.report.sampling import renderings, sample_database


@pytest.fixture(scope="session")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sample_database(tmp_path_factory.mktemp("samples") / "samples.db")


@pytest.fixture(scope="session")
def drawn(samples: Path) -> dict[str, bytes]:
    """By file name: see `sampling.renderings`."""
    return renderings(samples)
