"""Commands on the small database, for the tests of this folder."""

from tests.app.conftest import runner  # noqa: F401 - a fixture
