"""What is new is what the definition says, however the events arrive."""

import json
from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store.rules.compiled import Reopen
from store.rules.counting.judging import Active, Counted
from store.rules.engine import Engine
from store.rules.ledgers.ledger import Groups
from store.rules.novelties import keeper
from store.rules.novelty import NewTerms
from tests.store.rules.making import Entry, rule, side_by_side
from tests.store.rules.trial import court


class Law(NamedTuple):
    """What the rule asks for."""

    learning: int = 10
    forget: int | None = None
    cooldown: int = 0
    reopen: Reopen = Reopen.REGRESSED
    together: bool = False
    """Whether the alerts of a history are told apart by their terms."""


class Event(NamedTuple):
    """A hit of the rule."""

    ts: int
    term: str
    whose: str = "x"
    written: str = ""
    """How the history is written: large and small letters are one, but for alerts."""


class Episode(NamedTuple):
    """An alert."""

    group: str
    first: int
    last: int
    peak: int
    total: int
    evidence: int


def key(law: Law, event: Event) -> str:
    """The group of alerts that an event belongs to."""
    group = {"user.name": event.written or event.whose}
    return json.dumps(group if law.together else group | {"source.network": event.term})


def expected(law: Law, events: Sequence[Event]) -> list[Episode]:
    """The alerts by the definition."""
    new: defaultdict[str, list[int]] = defaultdict(list)
    for whose in {event.whose for event in events}:
        own = [event for event in events if event.whose == whose]
        start = min(event.ts for event in own)
        for term in {event.term for event in own}:
            met = sorted((event.ts, key(law, event)) for event in own if event.term == term)
            times = [ts for ts, _ in met]
            for at, (ts, group) in enumerate(met):
                before = times[:at]
                is_known = bool(before) and (law.forget is None or ts - before[-1] <= law.forget)
                if not is_known and ts - start >= law.learning:
                    new[group].append(ts)
    return sorted(each for group, times in new.items() for each in _episodes(law, group, times))


def _episodes(law: Law, group: str, times: list[int]) -> list[Episode]:
    runs: list[list[int]] = []
    for ts in sorted(times):
        if runs and ts - runs[-1][-1] <= law.cooldown:
            runs[-1].append(ts)
        else:
            runs.append([ts])
    return [
        Episode(group, run[0], run[-1], max(map(run.count, run)), len(run), len(run))
        for run in runs
    ]


class Trial:
    """Events as they come in."""

    def __init__(self, law: Law) -> None:
        self.law = law
        self.connection = court()
        self.first = 1
        self.restart()

    def restart(self) -> None:
        """The program ends and begins again."""
        law = self.law
        asked = rule(
            group_by=("user.name",) if law.together else ("user.name", "source.network"),
            value_keys=(("user.name", "source.network"),),
            novelty=NewTerms(1, law.learning, law.forget),
            cooldown=law.cooldown,
            reopen=law.reopen,
        )
        self.engine = Engine([Active(1, asked)])

    def hear(self, *events: Event, crash: bool = False) -> int:
        """A batch is judged, and committed unless the program dies; gives the alerts it opened."""
        self.connection.execute("BEGIN IMMEDIATE")
        changes = self.engine.apply(self.connection, self.first, self._entries(events), 0)
        self.connection.execute("ROLLBACK" if crash else "COMMIT")
        if crash:
            self.restart()
        else:
            self.first += len(events)
        return len(changes.opened)

    def _entries(self, events: Sequence[Event]) -> list[Counted]:
        return side_by_side(
            Entry(1, key(self.law, each), 0, at, each.ts, 1, json.dumps([each.whose, each.term]))
            for at, each in enumerate(events)
        )

    def found(self) -> list[Episode]:
        """The alerts."""
        rows = self.connection.execute(
            "SELECT g.key, first_seen, last_seen, peak, count, evidence FROM alerts a "
            "JOIN groups g ON g.id = a.grp WHERE merged_into IS NULL"
        )
        return sorted(Episode(*row) for row in rows)


LAWS = st.builds(
    Law,
    st.integers(0, 12),
    st.none() | st.integers(1, 12),
    st.integers(0, 6),
    st.just(Reopen.REGRESSED),
    st.booleans(),
)
EVENTS = st.lists(
    st.builds(Event, st.integers(0, 40), st.sampled_from("pqr"), st.sampled_from("xxy"))
    | st.builds(Event, st.integers(0, 40), st.just("p"), st.just("x"), st.just("X")),
    max_size=24,
)
BATCHES = st.lists(
    st.tuples(st.integers(1, 6), st.sampled_from(["", "", "restart", "crash"])), max_size=12
)


@settings(max_examples=200, deadline=None)
@given(LAWS, EVENTS)
def test_one_batch_makes_the_alerts_of_the_definition(law, events):
    trial = Trial(law)
    trial.hear(*events)
    assert trial.found() == expected(law, events)


@settings(max_examples=600, deadline=None)
@given(LAWS, EVENTS, BATCHES, st.randoms(use_true_random=False))
def test_any_order_and_any_batches_make_the_same_alerts(law, events, batches, chance):
    arriving = list(events)
    chance.shuffle(arriving)
    trial, start = Trial(law), 0
    for size, accident in [*batches, (len(events), "")]:
        batch = arriving[start : start + size]
        start += size
        if accident == "restart":
            trial.restart()
        elif accident == "crash":
            trial.hear(*batch, crash=True)
        trial.hear(*batch)
    assert trial.found() == expected(law, events)


@settings(max_examples=100, deadline=None)
@given(LAWS, EVENTS, st.integers(0, 24))
def test_a_batch_that_is_judged_again_changes_nothing(law, events, start):
    trial = Trial(law)
    trial.hear(*events)
    tables = [f"SELECT * FROM {name}" for name in ("alerts", "hits", "terms", "term_scopes")]
    before = [trial.connection.execute(each).fetchall() for each in tables]
    trial.first = 1 + min(start, len(events))
    assert trial.hear(*events[start:]) == 0
    assert [trial.connection.execute(each).fetchall() for each in tables] == before


@settings(max_examples=60, deadline=None)
@given(LAWS, EVENTS)
def test_what_is_forgotten_in_memory_is_read_again(law, events):
    trial = Trial(law)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(keeper, "_MOST", 1)
        for event in events:
            trial.hear(event)
    assert trial.found() == expected(law, events)


@settings(max_examples=60, deadline=None)
@given(LAWS, EVENTS)
def test_the_ledger_holds_what_alerts_rest_on_and_nothing_else(law, events):
    trial = Trial(law)
    for event in events:
        trial.hear(event)
    (hits,) = trial.connection.execute("SELECT count(*) FROM hits").fetchone()
    assert hits == sum(each.total for each in expected(law, events))


def test_nothing_is_new_while_a_history_is_learnt():
    trial = Trial(Law(learning=10))
    trial.hear(Event(0, "p"), Event(9, "q"))
    assert trial.found() == []


def test_what_is_new_when_a_history_is_learnt_is_an_alert():
    trial = Trial(Law(learning=10))
    trial.hear(Event(0, "p"), Event(10, "q"))
    assert [each.first for each in trial.found()] == [10]


def test_each_history_is_learnt_by_itself():
    trial = Trial(Law(learning=10))
    trial.hear(Event(0, "p"), Event(20, "q", "y"))
    assert trial.found() == []


def test_an_alert_is_taken_back_when_a_late_event_shows_that_it_was_known():
    trial = Trial(Law(learning=10))
    trial.hear(Event(0, "p"), Event(20, "q"))
    trial.hear(Event(5, "q"))
    assert trial.found() == []


def test_an_alert_is_raised_when_a_late_event_shows_that_learning_was_over():
    trial = Trial(Law(learning=10))
    trial.hear(Event(15, "p"), Event(20, "q"))
    trial.hear(Event(0, "r"))
    assert [each.first for each in trial.found()] == [15, 20]


def test_a_term_that_was_not_met_for_long_is_new_again():
    trial = Trial(Law(learning=5, forget=10))
    trial.hear(Event(0, "p"), Event(10, "p"), Event(21, "p"))
    assert [each.first for each in trial.found()] == [21]


def test_known_terms_write_nothing():
    trial = Trial(Law())
    trial.hear(Event(0, "p"))
    before = trial.connection.total_changes
    trial.hear(Event(5, "p"), Event(30, "p"))
    assert trial.connection.total_changes == before


def test_a_closed_alert_stays_as_it_was_and_a_new_one_goes_on_from_it():
    trial = Trial(Law(learning=5, cooldown=10, reopen=Reopen.NEW, together=True))
    trial.hear(Event(0, "p"), Event(20, "q"))
    trial.connection.execute("UPDATE alerts SET status = 'closed'")
    trial.hear(Event(25, "r"))
    assert [(each.first, each.last) for each in trial.found()] == [(20, 20), (25, 25)]


def test_a_rule_that_asks_for_nothing_new_has_no_keeper():
    with pytest.raises(ValueError, match="A rule"):
        keeper.Novelties(Active(1, rule()), Groups())


@pytest.mark.parametrize("names", [["x", "X"], ["X", "x"]])
def test_of_records_of_one_instant_the_same_one_counts_whichever_comes_first(names):
    trial = Trial(Law(learning=10))
    trial.hear(Event(0, "p"))
    for name in names:
        trial.hear(Event(20, "q", "x", name))
    assert [json.loads(each.group)["user.name"] for each in trial.found()] == ["X"]


@pytest.mark.parametrize(
    "terms",
    [
        ("a\0b", "a\0c"),
        ("x" * 5_000 + "a", "x" * 5_000 + "b"),
        ('"],["', '"]'),
        ("", " "),
        ("ä", "a\u0308"),
    ],
)
def test_terms_are_told_apart_whatever_stands_in_them(terms):
    trial = Trial(Law(learning=10))
    trial.hear(Event(0, terms[0]))
    trial.restart()
    trial.hear(Event(20, terms[0]))
    assert trial.found() == []
    trial.hear(Event(30, terms[1]))
    trial.restart()
    trial.hear(Event(40, terms[1]))
    assert [each.first for each in trial.found()] == [30]
