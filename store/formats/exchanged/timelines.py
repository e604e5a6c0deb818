"""Read a timeline as CSV: a heading that says what all rows hold, and a row for each event."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from store.formats.exchanged.csv_rows import cells_of, rows_of
from store.formats.exchanged.events import Events
from store.formats.interface import LookAhead, Parsed, Reader, State
from store.model import Context, Record

_MOST_COLUMNS = 500


class Meaning(NamedTuple):
    """What a kind of timeline means."""

    dataset: str
    is_heading: Callable[[Sequence[str]], bool]
    """Whether a row's cells are a heading."""
    fields: Callable[[Mapping[str, str], Context], Mapping[str, Any]]
    """The fields, by ECS names, of a row: its cells by their titles."""


class _Timeline:
    """Reads one source; see `Reader`."""

    def __init__(self, meaning: Meaning, context: Context, state: State) -> None:
        self._meaning = meaning
        self._context = context
        self._events = Events(meaning.dataset, context.host)
        self._titles: list[str] = list(state.get("titles", ()))

    def state(self) -> State:
        """The heading: it says what all rows hold."""
        return {"titles": self._titles} if self._titles else {}

    def read(self, data: bytes, offset: int, *, at_end: bool, take_rest: bool) -> Parsed:
        """Make a record of every row but headings; see `Reader`."""
        rows = rows_of(data, offset, take_rest=at_end and take_rest)
        records = [self._record(at, raw) for at, raw in rows.rows]
        return Parsed([each for each in records if each is not None], rows.consumed)

    def _record(self, offset: int, raw: bytes) -> Record | None:
        cells = cells_of(raw)
        if self._titles and self._titles == cells:  # of a file that this one was put together from
            return None
        if not self._titles and self._meaning.is_heading(cells):
            self._titles = cells[:_MOST_COLUMNS]
            return None
        if not self._titles or len(cells) != len(self._titles):
            return Record(offset, raw, self._events.unparsed, {}, None)
        row = dict(zip(self._titles, cells, strict=True))
        return self._events.record(offset, raw, self._meaning.fields(row, self._context))


def score_of(meaning: Meaning) -> Callable[[bytes], float]:
    """Certain where one of the first rows is a heading."""

    def score(head: bytes) -> float:
        rows = rows_of(head, 0, take_rest=True).rows
        return float(any(meaning.is_heading(cells_of(raw)) for _, raw in rows[:20]))

    return score


def opener_of(meaning: Meaning) -> Callable[[Context, State, LookAhead], Reader]:
    """What makes a reader of a source."""

    def opened(context: Context, state: State, _look_ahead: LookAhead) -> Reader:
        return _Timeline(meaning, context, state)

    return opened
