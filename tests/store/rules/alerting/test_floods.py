"""Many alerts of one rule and day are shown as one, however they come."""

from collections.abc import Iterable, Sequence
from datetime import UTC
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store import triage
from store.database.connection import Writer, create, reader
from store.filters.grammar import parse
from store.importing import alert_care
from store.queries import alerts
from store.queries.conditions import alerts_where
from store.rules.alerting import floods
from store.rules.alerting.floods import MANY
from store.rules.engine import Engine
from store.rules.keeping import catalogue
from store.silences import Wish
from store.times import now
from store.triage import Actor
from store.triage.silencing import silence
from tests.store.importing.running import copied, rows, run
from tests.store.rules.making import Entry, rule, side_by_side

ANN = Actor("ann", "desk")
SHAPE = '{} - - [05/Mar/2026:{:02d}:{:02d}:00 +0000] "GET /d?f=../../../../x HTTP/1.1" 200 5\n'
FLOODS = (
    "SELECT a.status, first_seen, last_seen, count, evidence, folds, peak, "
    "(SELECT count(DISTINCT h.event) FROM hits h WHERE h.grp = a.grp "
    "AND h.ts BETWEEN a.first_seen AND a.last_seen) FROM alerts a "
    "WHERE folds > 0 AND merged_into IS NULL ORDER BY first_seen"
)
FOLDED = (
    "SELECT g.key, first_seen, last_seen, folded IS NOT NULL FROM alerts a "
    "JOIN groups g ON g.id = a.grp WHERE merged_into IS NULL AND folds = 0 ORDER BY 1, 2"
)


@pytest.fixture(scope="module")
def template(tmp_path_factory) -> Path:
    path: Path = tmp_path_factory.mktemp("floods") / "template.db"
    create(path)
    with Writer(path) as writer:
        catalogue.refresh(writer, [])
    return path


@pytest.fixture
def database(template, tmp_path) -> Path:
    return copied(template, tmp_path)


def lines(numbers: Iterable[int]) -> str:
    """A request of one address each, all of one /64."""
    return "".join(SHAPE.format(f"2001:db8::{at:x}", 9 + at // 60 % 10, at % 60) for at in numbers)


def listed(database: Path, text: str = "") -> list[alerts.AlertRow]:
    connection = reader(database)
    found = alerts.listing(connection, alerts_where(parse(text), now(), UTC))
    connection.close()
    return found


def write(folder: Path, numbers: Iterable[int], name: str = "access.log") -> Path:
    path = folder / name
    with path.open("a") as file:
        file.write(lines(numbers))
    return path


def test_a_network_with_an_address_for_each_request_is_one_alert(database, tmp_path):
    summary = run(database, write(tmp_path, range(300)))
    assert summary.alerts_opened == 1
    (row,) = listed(database)
    assert row.group == {"flood": "many sources on 2026-03-05"}
    assert (row.count, row.evidence, row.folds, row.peak) == (300, 300, 300, 300)


def test_its_evidence_is_all_of_it(database, tmp_path):
    run(database, write(tmp_path, range(300)))
    (row,) = listed(database)
    connection = reader(database)
    assert alerts.evidence(connection, row.id) == list(range(1, 301))
    connection.close()


def test_fewer_stand_for_themselves(database, tmp_path):
    run(database, write(tmp_path, range(MANY - 1)))
    assert len(listed(database)) == MANY - 1
    assert rows(database, FLOODS) == []


def test_folded_alerts_are_listed_when_they_are_asked_for(database, tmp_path):
    run(database, write(tmp_path, range(MANY)))
    (row,) = listed(database)
    assert len(listed(database, f"folded:{row.id}")) == MANY


def test_crumbs_make_the_same_flood(database, template, tmp_path):
    (tmp_path / "other").mkdir()
    other = copied(template, tmp_path / "other")
    for start in range(0, 120, 20):
        run(database, write(tmp_path, range(start, start + 20)))
    run(other, tmp_path / "access.log")
    assert rows(database, FLOODS) == rows(other, FLOODS) != []
    assert rows(database, FOLDED) == rows(other, FOLDED)


def test_one_that_somebody_has_decided_about_stays_listed(database, tmp_path):
    path = write(tmp_path, range(20))
    run(database, path)
    triage.acknowledge(database, [7], ANN)
    write(tmp_path, range(20, 100))
    run(database, path)
    assert [row.id for row in listed(database) if not row.folds] == [7]
    assert [row.count for row in listed(database) if row.folds] == [100]


def test_a_closed_flood_that_grows_is_new_again(database, tmp_path):
    path = write(tmp_path, range(60))
    run(database, path)
    (row,) = listed(database)
    triage.close(database, [row.id], "benign", ANN)
    write(tmp_path, range(60, 70))
    summary = run(database, path)
    (row,) = listed(database)
    assert (row.status, row.reopened, row.count) == ("new", 1, 70)
    assert summary.alerts_opened == 1


def test_what_a_silence_hides_is_no_part_of_it(database, tmp_path):
    path = write(tmp_path, range(5))
    run(database, path)
    silence(database, Wish("ip:2001:db8::/122", "ann", "our scanner", None), ANN, now())
    write(tmp_path, range(5, 120))
    run(database, path)
    (row,) = listed(database)
    assert (row.count, row.folds) == (120 - 64, 120 - 64)


def test_a_flood_is_silenced_as_a_whole(database, tmp_path):
    path = write(tmp_path, range(60))
    run(database, path)
    silence(database, Wish("ip:2001:db8::/64", "ann", "our scanner", None), ANN, now())
    write(tmp_path, range(60, 130))
    assert run(database, path).alerts_opened == 0
    assert listed(database) == []


def test_each_day_has_its_own(database, tmp_path):
    text = lines(range(60))
    (tmp_path / "access.log").write_text(text + text.replace("05/Mar", "06/Mar"))
    run(database, tmp_path / "access.log")
    assert [row.group["flood"] for row in listed(database)] == [
        "many sources on 2026-03-06",
        "many sources on 2026-03-05",
    ]


DAY = 86_400_000_000
HITS = st.lists(st.tuples(st.integers(0, 11), st.sampled_from("abcdefg")), max_size=30)


def _judged(path: Path, events: Sequence[tuple[int, str]], sizes: Sequence[int]) -> None:
    """Hear of events, batch by batch, each time as after a restart."""
    each = rule(group_by=("source.ip",), cooldown=DAY // 4, uuid="r")
    with Writer(path) as writer:
        with writer.transaction() as connection:
            catalogue._store(connection, [each])
        active, start = catalogue.stored(writer.connection), 0
        for size in [*sizes, len(events)]:
            some = events[start : start + size]
            entries = side_by_side(
                Entry(active[0].number, f'{{"source.ip":"{group}"}}', 0, at, ts * DAY // 4, 1)
                for at, (ts, group) in enumerate(some)
            )
            with writer.transaction() as connection:
                changes = Engine(active).apply(connection, 1 + start, entries, 0)
                alert_care.hide(connection, changes)
            start += size


def _expected(database: Path) -> list[tuple[object, ...]]:
    """The floods, and what is in them, by the definition."""
    found: dict[int, list[tuple[Any, ...]]] = {}
    for row in rows(
        database,
        "SELECT first_seen, last_seen, count, evidence, grp FROM alerts "
        "WHERE merged_into IS NULL AND folds = 0",
    ):
        found.setdefault(row[0] // DAY, []).append(row)
    return [
        (
            "new",
            min(row[0] for row in some),
            max(row[1] for row in some),
            sum(row[2] for row in some),
            sum(row[3] for row in some),
            len(some),
            len({row[4] for row in some}),
            sum(row[3] for row in some),
        )
        for _, some in sorted(found.items())
        if len(some) >= 3
    ]


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(HITS, st.lists(st.integers(1, 9), max_size=6), st.randoms(use_true_random=False))
def test_floods_are_what_the_definition_says_in_any_order(tmp_path, monkeypatch, hits, sizes, dice):
    monkeypatch.setattr(floods, "MANY", 3)
    path = Path(mkdtemp(dir=tmp_path)) / "t.db"  # of each example its own
    create(path)
    events = list(hits)
    dice.shuffle(events)
    _judged(path, events, sizes)
    assert rows(path, FLOODS) == _expected(path)
    assert {row[3] for row in rows(path, FOLDED)} <= {0, 1}
    path.unlink()
