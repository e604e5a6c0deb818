"""A new rule judges what is stored when everything new is in, and nobody has to wait for it."""

import math

import pytest

from store.database.connection import Writer
from store.importing.importer import Run
from store.importing.means import Means
from store.importing.options import Rules
from store.importing.places.wanted import Wanted
from store.importing.progress import Silent, Step
from store.importing.turns import Turns
from store.rules.keeping import catching_up
from tests.store.importing.running import OPTIONS, append, lines, rows, run

RULE = """\
title: Each request
id: 11111111-2222-4333-8444-555555555555
logsource: {category: webserver}
detection: {any: {event.action: http-request}, condition: any}
level: low
blotter: {dedup: [source.ip]}
"""


class Told(Silent):
    """Remembers what it is told, in order."""

    def __init__(self) -> None:
        self.words: list[str] = []

    def advanced(self, step: Step) -> None:
        """A batch of a log."""
        self.words.append("read")

    def judging(self, done: int, total: int) -> None:
        """A batch of what is stored."""
        self.words.append(f"judged {done} of {total}")


@pytest.fixture
def shelf(tmp_path):
    """A folder of rules."""
    path = tmp_path / "rules"
    path.mkdir()
    return path


@pytest.fixture
def slow(monkeypatch):
    """Few events are judged at a time."""
    monkeypatch.setattr(catching_up, "_AT_ONCE", 20)


def found(database) -> list[tuple[object, ...]]:
    """What the rule found."""
    return rows(
        database,
        "SELECT sum(a.count), sum(a.evidence) FROM alerts a JOIN rules r ON r.id = a.rule "
        "WHERE r.title = 'Each request' AND merged_into IS NULL AND folds = 0",
    )


def again(database, logs, shelf, patience: float = math.inf) -> Run:
    """Another run, with the rule."""
    with Writer(database) as writer:
        zone = OPTIONS.zone
        means = Means(writer, Turns(database, 0), Rules((shelf,), zone), Silent())
        work = Run(means, patience)
        work.over([Wanted((str(logs),), OPTIONS)])
    return work


def test_what_is_new_comes_first(database, logs, shelf, slow):
    (logs / "a.log").write_bytes(lines(range(50)))
    run(database, logs, rules=(shelf,))
    (shelf / "each.yml").write_text(RULE)
    append(logs / "a.log", lines(range(50, 60)))
    told = Told()
    run(database, logs, rules=(shelf,), progress=told)
    assert told.words == ["read", "judged 20 of 60", "judged 40 of 60", "judged 60 of 60"]
    assert found(database) == [(60, 60)]


def test_a_run_that_is_told_to_stop_leaves_the_rest_to_the_next(database, logs, shelf, slow):
    (logs / "a.log").write_bytes(lines(range(50)))
    run(database, logs, rules=(shelf,))
    (shelf / "each.yml").write_text(RULE)
    answers = iter([False])
    run(database, logs, rules=(shelf,), stop=lambda: next(answers, True))
    assert found(database) == [(20, 20)]
    append(logs / "a.log", lines(range(50, 60)))
    run(database, logs, rules=(shelf,))
    assert found(database) == [(60, 60)]


def test_who_follows_looks_for_news_in_between(database, logs, shelf, slow):
    (logs / "a.log").write_bytes(lines(range(50)))
    run(database, logs, rules=(shelf,))
    (shelf / "each.yml").write_text(RULE)
    behind = []
    for _ in range(4):
        behind.append(again(database, logs, shelf, patience=1e-9).is_behind)
        append(logs / "a.log", lines(range(60, 61)))
    assert behind[0]
    assert not again(database, logs, shelf).is_behind
    assert found(database) == [(54, 54)]
