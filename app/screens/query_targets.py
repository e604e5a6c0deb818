"""Where a value of an answer leads: to an event, an alert, a time, or to what has the value."""

from dataclasses import dataclass
from datetime import UTC
from ipaddress import ip_address

from app.questioner import Result, Value
from app.screens import filtering
from app.screens.full_screen import Go
from app.screens.place import Tab
from store.filters import times
from store.filters.grammar import Filter
from store.sql.meaning import FIELDS, Meaning
from store.times import now


@dataclass(frozen=True, slots=True)
class Event:
    """An event to be read."""

    number: int


@dataclass(frozen=True, slots=True)
class Nowhere:
    """Why a value leads nowhere."""

    why: str


def field_of(result: Result, row: int, column: int) -> tuple[str, str | int] | None:
    """The field and the value, for a filter or a page; None where filters know none such."""
    value = result.rows[row][column]
    key = FIELDS.get(result.columns[column].lower().rstrip("_23456789"))
    if value is None or isinstance(value, float):
        return None
    if key is not None:
        return key, value
    return ("source.ip", value) if isinstance(value, str) and _is_address(value) else None


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def target(result: Result, row: int, column: int, filter_: Filter) -> Event | Go | Nowhere:
    """What Enter on a value leads to.

    Args:
        result: The answer.
        row: Of the value, from 0.
        column: Of the value, from 0.
        filter_: The filter in force.
    """
    value, name = result.rows[row][column], result.columns[column]
    match result.meanings[column]:
        case Meaning.EVENT if isinstance(value, int):
            return Event(value)
        case Meaning.ALERT if isinstance(value, int):
            return Go(Tab.ALERTS, filtering.of_alert(value))
        case Meaning.EITHER:
            return Nowhere(f"{name}: of an event or an alert? Name it AS event, or AS alert.")
        case Meaning.TIME if value is not None:
            return _at(value, filter_) or Nowhere(f"{name}: not a time")
    found = field_of(result, row, column)
    if found is None:
        empty = "it is empty" if value is None else "filters know no such field"
        return Nowhere(f"{name}: {empty}")
    return Go(Tab.EVENTS, filtering.with_value(filter_, *found))


def _at(value: Value, filter_: Filter) -> Go | None:
    if isinstance(value, int):
        return Go(Tab.EVENTS, filter_, value)
    try:
        return Go(Tab.EVENTS, filter_, times.read(str(value), now(), UTC))
    except ValueError:
        return None


def events_in(result: Result) -> list[int]:
    """The events of the first column that numbers some, in the order of the rows."""
    column = next((at for at, each in enumerate(result.meanings) if each is Meaning.EVENT), None)
    if column is None:
        return []
    return [value for row in result.rows if isinstance(value := row[column], int)]
