"""Turn records and tops into the values that widgets draw; every text is made safe here."""

from collections.abc import Sequence
from pathlib import Path

from app.screens.filtering import TIME
from app.screens.key_words import KeyWords
from app.screens.reads import RawRecord
from store.filters.grammar import Filter
from store.queries.events import EventRow
from store.text import decode
from store.times import read_iso
from widgets import zones
from widgets.view_models import Column, Fit, Line, Row, Shown, Tone, clock, paragraphs, shown

EVENT_COLUMNS = (
    Column("time", 14, timed=True, fit=Fit.NARROW, key=TIME),
    Column("time", 19, timed=True, fit=Fit.WIDE, key=TIME),
    Column("", 1, tinted=True, key="event.outcome"),
    Column("source", 15, key="source.ip", most=25),
    Column("user", 10, key="user.name", most=20),
    Column("record", 0, key="message"),
)
_FIRST = {
    key: at
    for at, key in enumerate(
        (
            TIME,
            "message",
            "source.ip",
            "source.domain",
            "user.name",
            "user.target.name",
            "event.action",
            "event.outcome",
            "url.path",
            "http.response.status_code",
        )
    )
}
"""Fields that stand before the others."""
_STANDING_OUT = tuple((cell, Tone.STRONG) for cell in (0, 1, 3, 4, 5))
_KEY = 28
"""Cells of a field's name."""
_OUTCOMES = {"failure": ("✗", Tone.BAD), "success": ("✓", Tone.GOOD)}


def _named(value: object) -> object:
    return "" if value is None else value


def event_row(event: EventRow, *, marked: bool = False) -> Row:
    """An event as a row of the list; a marked one stands out."""
    mark, tone = _OUTCOMES.get(str(event.outcome), (" ", Tone.PLAIN))
    return Row(
        event.key,
        (
            clock(event.time, long=False),
            clock(event.time),
            Shown(mark),
            shown(_named(event.address)),
            shown(_named(event.user)),
            shown(says(event)),
        ),
        tone,
        tones=_STANDING_OUT if marked else (),
    )


def value_of(event: EventRow, cell: str) -> tuple[str, object] | None:
    """Field and value of a cell; for what happened the most telling one: path, program or code."""
    told: dict[str, object] = {
        TIME: event.time,
        "event.outcome": event.outcome,
        "source.ip": event.address,
        "user.name": event.user,
        "host.name": event.host,
        "event.dataset": event.dataset,
    }
    if cell in told:
        return None if told[cell] is None else (cell, told[cell])
    saying = (
        ("url.path", event.path),
        ("event.code", event.code),
        ("process.name", event.program),
        ("event.dataset", event.dataset),
    )
    return next((each for each in saying if each[1]), None)


def says(event: EventRow) -> str:
    """What happened, in one line; not yet safe to draw."""
    if event.status is not None:
        return f"{event.status} {event.summary}"
    if event.dataset == "windows.eventlog":
        said = "" if event.summary.lstrip().startswith("<") else event.summary
        words = (event.code, event.action, said)
        return " ".join(word for word in words if word)
    return f"{event.program}: {event.summary}" if event.program else event.summary


_OTHER_FILTER = "{filter.clear} drops the filter, {filter.edit} changes it."


def no_events(filter_: Filter, sources: Sequence[Path], words: KeyWords) -> Shown:
    """What to say where there are no records."""
    if filter_:
        return words(f"No record matches. {_OTHER_FILTER}")
    if sources:
        return Shown("No records so far. What is being imported shows here.")
    return Shown("No records yet. Import a log: blotter /var/log/auth.log")


def nothing_counted(by: str, filter_: Filter, sources: Sequence[Path], words: KeyWords) -> Shown:
    """What to say where no record has what is counted by: records of a web log name no host."""
    if filter_:
        return words(f"No record that matches names its {by}. {_OTHER_FILTER}")
    if by == "address":
        return no_events(filter_, sources, words)
    return shown(f"No record so far names its {by}.")


def nothing_live(sources: Sequence[Path], filter_: Filter) -> Shown:
    """What to say while nothing comes."""
    names = ", ".join(str(path) for path in sources)
    so_far = "No record matches so far. " if filter_ else ""
    return shown(f"{so_far}Waiting for new lines in {names or 'the configured sources'}.")


def raw_lines(record: RawRecord) -> list[Line]:
    """A record as it stands in its file."""
    return [Line(text) for text in paragraphs(decode(record.raw))]


def record_lines(record: RawRecord) -> list[Line]:
    """A record and below it its fields."""
    fields = [
        Line(shown(f"{key:<{_KEY}} {field_text(value)}"), Tone.FAINT, hang=_KEY + 1)
        for key, value in fields_of(record)
    ]
    here = [Line(text, Tone.FAINT) for text in _in_zone(record)]
    return [*raw_lines(record), Line(Shown("")), *here, *fields]


def field_rows(record: RawRecord) -> list[Row]:
    """A record's fields as rows, by their keys."""
    return [
        Row(key, (shown(key), shown(key), shown(field_text(value))), Tone.LOW)
        for key, value in fields_of(record)
    ]


def fields_of(record: RawRecord) -> list[tuple[str, object]]:
    """A record's fields: what one looks for first, the others by name; not the record itself."""
    found = [item for item in record.fields.items() if item[0] != "event.original"]
    return sorted(found, key=lambda item: (_FIRST.get(item[0], len(_FIRST)), item[0]))


def field_text(value: object) -> object:
    """A field's value as it is shown: a list with commas."""
    return ", ".join(value) if isinstance(value, list) else value


def record_place(event: int, record: RawRecord) -> list[Line]:
    """Which record it is, and where it stands."""
    path, offset = (record.fields.get(key, "?") for key in ("log.file.path", "log.offset"))
    pinned = f"pinned to case {', '.join(map(str, record.cases))}" if record.cases else ""
    return [
        Line(shown(f"record {event:,}"), Tone.STRONG),
        *([Line(shown(pinned), Tone.SPECIAL)] if pinned else []),
        *(Line(text) for text in _in_zone(record)),
        Line(shown(f"byte {offset} of {path}"), Tone.FAINT),
    ]


def _in_zone(record: RawRecord) -> list[Shown]:
    """When it was in the zone of the screen; its field says it in UTC."""
    zone, time = zones.current(), record.fields.get(TIME)
    return [] if zone.is_utc or time is None else [shown(zone.exact(read_iso(str(time))))]
