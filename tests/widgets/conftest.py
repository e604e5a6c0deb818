"""Times are drawn in UTC, whatever a test before has chosen."""

from collections.abc import Iterator

import pytest

from widgets import zones


@pytest.fixture(autouse=True)
def in_utc() -> Iterator[None]:
    zones.draw_in(zones.UTC_ZONE)
    yield
    zones.draw_in(zones.UTC_ZONE)
