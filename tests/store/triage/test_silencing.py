"""Silences that end at another time."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store import silences
from store.database.connection import Writer, reader
from store.errors import ActionError
from store.silences import Wish
from store.triage import Actor, redo, undo
from store.triage.silencing import extend, lift, silence
from tests.app.tui.database import BEGIN, build

EVE = Actor("eve", "soc1")
HOUR = 3_600_000_000
NOW = BEGIN + 24 * HOUR


@pytest.fixture
def path(tmp_path):
    found = tmp_path / "test.db"
    build(found, events=20)
    return found


def _begin(path, until=NOW + HOUR, at=NOW):
    return silence(path, Wish("ip:203.0.113.7", "eve", "our scanner", until), EVE, at)


def _stands(path):
    """When the silence ends, and which alerts are hidden."""
    connection = reader(path)
    found = silences.get(connection, 1)
    hidden = connection.execute("SELECT id FROM alerts WHERE silence = 1 ORDER BY id").fetchall()
    connection.close()
    return found.until, [number for (number,) in hidden]


@pytest.mark.parametrize("until", [NOW + 9 * HOUR, NOW + HOUR // 2, None])
def test_a_silence_ends_at_another_time(path, until):
    _begin(path)
    assert extend(path, 1, until, EVE, NOW).until == until
    assert _stands(path) == (until, [2])


def test_that_is_taken_back_and_made_again(path):
    _begin(path)
    extend(path, 1, NOW + 9 * HOUR, EVE, NOW)
    undo(path, EVE)
    assert _stands(path)[0] == NOW + HOUR
    redo(path, EVE)
    assert _stands(path)[0] == NOW + 9 * HOUR


def test_one_that_had_ended_hides_again_what_is_new(path):
    _begin(path, until=NOW - 2 * HOUR, at=NOW - 3 * HOUR)
    with Writer(path) as writer, writer.transaction() as connection:
        connection.execute("UPDATE alerts SET silence = NULL")  # as if they came after its end
    extend(path, 1, NOW + HOUR, EVE, NOW)
    assert _stands(path) == (NOW + HOUR, [2])


def test_what_an_extension_hides_is_shown_after_undo(path):
    _begin(path)
    lift(path, 1, EVE, NOW)
    undo(path, EVE)
    before = _stands(path)
    extend(path, 1, NOW + 9 * HOUR, EVE, NOW)
    undo(path, EVE)
    assert _stands(path) == before


def test_one_that_was_lifted_is_not_extended(path):
    _begin(path)
    lift(path, 1, EVE, NOW)
    with pytest.raises(ActionError, match="was lifted; begin another one"):
        extend(path, 1, NOW + 9 * HOUR, EVE, NOW)


@pytest.mark.parametrize(
    ("until", "why"), [(NOW - 1, "ends in the future"), (NOW + HOUR, "ends then already")]
)
def test_an_end_that_makes_no_sense_is_refused(path, until, why):
    _begin(path)
    with pytest.raises(ActionError, match=why):
        extend(path, 1, until, EVE, NOW)
    assert _stands(path)[0] == NOW + HOUR


def test_there_has_to_be_such_a_silence(path):
    with pytest.raises(ActionError, match="no silence 7"):
        extend(path, 7, None, EVE, NOW)


@settings(max_examples=5, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ends=st.lists(st.integers(1, 99), min_size=1, max_size=4))
def test_as_many_undos_lead_back_to_the_beginning(tmp_path_factory, ends):
    path = tmp_path_factory.mktemp("undo") / "test.db"
    build(path, events=20)
    _begin(path)
    before, done = _stands(path), 0
    for hours in ends:
        if _stands(path)[0] != NOW + (hours + 1) * HOUR:
            extend(path, 1, NOW + (hours + 1) * HOUR, EVE, NOW)
            done += 1
    for _ in range(done):
        undo(path, EVE)
    assert _stands(path) == before
