"""Rule files to compiled rules: the work of the compiler's child process, and that process itself.

Only the child process of `store.rules.compiler` imports this.
"""

import json
import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from hashlib import sha256
from pathlib import Path, PurePath

from sigma.correlations import SigmaCorrelationRule
from sigma.exceptions import SigmaError
from sigma.rule import SigmaRule
from sigma.rule.base import check_alias_expansion

from store.errors import RuleError
from store.model import Severity
from store.rules import blame, correlations, extension, filters, fitting
from store.rules.compiled import (
    Compilation,
    CompiledRule,
    Inapplicable,
    RuleType,
)
from store.rules.correlations import Member
from store.rules.documents import Document, read
from store.rules.drafts import Draft, Library, draft
from store.rules.extension import Extension
from store.rules.fields import Family, canonical
from store.rules.filters import Filter, Filters
from store.rules.loader import FORM
from store.rules.logsources import Source, source_for
from store.rules.novelties.drafting import with_novelty
from store.rules.patience import TooSlow, limited
from store.rules.placeholders import NO_PLACEHOLDERS, PLACEHOLDERS, Placeholders
from store.rules.predicates import Predicate, alone, conditions_of, translate
from store.rules.questions import keys_in
from store.rules.spans import SECOND
from store.rules.thresholds.drafting import by_calendar

_DEDUP = ("host.name", "source.ip", "user.name")
_COOLDOWN = 3600 * SECOND
_OF_COUNTS = {
    "recovers": fitting.NOT_RECOVERING,
    "thresholds": "thresholds: is for an event_count or a value_count with gte or gt",
    "zone": "zone: is for thresholds",
}
"""What a detection has not."""
_NOT_NEW = "new-terms: is for a detection"
_TOO_SLOW = "it cannot be compiled: that takes too long"
_NETWORK = ("socket.connect", "socket.getaddrinfo", "socket.gethostby", "socket.sendto")


def main() -> None:
    """Compile the files that standard input names, one JSON object, to JSON on standard output.

    Whatever libraries print goes to standard error instead.
    """
    sys.addaudithook(stay_offline)
    answer = os.dup(1)
    os.dup2(2, 1)
    asked = json.load(sys.stdin)
    compilation = assemble([Path(path) for path in asked["files"]], asked["placeholders"])
    with os.fdopen(answer, "w", encoding="ascii") as out:
        json.dump(
            {
                "rules": [rule.to_json() for rule in compilation.rules],
                "problems": [
                    [problem.message, *_place(problem)] for problem in compilation.problems
                ],
                "inapplicable": [
                    [one.uuid, one.title, one.path, one.line, one.reason, one.set, one.name]
                    for one in compilation.inapplicable
                ],
            },
            out,
        )


def assemble(paths: Sequence[Path], placeholders: Placeholders = NO_PLACEHOLDERS) -> Compilation:
    """Compile rule files together, so that the rules of one may refer to those of another.

    Args:
        paths: The files.
        placeholders: What stands for `%name%`, beside what is built in.
    """
    problems: list[RuleError] = []
    drafts: list[Draft] = []
    narrowing: list[Filter] = []
    for path in paths:
        documents, wrong = read(path)
        problems.extend(wrong)
        for document in documents:
            one, wrong = _understood(document)
            problems.extend(wrong)
            if isinstance(one, Draft):
                drafts.append(one)
            elif one is not None:
                narrowing.append(one)
    assembly = _Assembly(Library(drafts), narrowing, {**PLACEHOLDERS, **placeholders})
    rules = assembly.compile()
    order = {str(path): position for position, path in enumerate(paths)}
    problems.extend(assembly.problems)
    problems.sort(key=lambda one: (order[one.location.path], one.location.line or 0))
    return Compilation(rules, tuple(problems), tuple(assembly.inapplicable))


def stay_offline(event: str, _arguments: object) -> None:
    """Refuse the network: the library knows how to fetch lists of techniques, and nobody asked.

    An audit hook, which stays for as long as the process.
    """
    if event.startswith(_NETWORK):
        raise PermissionError("rules are compiled without a network")


def _understood(document: Document) -> tuple[Draft | Filter | None, list[RuleError]]:
    """What a document is, and what is wrong with it."""
    try:
        check_alias_expansion(document.data)
        with limited():
            return filters.read(document) if "filter" in document.data else draft(document)
    except SigmaError as error:
        return None, [document.error(blame.sentence(error))]
    except TooSlow:
        return None, [document.error(_TOO_SLOW)]


def _place(problem: RuleError) -> tuple[str, int | None, int | None]:
    place = problem.location
    return place.path, place.line, place.column


class _Assembly:
    """Compiles each draft once, members before the correlations that refer to them."""

    def __init__(
        self, library: Library, narrowing: Sequence[Filter], placeholders: Placeholders
    ) -> None:
        self.inapplicable: list[Inapplicable] = []
        self._problems = list(library.problems)
        self._library = library
        self._filters = Filters(narrowing, library)
        self._placeholders = placeholders
        self._makers = library.makers()
        self._rules: dict[str, CompiledRule] = {}
        self._families: dict[str, frozenset[Family]] = {}
        self._left_out: dict[str, str] = {}
        """Why a draft became no rule, by uuid."""
        self._under_way: set[str] = set()

    @property
    def problems(self) -> list[RuleError]:
        """What is wrong with the drafts and their filters."""
        return [*self._problems, *self._filters.problems]

    def compile(self) -> tuple[CompiledRule, ...]:
        for one in self._library.drafts:
            self._make(one)
        return tuple(self._rules.values())

    def _make(self, one: Draft) -> None:
        """Compile a draft, unless that was done already."""
        if one.uuid in self._rules or one.uuid in self._left_out:
            return
        self._under_way.add(one.uuid)
        try:
            around = self._library.around(one)
            if isinstance(one.rule, SigmaRule):
                self._detection(one, one.rule)
            else:
                self._correlation(one, one.rule)
            if around and one.uuid in self._rules:
                self._rules[one.uuid] = replace(self._rules[one.uuid], within=around)
        except RuleError as error:
            self._problems.append(error)
            self._left_out[one.uuid] = "has a problem"
        except blame.SURPRISES as error:
            self._problems.append(blame.problem(error, one.document))
            self._left_out[one.uuid] = "has a problem"
        finally:
            self._under_way.discard(one.uuid)
        self._ask(one)

    def _ask(self, one: Draft) -> None:
        """Find questions about values that the rule's alerts do not have."""
        made = self._rules.get(one.uuid)
        for number, (_, text) in enumerate(made.next if made else ()):
            for key in keys_in(text):
                if made and key not in made.group_by:
                    message = f"next: alerts of this rule have no {key}"
                    place = one.document.error(message, extension.KEY, "next", number)
                    self._problems.append(place)

    def _skip(self, one: Draft, reason: str) -> None:
        self._left_out[one.uuid] = "is not applicable"
        place = one.document
        self.inapplicable.append(
            Inapplicable(
                one.uuid,
                one.rule.title,
                place.path,
                place.line,
                reason,
                _set(one),
                one.rule.name,
            )
        )

    def _detection(self, one: Draft, rule: SigmaRule) -> None:
        logsource = rule.logsource
        source = source_for(logsource.category, logsource.product, logsource.service)
        if isinstance(source, str):
            self._skip(one, source)
            return
        try:
            with limited():
                predicate = self._predicate(one, rule, source.family)
        except TooSlow:
            raise one.document.error(_TOO_SLOW) from None
        except blame.SURPRISES as error:
            tried = partial(alone, rule, source.family, self._placeholders)
            raise blame.problem(error, one.document, tried) from error
        if predicate.lacking is not None:
            self._skip(one, f"no log format here provides the field {predicate.lacking}")
            return
        self._families[one.uuid] = frozenset({source.family})
        self._rules[one.uuid] = self._event(one, self._hash(one, rule), source, predicate)

    def _predicate(self, one: Draft, rule: SigmaRule, family: Family) -> Predicate:
        narrowing = self._filters.of(one, rule)
        besides = self._filters.conditions(narrowing, rule, family, self._placeholders)
        return translate(conditions_of(rule, family, self._placeholders), besides)

    def _event(self, one: Draft, hash_: str, source: Source, predicate: Predicate) -> CompiledRule:
        more = one.extension
        for key, message in _OF_COUNTS.items():
            if getattr(more, key):
                raise one.document.error(message, extension.KEY, key)
        fitting.check_detection(one)
        dedup = _DEDUP if more.dedup is None else more.dedup
        if more.baseline:
            dedup = more.baseline.group_by
        names = tuple(canonical(name, source.family) for name in dedup)
        made = replace(
            _described(one, RuleType.EVENT, hash_),
            alerts=self._makers[one.uuid],
            group_by=names,
            keep_missing=more.keep_missing is not False,
            cooldown=_COOLDOWN if more.cooldown is None else more.cooldown,
            baseline=more.baseline.baseline if more.baseline else None,
            selector=source.selector,
            predicate=predicate.sql,
            guard=predicate.guard,
            needles=predicate.needles,
            needs=predicate.needs,
            columns=predicate.columns,
        )
        return (
            made if more.novelty is None else with_novelty(made, more, one.document, source.family)
        )

    def _hash(self, one: Draft, rule: SigmaRule) -> str:
        """Of a detection, its filters, and what its placeholders stand for."""
        texts = [each.document.text for each in self._filters.of(one, rule)]
        used = (
            f"{name}={list(values)}"
            for name, values in sorted(self._placeholders.items())
            if any(f"%{name}%" in text for text in (one.document.text, *texts))
        )
        return _hash(one, [*texts, *used])

    def _correlation(self, one: Draft, rule: SigmaCorrelationRule) -> None:
        asked = correlations.window(rule, one.document, one.references)
        members = self._members(one)
        window = asked.among(list(members))
        if window is None:
            self._skip(one, "the rules that it refers to are not applicable")
            return
        known = list(members.values())
        self._families[one.uuid] = frozenset().union(*(each.families for each in known))
        groups = correlations.grouping(rule, one.document, known)
        more = one.extension
        if more.novelty is not None:
            raise one.document.error(_NOT_NEW, extension.KEY, "new-terms")
        made = replace(
            _described(one, window.type, _hash(one, [each.rule.hash for each in known])),
            alerts=self._makers[one.uuid],
            group_by=groups.names,
            keep_missing=more.keep_missing is True,
            cooldown=_cooldown(more, window.timespan),
            members=tuple(each.rule.uuid for each in known),
            timespan=window.timespan,
            bounds=window.bounds,
            ways=window.ways,
            percent=window.percent,
            absence=more.absence,
            group_keys=groups.keys,
            value_keys=correlations.values(rule, one.document, known, window.fields),
        )
        if made.recovers:
            fitting.check_recovering(one, made, known)
        fitting.check_correlation(one, made, known)
        self._rules[one.uuid] = by_calendar(made, more, one.document)

    def _members(self, one: Draft) -> dict[int, Member]:
        """The members of a correlation that can be judged, by their position."""
        members: dict[int, Member] = {}
        for position, name in enumerate(one.references):
            member = self._library.find(name, one.document)
            self._make_member(one, member)
            rule = self._rules.get(member.uuid)
            if rule is not None:
                members[position] = Member(name, rule, self._families[member.uuid])
        return members

    def _make_member(self, one: Draft, member: Draft) -> None:
        """Compile what a correlation refers to."""
        place = ("correlation", "rules")
        title = member.rule.title
        if member.uuid in self._under_way:
            raise one.document.error("it refers to itself", *place)
        self._make(member)
        if self._left_out.get(member.uuid) == "has a problem":
            raise one.document.error(f"the rule {title!r} that it refers to has a problem", *place)
        rule = self._rules.get(member.uuid)
        if rule is not None and not rule.lasts:
            message = f"not supported yet: windows of {title!r}, which later hits can undo"
            raise one.document.error(message, *place)


def _described(one: Draft, type_: RuleType, hash_: str) -> CompiledRule:
    """A compiled rule, with what its document says for people."""
    rule = one.rule
    return CompiledRule(
        uuid=one.uuid,
        hash=hash_,
        title=rule.title,
        name=rule.name,
        type=type_,
        level=_level(one),
        status=str(rule.status) if rule.status else None,
        author=rule.author,
        license=rule.license,
        description=rule.description,
        references=tuple(map(str, rule.references)),
        tags=tuple(map(str, rule.tags)),
        falsepositives=tuple(map(str, rule.falsepositives)),
        path=one.document.path,
        line=one.document.line,
        text=one.document.text,
        alerts=False,
        group_by=(),
        keep_missing=False,
        cooldown=0,
        reopen=one.extension.reopen,
        severities=one.extension.severities,
        recovers=one.extension.recovers,
        set=_set(one),
        next=one.extension.next,
    )


def _cooldown(more: Extension, timespan: int) -> int:
    """How long a correlation's alerts wait for more: those that recover are over by then."""
    if more.cooldown is not None:
        return more.cooldown
    return 0 if more.recovers else timespan


def _level(one: Draft) -> Severity:
    """How bad a rule's alerts are, at least."""
    steps = one.extension.severities
    if one.rule.level is None:
        return steps[0][1] if steps else Severity.MEDIUM
    level = Severity(str(one.rule.level))
    if steps and steps[-1][1].rank <= level.rank:
        message = f"severity-by-count: no level is above that of the rule, {level}"
        raise one.document.error(message, "blotter", "severity-by-count")
    return level


def _set(one: Draft) -> str:
    """The set that a rule belongs to: its file's, unless it says another."""
    return one.extension.set or PurePath(one.document.path).stem


def _hash(one: Draft, others: Sequence[str]) -> str:
    """Of a rule's text and of what else it is made from; and of how texts are compiled."""
    parts = [str(FORM), one.document.text, *others]
    return sha256("\0".join(parts).encode("utf-8", "backslashreplace")).hexdigest()
