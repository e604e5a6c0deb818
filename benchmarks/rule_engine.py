"""Judge events by rules and enter what comes of it: no reading, and no facts."""

import statistics
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC
from pathlib import Path
from typing import NamedTuple

from benchmarks.contestants import remove
from benchmarks.workshop import Workshop
from store.database.connection import Writer, create
from store.formats.registry import formats
from store.importing.opening import Refused, opened_logs
from store.importing.options import Options
from store.importing.reading import LogReader
from store.model import Context, Record
from store.rules.compiled import CompiledRule, RuleType
from store.rules.compiling.ahead import compiled
from store.rules.compiling.compiler import compile_files
from store.rules.counting.judging import Active, Judging
from store.rules.engine import Engine
from store.rules.files.loader import files_in, rule_files
from store.rules.keeping import charging
from store.rules.ledgers.sharing import counts_as
from store.times import now
from tests.packs import sigma_style, sigma_typical

STEP = 50
"""Events of a step of a log that goes on."""
CORRELATIONS = 30
_SHARES = {"access": 60, "auth": 30, "evtx": 10}
"""Of the logs in a batch, in a hundred."""
_WARM = 20
"""Steps that are not measured: a program that follows a log has long been running."""
_DRAWN = 16
"""Rules that are drawn for ten that are wanted."""
_SAMPLE, _FEW = 1_000, 10
"""Events of each piece that tell which rules hit too much, and hits that are not too many."""


class Judged(NamedTuple):
    """What it took to judge a batch."""

    what: str
    events: int
    rules: int
    seconds: float
    """By the clock, the median of the runs."""
    alerts: int

    @property
    def rate(self) -> float:
        """Events a second."""
        return self.events / self.seconds


class Stepped(NamedTuple):
    """What it took to judge small steps."""

    steps: int
    correlations: int
    milliseconds: float
    """The median of the steps."""


def batches(workshop: Workshop, events: int) -> list[Sequence[Record]]:
    """The events of a batch, in the pieces in which logs are read: web, auth and Windows."""
    sizes = {kind: events * share // 100 for kind, share in _SHARES.items()}
    logs = [
        workshop.access(sizes["access"]),
        workshop.auth(sizes["auth"]),
        workshop.evtx(sizes["evtx"]),
    ]
    return [records for log in logs for records in _pieces(log)]


def pack() -> tuple[CompiledRule, ...]:
    """The built-in rules."""
    return compiled(rule_files([])).rules


def typical(folder: Path, rules: int) -> Sequence[CompiledRule]:
    """Rules of the shapes that public collections have most."""
    if not folder.exists():
        sigma_typical.write(folder, rules)
    return compile_files(files_in(folder)).rules[:rules]


def by_lot(folder: Path, rules: int, pieces: Sequence[Sequence[Record]]) -> Sequence[CompiledRule]:
    """Rules of every modifier and shape that public collections have, for all log sources alike.

    They ask for no times and networks, as hardly any public rule does. Those that are made by lot
    hit half of all events now and then; nobody keeps such a rule, so those that hit more than a few
    of some events are left out.
    """
    if not folder.exists():
        sources = [each._replace(times="", addresses="") for each in sigma_style.APPLICABLE]
        sigma_style.write(folder, *sources)
    files = files_in(folder)
    wanted = min(len(files), rules * _DRAWN // 10)
    some = [files[at * len(files) // wanted] for at in range(wanted)]
    drawn = compile_files(some, sigma_style.PLACEHOLDERS).rules
    active = [Active(number, rule) for number, rule in enumerate(drawn)]
    judging = Judging(active, UTC)
    for records in pieces:
        judging.entries(records[:_SAMPLE])
    noisy = {each.rule for each in judging.costs() if each.hits > _FEW}
    return [each.rule for each in active if each.number not in noisy][:rules]


def with_correlations(rules: Sequence[CompiledRule]) -> list[CompiledRule]:
    """All detections, and so many correlations: if there are too few, more of them, each slower."""
    detections = [rule for rule in rules if rule.type is RuleType.EVENT]
    uuids = {rule.uuid for rule in detections}
    plain = [rule for rule in rules if rule.uuid not in uuids and uuids.issuperset(rule.members)]
    repeated = [
        replace(rule, uuid=f"benchmark-{at}-{rule.uuid}", timespan=rule.timespan + at + 1)
        for at in range(-(-CORRELATIONS // len(plain)))
        for rule in plain
    ]
    return [*detections, *repeated[:CORRELATIONS]]


def judge(
    what: str,
    rules: Sequence[CompiledRule],
    pieces: Sequence[Sequence[Record]],
    database: Path,
    runs: int,
) -> Judged:
    """Judge all pieces by rules that nothing is known of yet, several times."""
    taken, alerts = [], 0
    for _ in range(runs):
        with _court(rules, database) as court:
            began = time.perf_counter()
            for records in pieces:
                court.hear(records)
            taken.append(time.perf_counter() - began)
            alerts = court.alerts
    events = sum(map(len, pieces))
    return Judged(what, events, len(rules), statistics.median(taken), alerts)


def step(rules: Sequence[CompiledRule], workshop: Workshop, steps: int, database: Path) -> Stepped:
    """Judge logs that go on, some lines at a time, web and auth in turns."""
    taken = []
    with _court(rules, database) as court:
        for records in _steps(workshop, steps + _WARM):
            began = time.perf_counter()
            court.hear(records)
            taken.append(time.perf_counter() - began)
    correlations = sum(rule.type is not RuleType.EVENT for rule in rules)
    return Stepped(steps, correlations, 1000 * statistics.median(taken[_WARM:]))


class _Court:
    """Rules, and a database that holds their ledger."""

    def __init__(self, writer: Writer, rules: Sequence[CompiledRule]) -> None:
        active = _kept_together(rules)
        self._writer = writer
        self._judging, self._engine = Judging(active, UTC), Engine(active)
        self._first = 1
        self.alerts = 0

    def hear(self, records: Sequence[Record]) -> None:
        """Judge and commit."""
        entries = self._judging.entries(records)
        with self._writer.transaction() as connection:
            changes = self._engine.apply(connection, self._first, entries, now())
            charging.enter(connection, self._first, self._judging.costs(), now())
        self._first += len(records)
        self.alerts += len(changes.opened)


def _kept_together(rules: Sequence[CompiledRule]) -> list[Active]:
    """Rules with numbers; those that count the same have one ledger."""
    by_uuid = {rule.uuid: rule for rule in rules}
    keepers: dict[str, int] = {}
    active = []
    for number, rule in enumerate(rules, 1):
        counts = counts_as(rule, by_uuid)
        keeper = keepers.setdefault(counts, number) if counts else None
        active.append(Active(number, rule, keeper))
    return active


@contextmanager
def _court(rules: Sequence[CompiledRule], database: Path) -> Iterator[_Court]:
    remove(database)
    create(database)
    with Writer(database) as writer:
        yield _Court(writer, rules)


def _pieces(log: Path) -> Iterator[Sequence[Record]]:
    """The records of a log as an import reads them."""
    with opened_logs(log) as logs:
        for each in logs:
            if not isinstance(each, Refused):
                reader = LogReader(each, None, Options(UTC), time.time_ns())
                yield from (piece.parsed.records for piece in reader.pieces())


def _steps(workshop: Workshop, steps: int) -> Iterator[Sequence[Record]]:
    """The records of two logs that go on in turns."""
    lines = STEP * ((steps + 1) // 2)
    web = _growing(workshop.access(lines), "apache.access")
    auth = _growing(workshop.auth(lines), "system.auth")
    for one, other in zip(web, auth, strict=False):
        yield one
        yield other


def _growing(log: Path, name: str) -> Iterator[Sequence[Record]]:
    lines = log.read_bytes().splitlines(keepends=True)
    context = Context(zone=UTC, reference=now())
    reader = formats()[name].open(context, {}, lambda: iter([b"".join(lines)]))
    offset = 0
    for start in range(0, len(lines), STEP):
        data = b"".join(lines[start : start + STEP])
        yield reader.read(data, offset, at_end=True, take_rest=False).records
        offset += len(data)
