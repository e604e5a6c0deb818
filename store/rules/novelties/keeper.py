"""From records with something that may be new to alerts: the terms, the ledger and the alerts.

The ledger of such a rule holds only what was new after its history had been learnt. Where events
come late, something turns out to have been known, or new at another time, or learnt before: then it
is taken out of the ledger or put in, and the alerts around it are computed anew.
"""

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from store.rules.alerting.alerts import Judged
from store.rules.alerting.changes import Changes
from store.rules.alerting.revising import Revisions
from store.rules.compiled import Reopen
from store.rules.counting.judging import Active, Counted
from store.rules.ledgers import ledger
from store.rules.ledgers.deciding import Condition
from store.rules.ledgers.ledger import Groups
from store.rules.ledgers.tails import Tail
from store.rules.ledgers.track import Track
from store.rules.novelties import terms
from store.rules.novelties.runs import Meeting, Run, grown, remembered
from store.rules.novelties.terms import Runs, Term
from store.rules.windows import EVER, NEVER, Hit, Span, merged

_MOST = 50_000
"""Values that are remembered; when there are more, all are forgotten."""
_LONGEST = 300
"""Characters of the longest value that is."""


class _Known(NamedTuple):
    """The latest run of a value."""

    first: int
    last: int
    """When it was met last; `NEVER` where it is never forgotten."""
    until: int
    term: Term


class _Begins(NamedTuple):
    """When a history begins."""

    scope: int
    """`term_scopes.id`"""
    old: int | None
    """As was known before; None: it is new."""
    new: int


_UNKNOWN = _Known(NEVER, NEVER, NEVER, Term(0, ""))


class Novelties:
    """Knows the terms of one rule, and makes its alerts."""

    def __init__(self, each: Active, groups: Groups) -> None:
        """Name the rule, which asks for something new.

        Args:
            each: The rule.
            groups: Of all rules.
        """
        if each.rule.novelty is None:
            raise ValueError(each.rule.title)
        self._number, self._rule, self._asked = each.number, each.rule, each.rule.novelty
        self._keys = len(each.rule.value_keys[0])
        self._groups = groups
        self._alerts = Revisions(each, 0, Condition(each.rule))
        self._known: dict[str, _Known] = {}

    def enter(self, connection: sqlite3.Connection, first: int, some: Counted, now: int) -> Changes:
        """Take note of what some records hold, and bring the alerts up to date.

        Args:
            connection: In the transaction that wrote the events. If that is rolled back, this
                object has to be thrown away.
            first: `events.id` of the batch's first record.
            some: What counts for the rule.
            now: The clock (µs UTC).
        """
        told = self._onward(connection, self._noteworthy(some), some)
        if not told:
            return Changes()
        keys = {some.keys[some.groups[at]] for positions in told.values() for at in positions}
        listed = sorted(keys)
        numbers = self._groups.numbers(connection, self._number, listed).numbers
        number = dict(zip(listed, numbers, strict=True))

        def meeting(at: int) -> Meeting:
            key = some.keys[some.groups[at]]
            return Meeting(some.times[at], key, first + some.records[at], number[key])

        met = {value: list(map(meeting, positions)) for value, positions in told.items()}
        return self._learn(connection, met, now)

    def _noteworthy(self, some: Counted) -> dict[str, list[int]]:
        """Positions of what tells more than is known, by the value that it holds."""
        known = self._known.get
        found: defaultdict[str, list[int]] = defaultdict(list)
        for at, (value, ts) in enumerate(zip(some.values or (), some.times, strict=True)):
            first, last, *_ = known(value, _UNKNOWN)  # type: ignore[arg-type]  # texts, never numbers
            if not first < ts <= last:
                found[str(value)].append(at)
        return found

    def _onward(
        self, connection: sqlite3.Connection, told: dict[str, list[int]], some: Counted
    ) -> dict[str, list[int]]:
        """Remember for longer what was only met again, as nearly all is; gives the rest."""
        longer, rest = [], {}
        for value, positions in told.items():
            known = self._known.get(value)
            times = [some.times[at] for at in positions]
            if known is None or not known.first < min(times) <= max(times) <= known.until:
                rest[value] = positions
                continue
            until = remembered(max(times), self._asked.forget)
            longer.append((until, known.term, known.first))
            self._known[value] = known._replace(last=max(times), until=until)
        terms.keep(connection, longer)
        return rest

    def _learn(
        self, connection: sqlite3.Connection, met: Mapping[str, Sequence[Meeting]], now: int
    ) -> Changes:
        """Take note of values that were met otherwise than was known."""
        named = {value: terms.parts(value, self._keys, self._asked.of) for value in met}
        begins = self._begin(connection, named, met)
        meetings: defaultdict[Term, list[Meeting]] = defaultdict(list)
        for value, (whose, text) in named.items():
            meetings[Term(begins[whose].scope, text)] += met[value]
        before = terms.runs(connection, meetings)
        after = {
            term: grown(before.get(term, ()), some, self._asked.forget)
            for term, some in meetings.items()
        }
        terms.replace(connection, before, after)
        for value, (whose, text) in named.items():
            term = Term(begins[whose].scope, text)
            self._remember(value, term, after[term][-1])
        by_scope = {each.scope: each for each in begins.values()}
        gone = self._learnt(before, {scope: each.old for scope, each in by_scope.items()})
        come = self._learnt(after, {scope: each.new for scope, each in by_scope.items()})
        come |= self._uncovered(connection, begins.values())
        return self._tell(connection, gone - come, come - gone, now)

    def _begin(
        self,
        connection: sqlite3.Connection,
        named: Mapping[str, tuple[str, str]],
        met: Mapping[str, Sequence[Meeting]],
    ) -> dict[str, _Begins]:
        """Let the histories of some values begin where they do now; by whose they are."""
        firsts: dict[str, int] = {}
        for value, (whose, _) in named.items():
            earliest = min(met[value]).ts
            firsts[whose] = min(earliest, firsts.get(whose, earliest))
        old = terms.scopes(connection, self._number, firsts)
        new = terms.begin(connection, self._number, firsts)
        return {
            whose: _Begins(scope.id, old[whose].first if whose in old else None, scope.first)
            for whose, scope in new.items()
        }

    def _learnt(self, runs: Runs, starts: Mapping[int, int | None]) -> set[Meeting]:
        """What began runs after their histories had been learnt."""
        found: set[Meeting] = set()
        for term, some in runs.items():
            start = starts[term.scope]
            edge = NEVER if start is None else start + self._asked.learning
            found.update(run.met for run in some if run.met.ts >= edge)
        return found

    def _uncovered(self, connection: sqlite3.Connection, begins: Iterable[_Begins]) -> set[Meeting]:
        """What was new while a history was learnt of which it turned out to begin earlier."""
        learning = self._asked.learning
        stretches = [
            (each.scope, each.new + learning, each.old + learning)
            for each in begins
            if each.old is not None and each.new < each.old
        ]
        return terms.begun(connection, stretches) if stretches else set()

    def _remember(self, value: str, term: Term, run: Run) -> None:
        if len(self._known) > _MOST:
            self._known = {}
        if len(value) <= _LONGEST:
            last = NEVER if self._asked.forget is None else run.until - self._asked.forget
            self._known[value] = _Known(run.met.ts, last, run.until, term)

    def _tell(
        self,
        connection: sqlite3.Connection,
        gone: Collection[Meeting],
        come: Collection[Meeting],
        now: int,
    ) -> Changes:
        """Take out of the ledger and put in what changed, and bring the alerts there up to it."""
        connection.executemany(
            "DELETE FROM hits WHERE grp = ? AND ts = ? AND slot = 0 AND event = ?",
            [(met.group, met.ts, met.event) for met in gone],
        )
        hits = sorted(Hit(met.group, met.ts, 0, met.event, 1) for met in come)
        ledger.amend(connection, hits)
        times: defaultdict[tuple[int, str], list[int]] = defaultdict(list)
        for met in (*gone, *come):
            times[met.group, met.key].append(met.ts)
        spans: defaultdict[int, list[Span]] = defaultdict(list)
        for (group, ts), n in Counter((met.group, met.ts) for met in come).items():
            spans[group].append(Span(ts, ts, n))
        judged = [
            Judged(group, key, min(some), max(some), _unread(group), self._joined(spans[group]))
            for (group, key), some in sorted(times.items())
        ]
        return self._alerts.grow(connection, judged, now)

    def _joined(self, spans: Sequence[Span]) -> list[Span]:
        """Episodes; where closed alerts decide what is joined, what these are made of."""
        is_new = self._rule.reopen is Reopen.NEW
        return sorted(spans) if is_new else merged(spans, self._rule.cooldown)


def _unread(group: int) -> Tail:
    """The end of a group's ledger, which nobody has looked at."""
    return Tail(NEVER, EVER, Track(group))
