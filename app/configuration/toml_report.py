"""The table `[report]` of a configuration file: its keys, and what is wrong with their values."""

import re
from collections.abc import Iterator
from datetime import time

from app.configuration import notify_values as values_of
from app.configuration.settings import zone
from app.configuration.toml_notify import Keys, Problem, wrong

_CLOCK = re.compile(r"\d\d:\d\d", re.ASCII)


def problems(table: object, notify: object) -> Iterator[Problem]:
    """What is wrong with the table: where, and what.

    Args:
        table: The table `[report]`.
        notify: The table `[notify]`: it says how mail is sent.
    """
    if not isinstance(table, dict):
        yield ("report",), "report has to be a table: [report]"
        return
    found = list(wrong(table, _KEYS, ("report",)))
    yield from found
    if found or "period" not in table:
        return
    smtp = notify.get("smtp") if isinstance(notify, dict) else None
    if not table.get("to"):
        yield (
            ("report",),
            'a report that is made by itself needs somebody: to = ["ops@example.com"]',
        )
    elif not smtp:
        yield ("report", "to"), "mail needs a server: the table [notify.smtp]"


def _clock(text: str) -> None:
    """A time of day."""
    if not _CLOCK.fullmatch(text):
        raise ValueError(f"{text!r} is no hour, such as '07:00'")
    time.fromisoformat(text)


_KEYS: Keys = {
    "period": (str, values_of.one_of("day", "week", "month")),
    "at": (str, _clock),
    "tz": (str, zone),
    "to": (list, values_of.addresses),
    "daily_404": (int, values_of.some),
    "daily_404_thursday": (int, values_of.some),
}
