"""Rules in a database: compiled when they change, versioned, and caught up with history."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC
from pathlib import Path
from random import Random

import pytest

from store.database.coding import Coder
from store.database.connection import Writer, create
from store.database.facts import facts
from store.database.ingest import Ingest
from store.errors import Location, RuleError
from store.model import Kind, Outcome, Record
from store.rules import catalogue
from store.rules.alerts import Changes
from store.rules.compiled import Compilation, CompiledRule, RuleType
from store.rules.engine import Engine
from store.rules.judging import Active, Judging
from store.rules.logsources import Selector
from store.rules.marks import mark
from store.rules.placeholders import Placeholders
from store.rules.switches import Switch
from store.rules.trial_run import Episode, episodes
from store.rules.windows import Bounds, Way
from tests.store.rules.making import record, rule, write

AUTH = {
    "selector": Selector(datasets=("system.auth",)),
    "columns": ("event.outcome",),
    "group_by": ("source.ip",),
}
FAILED = rule(
    uuid="failed", predicate="`event.outcome`='failure'", name="failed", alerts=False, **AUTH
)
LOGIN = rule(uuid="login", predicate="`event.outcome`='success'", alerts=False, **AUTH)
ANY = rule(uuid="any", predicate="`event.outcome` IS NOT NULL", cooldown=5, **AUTH)
COUNT = {"group_by": ("source.ip",), "keep_missing": False, "timespan": 10, "cooldown": 10}
BURST = rule(
    uuid="burst",
    type=RuleType.EVENT_COUNT,
    members=("failed",),
    bounds=Bounds.at_least(3),
    hash="b1",
    **COUNT,
)
CHAIN = rule(
    uuid="chain",
    type=RuleType.TEMPORAL_ORDERED,
    members=("burst", "login"),
    ways=(Way((0, 1)),),
    **COUNT,
)
PACK = (FAILED, LOGIN, ANY, BURST, CHAIN)
PACK_UUIDS = {each.uuid for each in PACK}
OWN = """\
title: Ours
id: 3f0e1a52-0000-4000-8000-000000000009
logsource: {category: webserver}
detection:
  a: {sc-status: 418}
  condition: a
"""
FAILURE = Kind("system.auth", category="authentication", action="login", outcome=Outcome.FAILURE)
SUCCESS = FAILURE._replace(outcome=Outcome.SUCCESS)


class Shelf:
    """A folder of rules that a test says the meaning of."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self.compilation = Compilation((), ())
        self.compiled = 0
        monkeypatch.setattr(catalogue, "compiled", self._compile)

    def put(self, *rules: CompiledRule, problems: Sequence[RuleError] = ()) -> None:
        """The files change."""
        self.compilation = Compilation(rules, tuple(problems))
        path = write(self.folder, "rules.yml", f"# {len(rules)}")
        os.utime(path, ns=(0, self.compiled + 1))

    def _compile(self, files: Sequence[Path], placeholders: Placeholders) -> Compilation:
        self.compiled += 1
        return self.compilation


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shelf:
    return Shelf(tmp_path, monkeypatch)


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[Writer]:
    create(tmp_path / "blotter.db")
    with Writer(tmp_path / "blotter.db") as opened:
        yield opened


def refresh(writer: Writer, shelf: Shelf) -> list[Active]:
    return catalogue.refresh(writer, [shelf.folder]).active


def catch_up(writer: Writer, active: Sequence[Active]) -> Changes:
    return catalogue.catch_up(writer, active, UTC, 0, lambda done, total: None)


def history(seed: int, size: int = 60) -> list[Record]:
    """Failed and successful logins from two addresses, not quite in order."""
    chance = Random(seed)  # noqa: S311 - the same history every time
    return [
        record(
            chance.choice([FAILURE, FAILURE, FAILURE, SUCCESS]),
            time=3 * at + chance.randint(-9, 9),
            weight=chance.choice([0, 1, 1, 1, 3]),
            source_ip=f"192.0.2.{chance.randint(1, 2)}",
        )
        for at in range(size)
    ]


def happen(writer: Writer, records: Sequence[Record], active: Sequence[Active] = ()) -> None:
    """Events are imported and judged by the rules in force, ten at a time."""
    judging, engine, ingest, coder = Judging(active, UTC), Engine(active), Ingest(), Coder()
    for start in range(0, len(records), 10):
        batch = records[start : start + 10]
        with writer.transaction() as connection:
            first = ingest.write(connection, 1, facts(batch, coder))
            engine.apply(connection, first, judging.entries(batch), 0)
            mark(connection, first + len(batch) - 1)


def alerts(writer: Writer) -> list[Episode]:
    """All alerts of rules in force, by the rules' ids."""
    uuids = {each.number: each.rule.uuid for each in catalogue.stored(writer.connection)}
    ours = [row[0] for row in writer.connection.execute("SELECT rule FROM alerts")]
    names = {number: uuids.get(number, "not in force") for number in ours}
    found = [each for each in episodes(writer.connection, names) if each.rule_uuid in PACK_UUIDS]
    return sorted(found, key=lambda each: (each.rule_uuid, str(each.group), each.first))


def asked(writer: Writer, sql: str) -> list[tuple[object, ...]]:
    return writer.connection.execute(sql).fetchall()


def from_the_start(folder: Path, records: Sequence[Record], shelf: Shelf) -> list[Episode]:
    """The alerts of a database in which the rules were in force before anything happened."""
    create(folder / "other.db")
    with Writer(folder / "other.db") as other:
        happen(other, records, refresh(other, shelf))
        return alerts(other)


def test_rules_that_have_not_changed_are_not_compiled_again(writer, shelf):
    shelf.put(*PACK)
    before = refresh(writer, shelf)
    assert (refresh(writer, shelf), shelf.compiled) == (before, 1)


def test_rules_come_back_from_the_database_as_they_were(writer, shelf):
    shelf.put(*PACK)
    assert [each.rule for each in refresh(writer, shelf)] == list(PACK)


def test_rules_are_compiled_when_a_placeholder_changes(writer, shelf):
    shelf.put(ANY)
    runs = [{}, {"admins": ["a"]}, {"admins": ["a"]}, {"admins": ["b"]}]
    counted = []
    for placeholders in runs:
        catalogue.refresh(writer, [shelf.folder], placeholders)
        counted.append(shelf.compiled)
    assert counted == [1, 2, 2, 3]


def test_a_switch_takes_rules_out_of_force(writer, shelf):
    shelf.put(ANY)
    refresh(writer, shelf)
    off = [Switch("any", False, Location("c.toml", 1))]
    assert catalogue.refresh(writer, [shelf.folder], {}, off).active == []


def test_a_switch_of_nothing_is_a_problem(writer, shelf):
    shelf.put(ANY)
    off = [Switch("amy", False, Location("c.toml", 1))]
    problems = catalogue.refresh(writer, [shelf.folder], {}, off).problems
    assert [str(each) for each in problems] == [
        "c.toml:1: no set and no rule 'amy'; did you mean 'any'?"
    ]


def test_rules_that_changed_are_compiled(writer, shelf):
    shelf.put(FAILED)
    refresh(writer, shelf)
    shelf.put(FAILED, LOGIN)
    assert [each.rule.uuid for each in refresh(writer, shelf)] == ["failed", "login"]


def test_problems_are_told_in_every_run_while_they_last(writer, shelf):
    problem = RuleError("it has no title", Location("rules.yml", 3))
    shelf.put(FAILED, problems=[problem])
    runs = [catalogue.refresh(writer, [shelf.folder]) for _ in range(3)]
    assert [[str(each) for each in run.problems] for run in runs] == [[str(problem)]] * 3
    assert [each.rule for each in runs[-1].active] == [FAILED]


def test_problems_end_when_they_are_solved(writer, shelf):
    shelf.put(problems=[RuleError("it has no title", Location("rules.yml", 3))])
    catalogue.refresh(writer, [shelf.folder])
    shelf.put(FAILED)
    assert catalogue.refresh(writer, [shelf.folder]).problems == []


def test_a_changed_rule_is_a_new_version_beside_the_old_one(writer, shelf):
    shelf.put(*PACK)
    refresh(writer, shelf)
    shelf.put(FAILED, replace(BURST, hash="b2", bounds=Bounds.at_least(2)))
    refresh(writer, shelf)
    rows = asked(writer, "SELECT hash, active FROM rules WHERE uuid = 'burst' ORDER BY id")
    assert rows == [("b1", 0), ("b2", 1)]


def test_a_rule_that_is_gone_is_not_in_force(writer, shelf):
    shelf.put(*PACK)
    refresh(writer, shelf)
    shelf.put(ANY)
    assert [each.rule for each in refresh(writer, shelf)] == [ANY]


def test_old_alerts_stay_with_the_version_that_made_them(writer, shelf):
    shelf.put(*PACK)
    happen(writer, history(1), refresh(writer, shelf))
    before = asked(writer, "SELECT * FROM alerts WHERE rule = 4")
    shelf.put(FAILED, LOGIN, ANY, replace(BURST, hash="b2", bounds=Bounds.at_least(4)))
    catch_up(writer, refresh(writer, shelf))
    assert before
    assert asked(writer, "SELECT * FROM alerts WHERE rule = 4") == before


@pytest.mark.parametrize("at_once", [1, 7, 10_000])
@pytest.mark.parametrize("seed", [1, 2, 4])
def test_a_new_rule_finds_in_history_what_it_would_have_found(
    tmp_path, writer, shelf, monkeypatch, seed, at_once
):
    monkeypatch.setattr(catalogue, "_AT_ONCE", at_once)
    shelf.put(ANY)
    happen(writer, history(seed), refresh(writer, shelf))
    shelf.put(*PACK)
    changes = catch_up(writer, refresh(writer, shelf))
    expected = from_the_start(tmp_path, history(seed), shelf)
    assert alerts(writer) == expected
    assert {each.rule_uuid for each in expected} == {"any", "burst", "chain"}
    assert len(changes.opened) >= sum(each.rule_uuid != "any" for each in expected)


def test_what_happens_after_the_catching_up_goes_on_from_there(tmp_path, writer, shelf):
    everything = history(5)
    shelf.put(ANY)
    happen(writer, everything[:35], refresh(writer, shelf))
    shelf.put(*PACK)
    active = refresh(writer, shelf)
    catch_up(writer, active)
    happen(writer, everything[35:], active)
    assert alerts(writer) == from_the_start(tmp_path, everything, shelf)


def test_a_rule_that_comes_back_looks_at_what_it_missed(tmp_path, writer, shelf):
    everything = history(6)
    shelf.put(*PACK)
    happen(writer, everything[:20], refresh(writer, shelf))
    shelf.put(FAILED, LOGIN, ANY, BURST)
    happen(writer, everything[20:40], refresh(writer, shelf))
    shelf.put(*PACK)
    active = refresh(writer, shelf)
    catch_up(writer, active)
    happen(writer, everything[40:], active)
    assert alerts(writer) == from_the_start(tmp_path, everything, shelf)


def test_a_rule_that_begins_to_make_alerts_looks_at_history(tmp_path, writer, shelf):
    shelf.put(*(replace(each, alerts=each is CHAIN) for each in PACK))
    happen(writer, history(7), refresh(writer, shelf))
    shelf.put(*PACK)
    catch_up(writer, refresh(writer, shelf))
    assert alerts(writer) == from_the_start(tmp_path, history(7), shelf)


class Killed(Exception):  # noqa: N818 - it is no error, it is the end
    """The program ends here."""


def kill(done: int, total: int) -> None:
    """End the program as soon as something has been judged."""
    raise Killed


def test_a_catching_up_that_was_killed_goes_on_where_it_was(tmp_path, writer, shelf, monkeypatch):
    monkeypatch.setattr(catalogue, "_AT_ONCE", 13)
    happen(writer, history(2))
    shelf.put(*PACK)
    marks = []
    for _ in range(3):
        with pytest.raises(Killed):
            catalogue.catch_up(writer, refresh(writer, shelf), UTC, 0, kill)
        marks += asked(writer, "SELECT DISTINCT event FROM judged")
    catch_up(writer, refresh(writer, shelf))
    assert marks == [(13,), (26,), (39,)]
    assert alerts(writer) == from_the_start(tmp_path, history(2), shelf)


def test_rules_that_have_seen_everything_judge_nothing(writer, shelf):
    shelf.put(*PACK)
    active = refresh(writer, shelf)
    happen(writer, history(3), active)
    assert catalogue.catch_up(writer, active, UTC, 0, kill) == Changes()


def test_catching_up_tells_how_far_it_is(writer, shelf, monkeypatch):
    monkeypatch.setattr(catalogue, "_AT_ONCE", 25)
    happen(writer, history(3))
    shelf.put(*PACK)
    told: list[tuple[int, int]] = []
    active = refresh(writer, shelf)
    catalogue.catch_up(writer, active, UTC, 0, lambda done, total: told.append((done, total)))
    assert told == [(25, 60), (50, 60), (60, 60)]


def test_an_analysts_decision_outlives_a_catching_up(writer, shelf):
    shelf.put(FAILED, LOGIN, ANY, BURST)
    happen(writer, history(4), refresh(writer, shelf))
    with writer.transaction() as connection:
        connection.execute("UPDATE alerts SET status = 'closed', reason = 'benign'")
    before = asked(writer, "SELECT * FROM alerts")
    shelf.put(*PACK)
    catch_up(writer, refresh(writer, shelf))
    assert asked(writer, "SELECT * FROM alerts WHERE status = 'closed'") == before


def test_a_rule_that_cannot_judge_history_says_why(writer, shelf):
    happen(writer, history(4))
    shelf.put(replace(ANY, predicate="nonsense(1)"), FAILED)
    catch_up(writer, refresh(writer, shelf))
    rows = asked(writer, "SELECT uuid, error FROM rules WHERE error IS NOT NULL")
    assert [(uuid, "nonsense" in str(error)) for uuid, error in rows] == [("any", True)]


def test_nothing_has_happened_yet(writer, shelf):
    shelf.put(*PACK)
    assert catch_up(writer, refresh(writer, shelf)) == Changes()


def test_the_files_of_a_user_stand_beside_the_pack(tmp_path, writer):
    write(tmp_path, "own.yml", OWN)
    write(tmp_path, "wrong.yml", "title: [")
    refreshed = catalogue.refresh(writer, [tmp_path])
    titles = {each.rule.title for each in refreshed.active}
    assert {"Ours", "Brute force from one address"} <= titles
    assert [Path(each.location.path).name for each in refreshed.problems] == ["wrong.yml"]


def test_a_rule_that_is_set_aside_is_not_in_force(writer, shelf):
    happen(writer, history(4))
    shelf.put(replace(ANY, predicate="nonsense(1)"), FAILED)
    catch_up(writer, refresh(writer, shelf))
    assert [each.rule.uuid for each in refresh(writer, shelf)] == ["failed"]


def test_a_rule_whose_file_has_changed_is_in_force_again(writer, shelf):
    happen(writer, history(4))
    shelf.put(replace(ANY, predicate="nonsense(1)"), FAILED)
    catch_up(writer, refresh(writer, shelf))
    shelf.put(replace(ANY, hash="h2"), FAILED)
    assert "any" in [each.rule.uuid for each in refresh(writer, shelf)]
    assert asked(writer, "SELECT condition FROM alerts") == [("recovered",)]


def hits_of(writer: Writer) -> dict[str, int]:
    """How many records each rule hit."""
    query = "SELECT uuid, hits FROM rule_costs c JOIN rules r ON r.id = c.rule"
    return {str(uuid): int(str(hits)) for uuid, hits in asked(writer, query)}


def test_history_is_counted_for_rules_that_had_not_seen_it(writer, shelf):
    happen(writer, history(4))
    shelf.put(FAILED, LOGIN)
    catch_up(writer, refresh(writer, shelf))
    before = hits_of(writer)
    shelf.put(*PACK)
    catch_up(writer, refresh(writer, shelf))
    after = hits_of(writer)
    assert (after["failed"], after["login"]) == (before["failed"], before["login"])
    assert after["burst"] == after["failed"] > 0
