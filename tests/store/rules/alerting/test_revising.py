"""What becomes of alerts, and of decisions about them, when later hits undo their windows."""

import sqlite3

import pytest

from store.rules.alerting.changes import Changes
from store.rules.compiled import Reopen, RuleType
from store.rules.counting.judging import Active
from store.rules.engine import Engine
from store.rules.windows import Bounds
from tests.store.rules.making import Entry, rule, side_by_side
from tests.store.rules.trial import court

WHOLE = "id, status, first_seen, last_seen, count, reopened, follows"


class Trial:
    """A rule that holds where at most two hits lie in a window of ten."""

    def __init__(self, reopen: Reopen = Reopen.REGRESSED) -> None:
        few = rule(
            uuid="few",
            type=RuleType.EVENT_COUNT,
            members=("a",),
            timespan=10,
            bounds=Bounds((("lte", 2),)),
            cooldown=20,
            reopen=reopen,
        )
        self.connection: sqlite3.Connection = court()
        self.engine = Engine([Active(1, few), Active(2, rule(uuid="a", alerts=False))])
        self.first = 1

    def hear(self, *times: int) -> Changes:
        """A batch is judged."""
        some = side_by_side(Entry(1, "{}", 0, at, ts, 1) for at, ts in enumerate(times))
        changes = self.engine.apply(self.connection, self.first, some, 0)
        self.first += len(times)
        return changes

    def close(self, alert: int = 1) -> None:
        """An analyst closes an alert."""
        self.connection.execute("UPDATE alerts SET status = 'closed' WHERE id = ?", (alert,))

    def alerts(self) -> list[tuple[object, ...]]:
        """Those that are listed, by their time."""
        return self.connection.execute(
            f"SELECT {WHOLE} FROM alerts WHERE merged_into IS NULL ORDER BY first_seen"
        ).fetchall()


def test_an_alert_shrinks():
    trial = Trial()
    trial.hear(0, 20, 30)
    changes = trial.hear(29, 29)
    assert trial.alerts() == [(1, "new", 0, 20, 2, 0, None)]
    assert (changes.opened, changes.updated) == (set(), {1})


def test_an_alert_falls_apart_and_its_first_part_keeps_its_number():
    trial = Trial()
    trial.hear(0, 15, 30)
    assert trial.alerts() == [(1, "new", 0, 30, 3, 0, None)]
    trial.hear(15, 15)
    assert trial.alerts() == [(1, "new", 0, 0, 1, 0, None), (2, "new", 30, 30, 1, 0, None)]


def test_an_alert_with_no_window_left_is_taken_back():
    trial = Trial()
    trial.hear(5)
    changes = trial.hear(5, 5)
    assert trial.alerts() == []
    assert changes.merged == {1}
    assert trial.connection.execute("SELECT merged_into FROM alerts").fetchall() == [(0,)]


def test_what_comes_again_is_a_new_alert():
    trial = Trial()
    trial.hear(5)
    trial.hear(5, 5)
    trial.hear(40)
    assert trial.alerts() == [(2, "new", 40, 40, 1, 0, None)]


def test_a_closed_alert_that_shrinks_stays_closed():
    trial = Trial()
    trial.hear(0, 20, 30)
    trial.close()
    trial.hear(29, 29)
    assert trial.alerts() == [(1, "closed", 0, 20, 2, 0, None)]


@pytest.mark.parametrize(
    ("reopen", "alerts"),
    [
        (Reopen.REGRESSED, [(1, "new", 0, 20, 3, 1, None)]),
        (Reopen.EXTEND, [(1, "closed", 0, 20, 3, 0, None)]),
        (Reopen.NEW, [(1, "closed", 0, 20, 2, 0, None)]),
    ],
)
def test_a_closed_alert_that_grows_inside_is_what_its_rule_says(reopen, alerts):
    trial = Trial(reopen)
    trial.hear(0, 20)
    trial.close()
    trial.hear(10)
    assert trial.alerts() == alerts


def test_late_hits_before_the_end_of_a_closed_alert_leave_it_as_it_is():
    trial = Trial(Reopen.NEW)
    trial.hear(0, 20)
    trial.close()
    trial.hear(20, 30)
    assert trial.alerts()[:1] == [(1, "closed", 0, 20, 2, 0, None)]
