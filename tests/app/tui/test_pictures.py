"""The screens as pictures: what changes in them is seen in review."""

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode
from syrupy.types import SerializableData, SerializedData

from tests.app.tui.conftest import shows
from tests.app.tui.sampling import tidy


class Svg(SingleFileSnapshotExtension):
    """One picture in each file, with its true extension."""

    file_extension = "svg"
    _write_mode = WriteMode.TEXT

    def serialize(self, data: SerializableData, **_options: object) -> SerializedData:
        """Leave out what names other machines: fonts to fetch, and who drew it."""
        return tidy(str(data))


@pytest.fixture
def picture(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    return snapshot.use_extension(Svg)


@pytest.mark.parametrize("size", [(80, 24), (160, 48)], ids=["80x24", "160x48"])
async def test_alerts(opened, picture, size):
    async with opened(size) as pilot:
        await pilot.press("j")
        await shows(pilot, "▌▲ high", "Failed password for root")
        assert pilot.app.export_screenshot() == picture


@pytest.mark.parametrize("size", [(80, 24), (160, 48)], ids=["80x24", "160x48"])
async def test_events(opened, picture, size):
    async with opened(size) as pilot:
        await pilot.press("4")
        await shows(pilot, "1,000 records, newest first", "@timestamp")
        assert pilot.app.export_screenshot() == picture
