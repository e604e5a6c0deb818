"""The records of a batch as judging asks for them: of a sheet, each made once at most."""

from collections.abc import Sequence

from store.formats.sheet import Sheet
from store.model import Record


class Batch:
    """Records that are asked for one by one, some of them more than once."""

    def __init__(self, records: Sequence[Record]) -> None:
        self.sheet = records if isinstance(records, Sheet) else None
        """The sheet that they stand on, if they do."""
        self._records = records
        self._made: dict[int, Record] = {}

    def record(self, position: int) -> Record:
        """The record at a position from the beginning."""
        if self.sheet is None:
            return self._records[position]
        record = self._made.get(position)
        if record is None:
            record = self._made[position] = self.sheet.record(position)
        return record

    def text(self, key: str, position: int) -> str | None:
        """A text that a sheet has in a column of its own; None where the record has to be asked."""
        if self.sheet is None or key not in self.sheet.singles:
            return None
        value = self.sheet.singles[key][position]
        return value if type(value) is str else None
