"""An alert of which another one tells already is left out of lists, however they come."""

import re
from collections import Counter
from collections.abc import Sequence
from datetime import UTC
from pathlib import Path
from tempfile import mkdtemp
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store import triage
from store.database.connection import Writer, create, reader
from store.filters.grammar import parse
from store.importing import alert_care
from store.model import Severity
from store.queries import alerts
from store.queries.conditions import alerts_where
from store.rules.alerting import covering, floods
from store.rules.engine import Engine
from store.rules.keeping import catalogue
from store.silences import Wish
from store.times import now
from store.triage import Actor
from store.triage.silencing import extend, lift, silence
from store.triage.undoing import redo, undo
from tests.store.importing.running import copied, rows, run, template
from tests.store.rules.making import Entry, rule, side_by_side

ANN = Actor("ann", "desk")
SHAPE = '{} - - [05/Mar/2026:{:02d}:{:02d}:{:02d} +0000] "GET /p{} HTTP/1.1" 404 5\n'
MANY, SLOW = "Many 404 answers to one address", "Slow scan"


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    return template(tmp_path_factory.mktemp("covering"))


@pytest.fixture
def database(made, tmp_path) -> Path:
    return copied(made, tmp_path)


def scan(seconds: Sequence[int], address: str = "203.0.113.7") -> str:
    """A page that is not there at each of some seconds of a day."""
    return "".join(
        SHAPE.format(address, each // 3600, each // 60 % 60, each % 60, each) for each in seconds
    )


def write(folder: Path, text: str) -> Path:
    path = folder / "access.log"
    with path.open("a") as file:
        file.write(text)
    return path


def listed(database: Path, text: str = "ip:203.0.113.0/24") -> dict[str, alerts.AlertRow]:
    connection = reader(database)
    found = alerts.listing(connection, alerts_where(parse(text), now(), UTC))
    connection.close()
    return {row.rule_title: row for row in found}


FAST = range(36_000, 36_120)
"""A hundred and twenty within two minutes."""


def test_what_a_fast_scan_tells_is_not_told_again_as_a_slow_one(database, tmp_path):
    run(database, write(tmp_path, scan(FAST)))
    shown = listed(database)
    assert MANY in shown
    assert SLOW not in shown


def test_it_is_listed_when_it_is_asked_for(database, tmp_path):
    run(database, write(tmp_path, scan(FAST)))
    inside = listed(database, f"folded:{listed(database)[MANY].id}")
    assert set(inside) == {SLOW, "Forced browsing"}


def test_the_other_says_of_which_it_tells(database, tmp_path):
    run(database, write(tmp_path, scan(FAST)))
    connection = reader(database)
    found = alerts.covered(connection, listed(database)[MANY].id)
    connection.close()
    assert sorted(title for _, title in found) == ["Forced browsing", SLOW]


def test_nobody_is_told_that_it_was_opened(database, tmp_path):
    summary = run(database, write(tmp_path, scan(FAST)))
    assert summary.alerts_opened == len(listed(database, ""))


def test_a_slow_scan_stands_for_itself(database, tmp_path):
    run(database, write(tmp_path, scan(range(0, 60_000, 500))))
    assert set(listed(database)) == {SLOW, "More than 50 missing pages on a Thursday"}


def test_it_is_shown_again_when_it_goes_on_beyond_the_other(database, tmp_path):
    path = write(tmp_path, scan(FAST))
    run(database, path)
    write(tmp_path, scan([40_000]))
    run(database, path)
    assert SLOW in listed(database)


def test_it_counts_as_opened_when_it_is_shown_at_last(database, tmp_path):
    path = write(tmp_path, scan(FAST))
    run(database, path)
    write(tmp_path, scan([40_000]))
    summary = run(database, path)
    assert (summary.alerts_opened, summary.alerts_updated) == (1, 1)


def test_one_that_is_silenced_does_not(database, tmp_path):
    path = write(tmp_path, scan(FAST))
    silence(database, Wish(f'rule:"{SLOW}"', "ann", "too many", None), ANN, now())
    run(database, path)
    write(tmp_path, scan([40_000]))
    assert run(database, path).alerts_opened == 0


def test_groups_of_addresses_to_which_nothing_happened_are_not_gone_through(database):
    query = re.sub(":[a-z]+", "'[]'", covering._COVERING)
    plan = rows(database, f"EXPLAIN QUERY PLAN {query}")
    found = {line for *_, line in plan if re.match(r"(SEARCH|SCAN) gb? ", line)}
    by_key = "USING COVERING INDEX sqlite_autoindex_groups_1 (rule=? AND key=?)"
    by_number = "USING INTEGER PRIMARY KEY (rowid=?)"
    assert found == {f"SEARCH g {by_key}", f"SEARCH gb {by_key}", f"SEARCH g {by_number}"}


def test_another_address_hides_nothing(database, tmp_path):
    slow = scan(range(0, 60_000, 500))
    run(database, write(tmp_path, slow + scan(range(0, 60_000, 100), "203.0.113.8")))
    assert listed(database)[SLOW].group == {"source.ip": "203.0.113.7"}


def test_one_that_somebody_has_decided_about_stays_listed(database, tmp_path):
    path = write(tmp_path, scan(range(0, 60_000, 500)))
    run(database, path)
    triage.acknowledge(database, [listed(database)[SLOW].id], ANN)
    write(tmp_path, scan(range(0, 60_000, 100)))
    run(database, path)
    assert SLOW in listed(database)


def test_a_silence_that_comes_later_hides_only_what_it_is_about(database, tmp_path):
    run(database, write(tmp_path, scan(FAST)))
    silence(database, Wish(f'rule:"{MANY}"', "ann", "too many", None), ANN, now())
    assert {SLOW, "Forced browsing"} <= set(listed(database))


@pytest.mark.parametrize("way", ["lifted", "taken back"])
def test_when_a_silence_is_ended_the_other_tells_of_it_again(database, tmp_path, way):
    run(database, write(tmp_path, scan(FAST)))
    before = set(listed(database))
    begun = silence(database, Wish(f'rule:"{MANY}"', "ann", "too many", None), ANN, now())
    if way == "lifted":
        lift(database, begun.id, ANN, now())
    else:
        undo(database, ANN)
    assert set(listed(database)) == before


def test_a_silence_that_is_made_again_hides_only_what_it_is_about(database, tmp_path):
    run(database, write(tmp_path, scan(FAST)))
    silence(database, Wish(f'rule:"{MANY}"', "ann", "too many", None), ANN, now())
    undo(database, ANN)
    redo(database, ANN)
    assert SLOW in listed(database)


def test_a_silence_that_begins_anew_hides_only_what_it_is_about(database, tmp_path):
    until = now() + DAY
    begun = silence(database, Wish(f'rule:"{MANY}"', "ann", "too many", until), ANN, now())
    with Writer(database) as writer, writer.transaction() as connection:
        connection.execute("UPDATE silences SET until = 1")
    run(database, write(tmp_path, scan(FAST)))
    extend(database, begun.id, until, ANN, now())
    assert SLOW in listed(database)


def test_what_a_silence_hides_tells_of_nothing(database, tmp_path):
    silence(database, Wish(f'rule:"{MANY}"', "ann", "too many", None), ANN, now())
    run(database, write(tmp_path, scan(FAST)))
    assert SLOW in listed(database)


DAY = 86_400_000_000
OUTER, INNER = "outer", "inner"
HITS = st.lists(
    st.tuples(st.integers(0, 15), st.sampled_from("abcd"), st.sampled_from((OUTER, INNER, "both"))),
    max_size=30,
)
RULES = [
    rule(group_by=("source.ip",), cooldown=DAY // 4, uuid=OUTER, level=Severity.MEDIUM),
    rule(
        group_by=("source.ip",),
        cooldown=DAY // 2,
        uuid=INNER,
        within=(OUTER,),
        level=Severity.LOW,
        severities=((4, Severity.HIGH),),
    ),
]


class _Alert(NamedTuple):
    uuid: str
    key: str
    first: int
    last: int
    severity: str
    folds: int
    folded: int | None
    id: int


def _judged(path: Path, hits: Sequence[tuple[int, str, str]], sizes: Sequence[int]) -> None:
    """Hear of hits, batch by batch, each time as after a restart."""
    with Writer(path) as writer:
        with writer.transaction() as connection:
            catalogue._store(connection, RULES)
        active, start = catalogue.stored(writer.connection), 0
        numbers = {each.rule.uuid: each.number for each in active}
        for size in [*sizes, len(hits)]:
            some = hits[start : start + size]
            entries = side_by_side(
                Entry(numbers[uuid], f'{{"source.ip":"{group}"}}', 0, at, ts * DAY // 4, 1)
                for at, (ts, group, which) in enumerate(some)
                for uuid in ((OUTER, INNER) if which == "both" else (which,))
            )
            with writer.transaction() as connection:
                changes = Engine(active).apply(connection, 1 + start, entries, 0)
                alert_care.hide(connection, changes)
            start += size


def _alerts(database: Path) -> list[_Alert]:
    found = rows(
        database,
        "SELECT r.uuid, g.key, first_seen, last_seen, a.severity, folds, folded, a.id "
        "FROM alerts a JOIN groups g ON g.id = a.grp JOIN rules r ON r.id = a.rule "
        "WHERE merged_into IS NULL",
    )
    return [_Alert(*row) for row in found]


def _covers(outer: _Alert, inner: _Alert) -> bool:
    """The definition."""
    return (
        (outer.uuid, inner.uuid) == (OUTER, INNER)
        and outer.key == inner.key
        and outer.first <= inner.first <= inner.last <= outer.last
        and Severity(outer.severity).rank >= Severity(inner.severity).rank
        and not outer.folds
    )


def _day(alert: _Alert) -> tuple[str, int]:
    """In which flood it may be."""
    return alert.uuid, alert.first // DAY


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    HITS,
    st.lists(st.integers(1, 9), max_size=6),
    st.sampled_from((3, 50)),
    st.randoms(use_true_random=False),
)
def test_folded_is_what_the_definition_says_in_any_order(
    tmp_path, monkeypatch, hits, sizes, many, dice
):
    monkeypatch.setattr(floods, "MANY", many)
    path = Path(mkdtemp(dir=tmp_path)) / "t.db"  # of each example its own
    create(path)
    events = list(hits)
    dice.shuffle(events)
    _judged(path, events, sizes)
    found = _alerts(path)
    days = Counter(_day(each) for each in found if not each.folds)
    for each in found:
        covers: list[int | None]
        if not each.folds and days[_day(each)] >= many:
            covers = [flood.id for flood in found if flood.folds and _day(flood) == _day(each)]
        else:
            covers = [outer.id for outer in found if _covers(outer, each)]
        assert each.folded in (covers or [None])
    path.unlink()
