"""How records that come in are coloured."""

from typing import Any

import pytest

from app.screens import live_words
from app.screens.reads import Arrived
from store.model import Severity
from store.queries.events import EventRow
from widgets.view_models import Tone


def _event(**changed) -> EventRow:
    values: dict[str, Any] = {
        "id": 1,
        "time": 0,
        "dataset": "system.auth",
        "outcome": "success",
        "action": "login",
        "address": "192.0.2.1",
        "user": "root",
        "host": "web1",
        "status": None,
        "code": None,
        "program": "sshd",
        "summary": "x",
    }
    return EventRow(**(values | changed))


@pytest.mark.parametrize(
    ("dataset", "said"),
    [
        ("apache.access", "web"),
        ("apache.error", "err"),
        ("system.auth", "auth"),
        ("windows.eventlog", "win"),
        ("mine", "log"),
        (None, "log"),
    ],
)
def test_a_family_has_a_word_and_a_colour(dataset, said):
    row = live_words.row(_event(dataset=dataset), None)
    assert row.cells[2] == said


def test_families_have_different_colours():
    tones = {
        live_words.row(_event(dataset=name), None).tone
        for name in ("apache.access", "apache.error", "system.auth", "windows.eventlog")
    }
    assert len(tones) == 4


@pytest.mark.parametrize(
    ("status", "tone"), [(200, Tone.PLAIN), (404, Tone.MEDIUM), (503, Tone.BAD)]
)
def test_an_answer_shows_how_bad_it_is(status, tone):
    assert dict(live_words.row(_event(status=status), None).tones)[8] is tone


def test_a_failure_shows():
    assert dict(live_words.row(_event(outcome="failure"), None).tones)[8] is Tone.BAD


@pytest.mark.parametrize("severity", Severity)
def test_an_alert_shows_as_mark_and_colour(severity):
    (row,) = live_words.rows(Arrived(1, [_event()], {1: severity}))
    assert row.cells[4]
    assert dict(row.tones)[8] is Tone(severity.value)
