"""Find which detections hit which records, at the cost of judging each distinct value once.

Records repeat themselves. What the kind of a record decides is decided once for the kind; what
depends on other fields is decided once for each distinct tuple of them, in SQLite, and remembered.
"""

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import tzinfo
from itertools import chain, compress
from operator import attrgetter, or_

from store.knowledge.address_book import BLANK, AddressBook
from store.model import KIND_KEYS, FieldValue, Kind, Record
from store.rules.compiled import CompiledRule, RuleType
from store.rules.matching.answers import answers_of
from store.rules.matching.batches import Batch, Positions
from store.rules.matching.costs import STRIKES, Meter
from store.rules.matching.floors import Floor, floor_of
from store.rules.matching.glances import Glances, glanced
from store.rules.matching.haystack import Needles
from store.rules.matching.held_texts import held_of
from store.rules.matching.judge import Judge, Row
from store.rules.matching.plans import IDLE, Group, Plan, Projection, Rules, left, wanted
from store.rules.matching.remembering import Remembered
from store.rules.matching.sieves import Sieve
from store.rules.reading.fields import NUMERIC, ORIGINAL, Getter, value_of

_KINDS = 5_000
"""Kinds that plans are kept for."""
_VERDICTS = 100_000
"""Verdicts that are kept; when there are more, all are forgotten."""
_LONGEST = 1_000
"""Characters of the longest value that a verdict is kept for."""
_ROWS = 2_000
"""Rows judged at a time."""

_KIND_COLUMNS = tuple(KIND_KEYS)
_KIND_POSITIONS = tuple(Kind._fields.index(name) for name in KIND_KEYS.values())

_NOWHERE: frozenset[str] = frozenset()
_kind_of = attrgetter("kind")


class Matcher:
    """Judges records by the detections among a set of rules."""

    def __init__(
        self,
        rules: Sequence[CompiledRule],
        zone: tzinfo,
        patience: float = 5.0,
        book: AddressBook = BLANK,
    ) -> None:
        """Prepare the rules.

        Args:
            rules: Any rules; correlations are passed over.
            zone: Whose wall clock `weekday`, `hour` and `date` are read from.
            patience: Seconds of processor time that a rule may take for 2,000 distinct values.
            book: What is known of addresses.
        """
        self.errors: dict[int, str] = {}
        """Rules that failed too often to go on, by position, and one sentence that says why."""
        self.meter = Meter()
        """What the rules cost, by position."""
        self._failures: Counter[int] = Counter()
        self._rules = rules
        self._detections = [at for at, rule in enumerate(rules) if rule.type is RuleType.EVENT]
        self._judge = Judge(patience)
        columns = {column for at in self._detections for column in rules[at].columns}
        self._getters = {column: column_getter(column, zone, book) for column in columns}
        looking = [at for at in self._detections if glanced([rules[at]])]
        self._glanced = looking
        self._glances = Glances([rules[at] for at in looking], self._getters)
        self._known: dict[int, Plan] = {}
        """Plans by the identity of the kind: hashing a kind would cost more than all the rest."""
        self._held: list[Kind] = []
        """The kinds known by identity; while they are held, it is not given to another object."""
        self._plans: dict[Kind, Plan] = {}
        self._groups: dict[tuple[object, ...], Group] = {}
        self._sieves: dict[Rules, Sieve | Floor | None] = {}
        """By their rules: kinds of other codes go through the same ones."""
        self._kept = 0

    def hits(self, batch: Batch) -> dict[int, Positions]:
        """Which rules hit which records.

        Args:
            batch: Any records; nothing that they hold makes this raise.

        Returns:
            By the rules' positions among those that the matcher was given: the records' positions
            in the batch, in order; of rules that hit the same ones for the same reason, they are
            the same object.
        """
        self._make_room()
        found: defaultdict[int, list[Positions]] = defaultdict(list)
        asked: dict[int, tuple[Group, list[Positions]]] = {}
        began = self.meter.mark()
        planned = list(self._planned(batch))
        glance = self._glances.at(batch, wanted(planned))
        for plan, positions in planned:
            for rule in plan.always:
                found[rule].append(positions)
            for group, some in left(plan, positions, glance):
                asked.setdefault(id(group), (group, []))[1].append(some)
        if self._glanced:
            self.meter.together(self._glanced, began)
        for group, pieces in asked.values():
            began = self.meter.mark()
            for rules, some in self._judged(batch, group, batch.joined(pieces)):
                for rule in rules:
                    found[rule].append(some)
            self.meter.together(group.rules, began)
        return _in_order(
            batch, {rule: some for rule, some in found.items() if rule not in self.errors}
        )

    def _planned(self, batch: Batch) -> Iterator[tuple[Plan, Positions]]:
        """The records that something has to be done for, by position, with what that is."""
        if batch.sheet is None:
            kinds = map(id, map(_kind_of, batch.records))
            known = map(self._known.get, kinds)  # C from end to end
            plans = [plan or self._learn(batch.records[at].kind) for at, plan in enumerate(known)]
            by_id = {id(plan): plan for plan in plans}
            for key, some in _sorted_out(map(id, plans), range(len(plans))):
                if by_id[key] is not IDLE:
                    yield by_id[key], some
            return
        by_number = [self._plan_of(kind) for kind in batch.sheet.kinds.kinds]
        for number, positions in batch.by_kind([plan is not IDLE for plan in by_number]):
            yield by_number[number], positions

    def _judged(
        self, batch: Batch, group: Group, positions: Positions
    ) -> Iterable[tuple[Rules, Positions]]:
        """The records that any of a group's rules hits, by which do."""
        if not any(self._has_what_it_needs(batch, rule) for rule in group.rules):
            return ()
        return group.sorted_out(batch, positions)

    def _has_what_it_needs(self, batch: Batch, rule: int) -> bool:
        """Whether the records of a batch say anything under the keys that a rule cannot do without.

        A log has far fewer of them than there are: most rules for web servers ask for headers that
        this one does not write.
        """
        return all(any(map(batch.may_say, keys)) for keys in self._rules[rule].needs)

    def _ask(self, group: Group, records: Sequence[Record]) -> list[Rules]:
        """Which of a group's rules hit some records; each distinct value is judged once."""
        rows = list(map(group.values_of, records))
        known = group.verdicts
        unknown = _may_hold(group, [row for row in dict.fromkeys(rows) if row not in known])
        decided: dict[Row, Rules] = {}
        for start in range(0, len(unknown), _ROWS):
            part = unknown[start : start + _ROWS]
            decided.update(zip(part, self._verdicts(group, part), strict=True))
        for values, rules in decided.items():
            self._keep(group, values, rules)
        return [known.get(row) or decided.get(row, ()) for row in rows]

    def _keep(self, group: Group, values: Row, rules: Rules) -> None:
        """Remember a verdict, if that is worth its memory."""
        if group.keeps and all(len(str(value)) <= _LONGEST for value in values):
            group.verdicts[values] = rules
            self._kept += 1

    def _verdicts(self, group: Group, rows: Sequence[Row]) -> list[Rules]:
        """Which of a group's rules hold for each of these values."""
        table = self._judge.load(group.columns, [group.constants + row for row in rows])
        holding: list[list[int]] = [[] for _ in rows]
        for rule in group.rules:
            for at in self._holds(rule, table, self._rules[rule].predicate):
                holding[at].append(rule)
        return [tuple(rules) for rules in holding]

    def _holds(self, rule: int, table: str, predicate: str) -> list[int]:
        """For which rows a rule's predicate holds; for none of those that it fails on."""
        if rule in self.errors:
            return []
        began = self.meter.mark()
        try:
            return self._judge.holds(table, predicate)
        except (sqlite3.Error, sqlite3.Warning, ValueError) as error:
            if str(error) == "interrupted":
                self._fail(rule, "it takes too long", 1)
            else:  # nor could it be judged the next time
                self._fail(rule, f"it cannot be judged: {error}", STRIKES)
            return []
        finally:
            self.meter.alone(rule, began)

    def _fail(self, rule: int, why: str, strikes: int) -> None:
        """Note that a rule failed; one that does so again and again is switched off."""
        self.meter.fail(rule, why, strikes)
        self._failures[rule] += strikes
        if self._failures[rule] >= STRIKES:
            self.errors[rule] = why

    def _plan_of(self, kind: Kind) -> Plan:
        return self._known.get(id(kind)) or self._learn(kind)

    def _learn(self, kind: Kind) -> Plan:
        """The plan for a kind that was not met as this object before."""
        plan = self._plans.get(kind)
        if plan is None:
            plan = self._plans[kind] = self._plan(kind)
        self._held.append(kind)
        self._known[id(kind)] = plan
        return plan

    def _plan(self, kind: Kind) -> Plan:
        """Decide what the kind decides."""
        constants = {key: kind[at] for key, at in zip(KIND_KEYS, _KIND_POSITIONS, strict=True)}
        table = self._judge.load(_KIND_COLUMNS, [tuple(constants.values())])
        always: list[int] = []
        open_rules: dict[tuple[tuple[str, ...], bool], list[int]] = {}
        for at in self._detections:
            rule = self._rules[at]
            if not rule.selector.accepts(kind):
                continue
            if rule.of_kind:
                always.extend(at for _ in self._holds(at, table, rule.predicate))
            elif not rule.guard or self._holds(at, table, rule.guard):
                varying = tuple(column for column in rule.columns if column not in KIND_KEYS)
                open_rules.setdefault((varying, bool(rule.needles)), []).append(at)
        if not always and not open_rules:
            return IDLE
        groups = [self._group(rules, names, constants) for (names, _), rules in open_rules.items()]
        return Plan(tuple(always), tuple(groups), _NOWHERE.union(*(one.glanced for one in groups)))

    def _group(
        self,
        rules: Sequence[int],
        varying: tuple[str, ...],
        constants: Mapping[str, FieldValue | None],
    ) -> Group:
        """The group of these rules; kinds with the same values in what the rules read share it."""
        read = {column for rule in rules for column in self._rules[rule].columns}
        fixed = {column: value for column, value in constants.items() if column in read}
        key = (tuple(rules), varying, *fixed.items())
        if key not in self._groups:
            self._groups[key] = self._new_group(rules, varying, fixed)
        return self._groups[key]

    def _new_group(
        self,
        rules: Sequence[int],
        varying: tuple[str, ...],
        fixed: Mapping[str, FieldValue | None],
    ) -> Group:
        needles = [self._rules[rule].needles for rule in rules]
        predicates = [self._rules[rule].predicate for rule in rules]

        def ask(records: Sequence[Record]) -> list[Rules]:
            return self._ask(group, records)

        group = Group(
            rules=tuple(rules),
            columns=(*fixed, *varying),
            constants=tuple(fixed.values()),
            varying=varying,
            values_of=_projection([self._getters[column] for column in varying]),
            needles=_positions(needles, varying) if all(needles) else (),
            sieve=self._sieve(tuple(rules)),
            keeps=ORIGINAL not in varying,
            verdicts={},
            remembered=Remembered(varying, ask),
            held=held_of(predicates, varying, self._getters, ask),
            answers=None if all(needles) else answers_of(predicates, varying, self._getters, ask),
            glanced=glanced(map(self._rules.__getitem__, rules)),
        )
        return group

    def _sieve(self, rules: Rules) -> Sieve | Floor | None:
        """What tells at a glance that none of some rules can hold, if anything does."""
        if rules not in self._sieves:
            self._sieves[rules] = _sieve([self._rules[rule] for rule in rules], self._getters)
        return self._sieves[rules]

    def _make_room(self) -> None:
        """Forget what has become too much."""
        if len(self._held) > _KINDS:
            for memory in (self._known, self._held, self._plans, self._groups, self._sieves):
                memory.clear()
            self._kept = 0
        if self._kept > _VERDICTS:
            for group in self._groups.values():
                group.verdicts.clear()
            self._kept = 0


def _in_order(batch: Batch, found: Mapping[int, list[Positions]]) -> dict[int, Positions]:
    """Each rule's hits, in order; those of the same pieces once."""
    keys = {rule: tuple(map(id, pieces)) for rule, pieces in found.items()}
    distinct = {keys[rule]: pieces for rule, pieces in found.items()}
    known = {key: batch.in_order(pieces) for key, pieces in distinct.items()}
    return {rule: known[key] for rule, key in keys.items()}


def _sieve(rules: Sequence[CompiledRule], getters: Mapping[str, Getter]) -> Sieve | Floor | None:
    needles = [rule.needles for rule in rules]
    if all(needles):
        return Sieve(chain.from_iterable(needles), getters)
    return floor_of([rule.predicate for rule in rules])


def _sorted_out(keys: Iterable[int], positions: Iterable[int]) -> Iterable[tuple[int, list[int]]]:
    """Positions by their keys."""
    found: defaultdict[int, list[int]] = defaultdict(list)
    for key, at in zip(keys, positions, strict=True):
        found[key].append(at)
    return found.items()


def _may_hold(group: Group, rows: Sequence[Row]) -> list[Row]:
    """The rows for which a rule of the group can hold, at a glance; SQLite costs far more."""
    if not group.needles or not rows:
        return list(rows)
    may = [False] * len(rows)
    for at, needles in group.needles:
        values = ["" if row[at] is None else str(row[at]) for row in rows]
        may = list(map(or_, may, needles.holding(values)))
    return list(compress(rows, may))


def _positions(
    needles: Sequence[Sequence[tuple[str, str]]], columns: Sequence[str]
) -> tuple[tuple[int, Needles], ...]:
    """The needles of several rules, by the position of their column."""
    texts: defaultdict[int, set[str]] = defaultdict(set)
    for column, text in chain.from_iterable(needles):
        texts[columns.index(column)].add(text)
    return tuple((at, Needles(some)) for at, some in sorted(texts.items()))


def _projection(getters: Sequence[Getter]) -> Projection:
    """Takes the values of several getters at once."""
    if len(getters) == 1:
        only = getters[0]
        return lambda record: (only(record),)
    return lambda record: tuple([get(record) for get in getters])


def column_getter(column: str, zone: tzinfo, book: AddressBook = BLANK) -> Getter:
    """How a column's value is read; text stays text however a format gave it."""
    read = value_of(column, zone, book)
    if column in NUMERIC:
        return read

    def text(record: Record) -> FieldValue | None:
        value = read(record)
        return value if value is None or type(value) is str else str(value)

    return text
