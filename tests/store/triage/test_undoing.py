"""Whatever was decided can be taken back, and made again."""

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeAlias

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store import triage
from store.errors import ActionError
from store.silences import Wish
from store.times import now
from store.triage import REASONS, Actor, cases
from store.triage.silencing import lift, silence
from tests.store.triage.making import ANN, BOB, COUNT, ask, change, make, status

LATER = now() + 24 * 3_600_000_000
_TABLES = {
    "alerts": "id, status, reason, assignee, snoozed_until, notes, labels, case_id, part_of, "
    "silence, reopened",
    "cases": "id, title, status, assignee, notes",
    "silences": "id, filter",
    "handovers": "id, status",
}

Act: TypeAlias = Callable[[Path, list[int], Actor, int], object]
_ACTS: dict[str, Act] = {
    "acknowledge": lambda path, ids, actor, _: triage.acknowledge(path, ids, actor),
    "close": lambda path, ids, actor, n: triage.close(path, ids, REASONS[n % 6], actor),
    "reopen": lambda path, ids, actor, _: triage.reopen(path, ids, actor),
    "assign": lambda path, ids, actor, n: triage.assign(path, ids, f"carol{n}", actor),
    "note": lambda path, ids, actor, n: triage.note(path, ids, f"note {n}", actor),
    "tag": lambda path, ids, actor, n: triage.tag(path, ids, ["-" * (n % 2) + "tag"], actor),
    "snooze": lambda path, ids, actor, n: triage.snooze(path, ids, LATER + n, actor),
    "merge": lambda path, ids, actor, n: triage.merge(path, ids, n % COUNT + 1, actor),
    "escalate": lambda path, ids, actor, n: cases.escalate(
        path, ids, actor, case=n % 3 or None, title="a case"
    ),
    "note case": lambda path, ids, actor, _: cases.note_case(path, ids[0], "seen", actor),
    "close case": lambda path, ids, actor, _: cases.close_case(path, ids[0], actor),
    "assign case": lambda path, ids, actor, n: cases.assign_case(path, ids[0], f"d{n}", actor),
    "hand over": lambda path, _ids, actor, _: cases.hand_over(path, "# Shift", now(), actor),
    "silence": lambda path, _ids, actor, _: silence(
        path, Wish("severity:low", actor.name, "ours", None), actor, now(), force=True
    ),
    "lift": lambda path, ids, actor, _: lift(path, ids[0], actor, now()),
}
_SEQUENCES = st.lists(
    st.tuples(
        st.sampled_from(sorted(_ACTS)),
        st.lists(st.integers(1, COUNT), min_size=1, max_size=3),
        st.sampled_from([ANN, BOB]),
        st.integers(0, 5),
    ),
    max_size=10,
)


def state(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Everything that decisions change; a silence that was taken back was lifted."""
    found = {table: ask(path, f"SELECT {names} FROM {table}") for table, names in _TABLES.items()}
    lifted = ask(path, "SELECT id FROM silences WHERE lifted IS NULL")
    return {**found, "in force": lifted}


def rows_that_stand(path: Path, before: dict[str, list[tuple[object, ...]]]) -> object:
    """The state without the rows that were added since, which are withdrawn."""
    known = {table: len(rows) for table, rows in before.items()}
    return {table: rows[: known[table]] for table, rows in state(path).items()}


def carried_out(path: Path, sequence: list[tuple[str, list[int], Actor, int]]) -> list[Actor]:
    actors = []
    for name, ids, actor, number in sequence:
        try:
            _ACTS[name](path, ids, actor, number)
        except ActionError:
            continue
        actors.append(actor)
    return actors


@settings(max_examples=60, deadline=None)
@given(_SEQUENCES)
def test_any_sequence_undone_gives_back_the_state(
    sequence: list[tuple[str, list[int], Actor, int]],
) -> None:
    with TemporaryDirectory() as folder:
        path = make(Path(folder) / "blotter.db")
        before = state(path)
        for actor in reversed(carried_out(path, sequence)):
            triage.undo(path, actor)
        assert rows_that_stand(path, before) == before
        assert ask(path, "SELECT 1 FROM cases WHERE status <> 'withdrawn'") == []
        for actor in (ANN, BOB):
            with pytest.raises(ActionError, match="nothing that could be undone"):
                triage.undo(path, actor)


@settings(max_examples=40, deadline=None)
@given(_SEQUENCES)
def test_any_sequence_undone_and_done_again_gives_the_same_state(
    sequence: list[tuple[str, list[int], Actor, int]],
) -> None:
    with TemporaryDirectory() as folder:
        path = make(Path(folder) / "blotter.db")
        actors = carried_out(path, [(name, ids, ANN, n) for name, ids, _, n in sequence])
        after = state(path)
        for actor in actors:
            triage.undo(path, actor)
        for actor in actors:
            triage.redo(path, actor)
        assert state(path) == after
        with pytest.raises(ActionError, match="nothing that could be done again"):
            triage.redo(path, ANN)
        assert len([triage.undo(path, actor) for actor in actors]) == len(actors)


def test_redo_makes_decisions_again_in_their_order(path: Path) -> None:
    triage.acknowledge(path, [1], ANN)
    triage.close(path, [1], "benign", ANN)
    triage.undo(path, ANN)
    triage.undo(path, ANN)
    assert [triage.redo(path, ANN).verb for _ in range(2)] == ["acknowledge", "close"]
    assert status(path) == "closed"


def test_a_new_decision_forgets_what_could_be_done_again(path: Path) -> None:
    triage.acknowledge(path, [1], ANN)
    triage.undo(path, ANN)
    triage.acknowledge(path, [2], ANN)
    with pytest.raises(ActionError, match="nothing that could be done again"):
        triage.redo(path, ANN)


def test_redo_is_refused_where_somebody_else_decided_meanwhile(path: Path) -> None:
    triage.acknowledge(path, [1], ANN)
    triage.undo(path, ANN)
    triage.close(path, [1], "benign", BOB)
    with pytest.raises(ActionError, match="it is closed"):
        triage.redo(path, ANN)


def test_what_is_done_again_can_be_taken_back_again(path: Path) -> None:
    triage.close(path, [1], "benign", ANN)
    for _ in range(3):
        assert triage.undo(path, ANN).verb == "close"
        assert triage.redo(path, ANN).verb == "close"
    assert triage.undo(path, ANN).alerts == (1,)
    assert status(path) == "new"


def test_redo_is_ones_own(path: Path) -> None:
    triage.acknowledge(path, [1], ANN)
    triage.undo(path, ANN)
    with pytest.raises(ActionError, match="bob has taken back nothing"):
        triage.redo(path, BOB)


def test_undoing_a_silence_shows_also_what_it_hid_since(path: Path) -> None:
    wish = Wish("severity:low", "ann", "ours", None)
    silence(path, wish, ANN, now())
    assert ask(path, "SELECT count(silence) FROM alerts") == [(COUNT,)]
    triage.undo(path, ANN)
    assert ask(path, "SELECT count(silence) FROM alerts") == [(0,)]


def test_undo_tells_of_the_case_and_of_its_alerts(path: Path) -> None:
    cases.escalate(path, [2, 1], ANN, title="a case")
    done = triage.undo(path, ANN)
    assert (done.verb, done.alerts, done.about) == ("escalate", (1, 2), "case 1")


def test_undo_of_what_is_about_alerts_alone_tells_of_nothing_else(path: Path) -> None:
    triage.acknowledge(path, [1], ANN)
    assert triage.undo(path, ANN).about == ""


def test_undoing_a_silence_shows_what_came_after_it(path: Path) -> None:
    silence(path, Wish("severity:low", "ann", "ours", None), ANN, now())
    change(
        path,
        "INSERT INTO alerts (rule, grp, severity, first_seen, last_seen, opened_at, count, peak, "
        "evidence, silence) VALUES (1, 2, 'low', 0, 0, 0, 1, 1, 1, 1)",
    )
    triage.undo(path, ANN)
    assert ask(path, "SELECT id FROM alerts WHERE silence IS NOT NULL") == []
