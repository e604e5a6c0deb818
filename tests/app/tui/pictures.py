"""How pictures of screens are kept."""

from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode
from syrupy.types import SerializableData, SerializedData

from tests.app.tui.sampling import tidy


class Svg(SingleFileSnapshotExtension):
    """One picture in each file, with its true extension."""

    file_extension = "svg"
    _write_mode = WriteMode.TEXT

    def serialize(self, data: SerializableData, **_options: object) -> SerializedData:
        """Leave out what names other machines: fonts to fetch, and who drew it."""
        return tidy(str(data))
