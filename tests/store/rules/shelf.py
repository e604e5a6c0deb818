"""A shelf of rules that a test says the meaning of, and events that happen under them."""

import os
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC
from pathlib import Path
from random import Random

import pytest

from store.database.coding import Coder
from store.database.connection import Writer, create
from store.database.facts import facts
from store.database.ingest import Ingest
from store.errors import RuleError
from store.model import Kind, Outcome, Record
from store.rules.alerting.changes import Changes
from store.rules.compiled import Compilation, CompiledRule, RuleType
from store.rules.counting.judging import Active, Judging
from store.rules.engine import Engine
from store.rules.files.placeholders import Placeholders
from store.rules.keeping import catalogue, catching_up
from store.rules.keeping.marks import mark
from store.rules.logsources import Selector
from store.rules.telling.trial_run import Episode, episodes
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
SLOW = replace(BURST, uuid="slow", hash="s1", timespan=30, bounds=Bounds.at_least(6))
"""Counts what the burst does."""
PACK_UUIDS = {each.uuid for each in (*PACK, SLOW)}
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


def refresh(writer: Writer, shelf: Shelf) -> list[Active]:
    return catalogue.refresh(writer, [shelf.folder]).active


def catch_up(writer: Writer, active: Sequence[Active]) -> Changes:
    return catching_up.catch_up(writer, active, UTC, 0, lambda done, total: None)


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
