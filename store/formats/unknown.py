"""Sources in no known format: every line is kept, as a record that nothing is known of."""

from store.formats.interface import LookAhead, Parsed, Reader, State
from store.formats.lines import cut
from store.formats.long_lines import of_lines
from store.model import UNPARSED, Context, Record


class UnknownReader:
    """Reads lines and understands none."""

    def read(self, data: bytes, offset: int, *, at_end: bool, take_rest: bool) -> Parsed:
        """One unparsed record for each line that is not empty."""
        lines = cut(data, offset, take_rest=at_end and take_rest)
        records = [Record(at, line, UNPARSED, {}, None) for at, line in lines.lines]
        return Parsed(records, lines.consumed)

    def state(self) -> State:
        """Nothing has to be remembered."""
        return {}


def _open(_context: Context, _state: State, _look_ahead: LookAhead) -> Reader:
    return UnknownReader()


open_unknown = of_lines(_open)
"""Makes a reader for a source that no format fits."""
