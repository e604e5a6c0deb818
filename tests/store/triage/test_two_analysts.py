"""Two analysts on one database, each in a process of their own."""

import subprocess
import sys
from pathlib import Path

import pytest

from store import triage
from store.database import chain
from store.database.connection import Writer
from store.times import now
from store.triage import Actor, ConflictError, Targets, Version
from tests.store.triage.making import ANN, BOB, ask, change, make, status, versions

_ALERTS = 30
_ANALYST = """
import sys
from pathlib import Path
from store import triage
from store.errors import ActionError
from store.triage import Actor, Targets
from tests.store.triage.making import versions

path, me = Path(sys.argv[1]), Actor(sys.argv[2], "desk")
won = lost = 0
for number in range(1, int(sys.argv[3]) + 1):
    triage.note(path, [number], f"{me.name} was here", me)
    seen = versions(path)
    try:
        triage.assign(path, Targets([number], seen), f"{me.name} and nobody else", me)
    except triage.ConflictError:
        lost += 1
    except ActionError as error:
        raise SystemExit(str(error))
    else:
        won += 1
print(won, lost)
"""


def _start(path: Path, name: str) -> subprocess.Popen[str]:
    words = [sys.executable, "-c", _ANALYST, str(path), name, str(_ALERTS)]
    root = Path(__file__).parents[3]
    return subprocess.Popen(words, stdout=subprocess.PIPE, text=True, cwd=root)


@pytest.fixture
def fought_over(tmp_path: Path) -> tuple[Path, list[tuple[int, int]]]:
    """A database that two have worked on at once, and how often each won and lost."""
    path = make(tmp_path / "blotter.db", _ALERTS)
    both = [_start(path, name) for name in ("ann", "bob")]
    told = [process.communicate(timeout=120)[0].split() for process in both]
    return path, [(int(won), int(lost)) for won, lost in told]


def test_no_update_is_lost_and_every_conflict_is_told(
    fought_over: tuple[Path, list[tuple[int, int]]],
) -> None:
    path, told = fought_over
    notes = ask(path, "SELECT json_array_length(notes) FROM alerts")
    assert notes == [(2,)] * _ALERTS
    written = ask(path, "SELECT actor, count(*) FROM actions WHERE verb = 'assign' GROUP BY actor")
    winners = zip(("ann", "bob"), told, strict=True)
    assert written == [(name, won) for name, (won, _) in winners if won]
    assert all(won + lost == _ALERTS for won, lost in told)
    with Writer(path) as writer:
        assert chain.audit(writer.connection).broken is None


SEEN = {1: Version(0, 0)}
LATER = now() + 24 * 3_600_000_000


def test_who_looked_before_the_other_decided_is_told_what_happened(path: Path) -> None:
    triage.close(path, [1], "benign", BOB)
    with pytest.raises(ConflictError, match="close by bob@lab, it is closed"):
        triage.close(path, Targets([1], SEEN), "duplicate", ANN)
    assert ask(path, "SELECT reason FROM alerts WHERE id = 1") == [("benign",)]


def test_who_looks_again_may_decide(path: Path) -> None:
    triage.acknowledge(path, [1], BOB)
    triage.close(path, Targets([1], {1: Version(1, 0)}), "duplicate", ANN)
    assert status(path) == "closed"


def test_evidence_that_opened_an_alert_again_is_told(path: Path) -> None:
    change(path, "UPDATE alerts SET reopened = 1 WHERE id = 1")
    with pytest.raises(ConflictError, match="new evidence"):
        triage.acknowledge(path, Targets([1], SEEN), ANN)


def test_evidence_that_only_adds_up_is_no_conflict(path: Path) -> None:
    change(path, "UPDATE alerts SET count = 9, rev = rev + 1 WHERE id = 1")
    assert triage.acknowledge(path, Targets([1], SEEN), ANN).alerts == (1,)


def test_one_conflict_and_nothing_is_changed(path: Path) -> None:
    triage.assign(path, [1], "carol", BOB)
    with pytest.raises(ConflictError):
        triage.acknowledge(path, Targets([2, 1], SEEN), ANN)
    assert status(path, 2) == "new"


def test_or_the_others_are_changed_and_that_one_is_told(path: Path) -> None:
    triage.assign(path, [1], "carol", BOB)
    done = triage.acknowledge(path, Targets([2, 1, 3], SEEN, leave=True), ANN)
    assert (done.alerts, len(done.left)) == ((2, 3), 1)
    assert "assign by bob@lab" in done.left[0]


def test_a_note_follows_whatever_the_other_did(path: Path) -> None:
    triage.acknowledge(path, [1], BOB)
    assert triage.note(path, Targets([1], SEEN), "I saw it too", ANN).alerts == (1,)


def test_that_an_alert_woke_is_no_conflict(path: Path) -> None:
    triage.snooze(path, [1], LATER, BOB)
    seen = versions(path)
    with Writer(path) as writer, writer.transaction() as connection:
        triage.wake(connection, LATER)
    assert triage.close(path, Targets([1], seen), "benign", ANN).alerts == (1,)


def test_of_two_decisions_the_later_is_told(path: Path) -> None:
    triage.acknowledge(path, [1], BOB)
    triage.close(path, [1], "benign", BOB)
    with pytest.raises(ConflictError, match="close by bob"):
        triage.acknowledge(path, Targets([1], SEEN), ANN)


def test_ones_own_decision_is_no_conflict_but_at_another_terminal_it_is(path: Path) -> None:
    triage.acknowledge(path, [1], ANN)
    with pytest.raises(ConflictError, match="acknowledge by ann@desk"):
        triage.close(path, Targets([1], SEEN), "benign", Actor("ann", "desk", "pts/2"))
    assert triage.close(path, Targets([1], SEEN), "benign", ANN).alerts == (1,)
