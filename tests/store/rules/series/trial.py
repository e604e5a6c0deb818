"""Rules about what is usual, and events that arrive in batches."""

import json
import sqlite3
from collections.abc import Callable, Sequence
from datetime import UTC

from store.database import index_tables, tables, tables_usual
from store.model import Record
from store.rules.compiled import CompiledRule, RuleType
from store.rules.counting.heard import Instant
from store.rules.counting.judging import Active, Judging
from store.rules.engine import Engine
from store.rules.expectations import Absence, Baseline, Direction
from store.rules.series import settling
from store.rules.series.keeping import Series
from store.rules.windows import Bounds
from tests.store.rules.making import WEB, record, rule
from tests.store.rules.series.oracle import Episode, Quiet, Said, Usual

RULE = 1


def absence(asked: Quiet) -> list[Active]:
    """An absence, and the detection that it counts."""
    hit = _hit(uuid="hit", alerts=False)
    counting = rule(
        uuid="absence",
        type=RuleType.EVENT_COUNT,
        members=("hit",),
        group_by=("source.ip",),
        keep_missing=False,
        timespan=asked.timespan,
        cooldown=asked.cooldown,
        bounds=Bounds((("lt", asked.enough),)),
        absence=Absence(asked.warmup, asked.rarely),
    )
    return [Active(RULE, counting), Active(2, hit)]


def baseline(asked: Usual) -> list[Active]:
    """A baseline."""
    usual = Baseline(
        bucket=asked.bucket,
        z=asked.z,
        need=asked.need,
        of=asked.of,
        history=asked.weeks * 7 * 86_400_000_000,
        min_count=asked.min_count,
        direction=Direction(asked.direction),
    )
    return [Active(RULE, _hit(uuid="baseline", group_by=("source.ip",), baseline=usual))]


def _hit(**changed: object) -> CompiledRule:
    return rule(
        keep_missing=False,
        predicate="\"url.path\" = '/hit'",
        columns=("url.path",),
        **changed,
    )


def heard(said: Said) -> Record:
    """An event as a record."""
    if said.group is None:
        return record(time=said.ts, url_path="/other", source_ip="x")
    kind = WEB._replace(action="login")  # of which some records only repeat others
    return record(kind, time=said.ts, weight=said.n, url_path="/hit", source_ip=said.group)


class Trial:
    """Events as they come in."""

    def __init__(self, active: list[Active]) -> None:
        self.active = active
        self.connection = sqlite3.connect(":memory:", isolation_level=None)
        self.connection.executescript(tables.RULES + tables_usual.SERIES + index_tables.RECENT)
        self.connection.execute("ALTER TABLE rules DROP COLUMN watermark")
        self._first = 1
        self._stored: list[Said] = []
        self.restart()

    def restart(self) -> None:
        """The program ends and begins again."""
        self._judging = Judging(self.active, UTC)
        self._engine, self._series = Engine(self.active), Series(self.active)

    def hear(self, events: Sequence[Said], *, crash: bool = False) -> None:
        """A batch is judged and committed; or the program dies before that."""
        if not events:
            return
        self.connection.execute("BEGIN IMMEDIATE")
        entries = self._judging.entries([heard(event) for event in events])
        self._engine.apply(self.connection, self._first, entries, 0)
        self._series.enter(self.connection, self._first, self._judging.heard())
        if crash:
            self.connection.execute("ROLLBACK")
            self.restart()
            return
        self.connection.execute("COMMIT")
        self._first += len(events)
        self._stored += events

    def settle(self, *, crash: bool = False) -> None:
        """All that there is has been read; or the program dies before that is written."""
        self.connection.execute("BEGIN IMMEDIATE")
        settling.settle(self.connection, self.active, UTC, 0, self.finder)
        self.connection.execute("ROLLBACK" if crash else "COMMIT")

    def finder(self, _: Active, group: int) -> Callable[[int, int, int], Sequence[Instant]]:
        """What finds the events of a group, as `Evidence` does."""
        (key,) = self.connection.execute("SELECT key FROM groups WHERE id = ?", (group,)).fetchone()
        name = json.loads(key)["source.ip"]

        def find(first: int, last: int, behind: int) -> Sequence[Instant]:
            return [
                (said.ts, event, said.n)
                for event, said in enumerate(self._stored, 1)
                if said.group == name and first <= said.ts <= last and event > behind
            ]

        return find

    def evidence(self) -> list[tuple[int, Sequence[int]]]:
        """Of each alert, by its first moment, the times of the events that it leads to."""
        alerts = self.connection.execute(
            "SELECT grp, first_seen, last_seen FROM alerts WHERE merged_into IS NULL "
            "ORDER BY first_seen"
        ).fetchall()
        hits = "SELECT ts FROM hits WHERE grp = ? AND ts BETWEEN ? AND ? AND event > 0 ORDER BY ts"
        return [
            (alert[1], [ts for (ts,) in self.connection.execute(hits, alert)]) for alert in alerts
        ]

    def alerts(self) -> list[tuple[str, Episode]]:
        """The alerts, by group and time."""
        rows = self.connection.execute(
            "SELECT g.key, first_seen, last_seen, count, peak, recovered_at FROM alerts a "
            "JOIN groups g ON g.id = a.grp WHERE merged_into IS NULL AND a.rule = ? "
            "AND (recovered_at IS NULL) = (condition = 'firing') ORDER BY g.key, first_seen",
            (RULE,),
        )
        return [(json.loads(key)["source.ip"], Episode(*rest)) for key, *rest in rows]
